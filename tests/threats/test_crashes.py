"""What a crash or a fault may cost: nobody is left untold, and nothing goes on for ever."""

from __future__ import annotations

import re
import sqlite3
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.relay.limits import LIMITS
from sandbox.telegram.faults import Answer
from tests.faults.place import LOGIN, TALK, submissions
from tests.harness.dialog import CODE, play
from tests.threats.conftest import behind_a_webhook
from tests.threats.playing import LONG, Measure, Played, many, seconds_until, threat
from tests.threats.updates import delivered

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.harness.bot import BotProcess
    from tests.harness.postgres import PostgresServer
    from tests.harness.world import Team, World
    from tests.threats.conftest import Fresh

pytestmark = LONG

TOLD_SECONDS: Final = 10.0
AFTER_LIFE: Final = 60.0
UNHANDLED: Final = re.compile(
    r"event=(?:update_failed|update_given_up|polling_failed|attempt_task_failed|loop_ended|notifier_task_failed"
    r"|card_refused|exception_nobody_awaited|uncaught_exception)"
)


@asynccontextmanager
async def running(fresh: Fresh, played: Played, **options: float) -> AsyncIterator[tuple[World, BotProcess]]:
    """Let one bot run that may be killed; `options` are those of its world."""
    async with fresh(**options) as world:
        bot = behind_a_webhook(world, played.seed or "nothing")
        await bot.start()
        yield world, bot
        await bot.kill()


@threat(15, "confirms_before_the_effect")
async def test_she_is_told_after_a_crash_that_swallowed_an_update(
    fresh: Fresh, played: Played, measure: Measure
) -> None:
    async with running(fresh, played) as (world, bot):
        team = await world.team()
        team.manager.says(team.group, "/login Stella")
        await delivered(world)
        await bot.kill()
        await bot.start()
        told = world.telegram.until(lambda: _is_told(team), TOLD_SECONDS)
        seconds = await seconds_until(told)
        measure(f"told of her login {seconds:.1f} s after the restart", reached=seconds <= TOLD_SECONDS)
        team = await world.team()
        await play(team, [LOGIN, TALK])
        submitted = world.onlyfanskit.hold("PUT")
        team.creator.tells_bot(await team.code())
        await submitted.arrived.wait()
        await bot.kill()
        looked = world.onlyfanskit.hold("GET", "/login/")
        await bot.start()
        seconds = await seconds_until(team.sees("could not see whether your code arrived", TOLD_SECONDS))
        measure(f"told of her code {seconds:.1f} s after the restart", reached=seconds <= TOLD_SECONDS)
        submitted.release()
        looked.release()


def _is_told(team: Team) -> bool:
    """Tell whether she is asked, or both know that it is not known whether the login began."""
    unsure = any("Not sure that the login began" in card.text for card in team.cards())
    return unsure or bool(team.prompts) or bool(team.sent(team.group, "not known whether"))


SCENARIOS: Final = (
    *(
        "failed",
        "vanishing",
        "dead",
        "throttled",
        "error_500",
        "garbage",
        "lost",
        "lost_code",
        "refused",
        "unknown",
    ),
    *("key_refused", "plan_refused", "bad_request", "error_502", "error_503", "html", "huge", "hanging"),
    *("vanishing_410", "down_and_back", "down_while_polled"),
)


@threat(21, "times_nothing_out")
async def test_every_login_comes_to_an_end_whatever_the_provider_does(
    fresh: Fresh, played: Played, measure: Measure
) -> None:
    """By a clock that is no faster than ours, as the time limits of calls are."""
    async with running(fresh, played, rate=1) as (world, _):
        teams = [await world.team(name) for name in SCENARIOS[: many(len(SCENARIOS), 5)]]
        teams += [await _endless(world)]
        for team in teams:
            team.manager.says(team.group, "/login Stella")
            await seconds_until(team.group_sees("🔑 Stella", 10))
        await world.step(LIMITS.whole_attempt)
        await _judged(world, teams, measure, 1, AFTER_LIFE)


async def _endless(world: World) -> Team:
    """Give a team whose provider stays busy for ever."""
    team = await world.team()
    account = team.vendor.platform[team.account_id]
    team.vendor.add_account(replace(account, scenario=replace(account.scenario, pending_before=1e9)))
    return team


async def _judged(
    world: World, teams: list[Team], measure: Measure, faults: int, within: float = 30.0
) -> None:
    """Hold that all are over, each with its card, and that nothing went wrong unseen."""
    over = world.telegram.until(lambda: all(map(_is_over, teams)), within)
    seconds = await seconds_until(over)
    left = sum(not _is_over(team) for team in teams)
    lost = sum(not team.sent(team.group, "🔑 Stella") for team in teams)
    doubled = max(len(team.sent(team.group, "🔑 Stella")) - 1 for team in teams)
    printed = "".join(bot.printed() for bot in world.bots)
    unhandled = len(UNHANDLED.findall(printed))
    measure(
        f"{left} of {len(teams)} not over, {unhandled} unhandled, {lost} lost, {doubled} doubled",
        reached=left == unhandled == lost == 0 and doubled <= faults and seconds < float("inf"),
    )


def _is_over(team: Team) -> bool:
    """Tell it by the card: while a login lives, it can be cancelled."""
    cards = [card for card in team.cards() if "🔑" in card.text]
    return bool(cards) and not any("Cancel" in row for card in cards for row in card.labels)


SLOW_DOWN: Final = Answer(429, "Too Many Requests: retry after 1", retry_after=1)
BROKEN: Final = Answer(502, "Bad Gateway")


@threat(22, "sends_thrice")
async def test_telegrams_faults_lose_nothing_and_double_one_notice_at_most(
    fresh: Fresh, played: Played, measure: Measure
) -> None:
    async with running(fresh, played) as (world, _):
        team = await world.team()
        faults = world.telegram.faults
        faults.fail("sendMessage", SLOW_DOWN, chat=team.creator.private)
        faults.fail("sendMessage", BROKEN, chat=team.group)
        faults.cut("editMessageText", performed=True, chat=team.group)
        faults.cut("sendMessage", performed=False, chat=team.creator.private)
        team.manager.says(team.group, "/login Stella")
        lost = int(await seconds_until(team.sees("Type the code", 60)) == float("inf"))
        await play(team, [TALK])
        prompts = len(team.sent(team.creator.private, "Type the code"))
        measure(f"{prompts - 1} prompts doubled", reached=prompts <= 2)
        await play(team, [("Stella", CODE, {"Stella": "signed in ·"})])
        lost += await seconds_until(team.group_sees("✅ Connected", 30)) == float("inf")
        receipts = len(team.sent(team.creator.private, "signed in ·"))
        measure(
            f"{lost} lost, {receipts - 1} receipts doubled by 4 faults",
            reached=not lost and receipts <= 2 and submissions(team) == 1,
        )
        await _judged(world, [team], measure, 1)


@threat(23, "confirms_what_failed")
async def test_a_database_that_is_away_loses_no_command(
    fresh: Fresh, played: Played, postgres: PostgresServer, measure: Measure
) -> None:
    async with running(fresh, played) as (world, _):
        team = await world.team()
        tried = len(world.telegram.delivery.attempts)
        async with _away(world, played, postgres):
            team.manager.says(team.group, "/login Stella")
            await seconds_until(
                world.telegram.until(lambda: len(world.telegram.delivery.attempts) > tried + 1, 15)
            )
        seconds = await seconds_until(team.sees("Type the code", 40))
        measure(f"she is asked {seconds:.1f} s after it is back", reached=seconds < float("inf"))
        await play(team, [("Stella", CODE, {"group": "✅ Connected"})])
        await _judged(world, [team], measure, 1)


@asynccontextmanager
async def _away(world: World, played: Played, postgres: PostgresServer) -> AsyncIterator[None]:
    """Have the database be out of reach: its socket gone, or its file locked by somebody else."""
    if played.engine == "postgresql":
        way = world.directory / "socket"
        name = world.variables["DATABASE_URL"].split("?")[0].rsplit("/", 1)[1]
        way.unlink()
        postgres.sql(OFF.format(name))
        yield
        way.symlink_to(postgres.directory)
        return
    locked = sqlite3.connect(world.directory / "bot.db", isolation_level=None)
    locked.execute("BEGIN IMMEDIATE")
    yield
    locked.execute("ROLLBACK")
    locked.close()


OFF: Final = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres' AND datname = '{}'"
)

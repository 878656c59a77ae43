"""Her codes: where they leak, to which attempt they go, and what is never taken for one."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import httpx
import pytest

from bot.relay.answers import Typed
from bot.relay.limits import LIMITS
from providers.secret import Secret
from providers.steps import Done
from sandbox.vendor.faults import Fault
from storage.models import State
from tests.bot.relay.attempts import SMS
from tests.bot.relay.heart import Heart
from tests.bot.relay.scripted import ScriptedProvider
from tests.faults.place import CONNECTED, LOGIN, submissions
from tests.harness.canary import disguises
from tests.harness.dialog import CODE, WRONG, play
from tests.storage import builders
from tests.threats.conftest import METRICS, SECRET
from tests.threats.playing import LONG, Measure, Played, many, seconds_until, threat
from tests.threats.updates import command, delivered, message, post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.relay.reactions import Reaction
    from providers.steps import Step
    from sandbox.telegram.formatting import Json
    from storage import Store
    from tests.harness.world import Team, World

pytestmark = LONG

FAULTS: Final = (Fault.GARBAGE, Fault.HTML, Fault.HUGE, 500)[: many(4, 1)]
"""What a provider answers to a code in place of what it should."""
FAILED_UPDATE: Final = "event=update_failed"
WARNED_SECONDS: Final = 2.0
SETTLE_SECONDS: Final = 10.0
OVER_NOW: Final = {State.CONNECTED}
GUESSES: Final = 3
"""How many messages of hers race for one challenge."""


@threat(2, "says_codes", "keeps_codes")
async def test_no_code_is_left_anywhere_after_a_whole_login(
    world: World, played: Played, measure: Measure
) -> None:
    """Looked for in what was logged, also of errors, sent, and stored, in a backup, and in the metrics."""
    team = await world.team(ask_first=True)
    await play(
        team,
        [
            ("Mia", "/login Stella", {"Stella": "Is now a good time?"}),
            ("Stella", "[I'm ready]", {"Stella": "Type the code"}),
            ("Stella", WRONG, {"Stella": "was not accepted"}),
            ("Stella", CODE, CONNECTED),
        ],
    )
    for fault in FAULTS:
        await _submitted_into(world, fault)
    tracebacks = await _cannot_be_read(world, team)
    async with httpx.AsyncClient(trust_env=False) as client:
        shown = await client.get(
            f"{world.bots[-1].url}/metrics",
            headers={"Authorization": f"Bearer {METRICS['METRICS_TOKEN']}"},
        )
    (world.directory / "metrics.txt").write_bytes(shown.content)
    (world.directory / "backup").write_bytes(_backup(world, played))
    codes = world.canary.all_codes()
    hits = world.canary.found()
    forms = len(disguises("12345678"))
    broken = f"{len(FAULTS)} broken answers to a code, {tracebacks} traceback"
    measure(
        f"{len(hits)} hits of {len(codes)} secrets in {forms} disguises; {broken}",
        reached=not hits and codes != set() and tracebacks > 0,
    )


async def _submitted_into(world: World, fault: Fault | int) -> None:
    """Have the provider answer a code in this way, and wait until it is seen what came of it."""
    team = await world.team()
    account = team.vendor.platform[team.account_id]
    team.vendor.add_account(replace(account, scenario=replace(account.scenario, submit_fault=fault)))
    await play(team, [LOGIN, ("Stella", CODE, {})])
    await world.telegram.until(lambda: not _still_submits(team), 60)


def _still_submits(team: Team) -> bool:
    """Tell it by the last card, which says that her code is checked, or that she is asked for one."""
    return submissions(team) == 0 or any("Waiting" in card.text for card in team.cards()[-1:])


async def _cannot_be_read(world: World, team: Team) -> int:
    """Send a code in an update that nothing can be made of; give how often that was logged with its place."""
    before = world.bots[-1].printed().count(FAILED_UPDATE)
    body = command(team, world.wrong_code(), team.creator, {"date": "today"}).payload
    await post(world, {"update_id": 8_000_000 + team.creator.id % 1_000_000, "message": body}, SECRET)
    return world.bots[-1].printed().count(FAILED_UPDATE) - before


def _backup(world: World, played: Played) -> bytes:
    """Give what a backup of the database, made while the bot runs, has in it."""
    if played.engine == "postgresql":
        return world.dump()
    with (
        closing(sqlite3.connect(world.directory / "bot.db")) as database,
        closing(sqlite3.connect(":memory:")) as copy,
    ):
        database.backup(copy)
        return copy.serialize()


@dataclass
class Taking(ScriptedProvider):
    """Takes whatever code it gets, signs in by it, and notes which code came to which login.

    A code that did not connect would count as wrong, and be counted anew in every race after it.
    """

    accounts: list[str] = field(default_factory=list)
    """Their ids here; a login says by its first digit to which of them it belongs."""
    taken: list[tuple[str, str]] = field(default_factory=list)

    async def submit_code(self, resume: str, code: Secret) -> Step:
        """Note it."""
        self.taken.append((resume, code.reveal()))
        return Done(self.accounts[int(resume[0])])


@threat(6, "hands_codes_over_twice", "takes_any_attempt")
@pytest.mark.usefixtures("seeded_here")
async def test_of_all_messages_that_race_one_is_handed_over_to_its_own_attempt(
    store: Store, measure: Measure
) -> None:
    """Played against relay and store in this process: each race has two creators who type at once."""
    provider = Taking()
    hearts = [Heart(store, await builders.cast(store), provider=provider) for _ in range(2)]
    provider.accounts += [heart.cast.account.external_id for heart in hearts]
    races, winners, astray = many(10_000, 150), 0, 0
    for race in range(races // 2):
        attempts = [
            await heart.stored(State.CODE_NEEDED, ask=SMS, resume=f"{place}-{race}")
            for place, heart in enumerate(hearts)
        ]
        provider.taken.clear()
        typed = [
            _types(heart, f"{place}{race:05}{turn}", turn)
            for place, heart in enumerate(hearts)
            for turn in range(GUESSES)
        ]
        await asyncio.gather(*typed)
        for heart in hearts:
            await heart.driver.stop(SETTLE_SECONDS)
        winners += len(provider.taken)
        astray += sum(resume[0] != code[0] for resume, code in provider.taken)
        if (
            astray
            or {(await heart.row(one)).state for heart, one in zip(hearts, attempts, strict=True)} != OVER_NOW
        ):
            break
    measure(
        f"{winners} winners in {races} races, {astray} wrong bindings",
        reached=winners == races and not astray,
    )


async def _types(heart: Heart, code: str, turn: int) -> Reaction:
    typed = Typed(message_id=100 + turn, date=heart.clock(), text=Secret(code))
    async with heart.work() as work:
        return await heart.relay.typed(work, heart.cast.stella, typed)


TELEGRAMS: Final = (
    "Login code: {}. Do not give this code to anyone, even if they say they are from Telegram!",
    "Telegram code: {}\nYou can also tap on this link to log in: https://t.me/login/{}",
    "Код Telegram: {}. Никому не давайте код",
    "Web login code. This is your login code for my.telegram.org: {}",
    "{} is your TELEGRAM code",
    "Код Телеграм {}",
)
PASSWORDS: Final = (
    "my password is {}",
    "Passwort: {}",
    "Kennwort {}",
    "contraseña {}",
    "mot de passe {}",
    "hasło: {}",
    "пароль {}",
    "heslo {}",
    "jelszó {}",
)
FORWARD: Final[Json] = {
    "forward_origin": {
        "type": "user",
        "date": 1_700_000_000,
        "sender_user": {"id": 777000, "is_bot": False, "first_name": "Telegram"},
    }
}


@threat(10, "knows_no_telegram_code", "refuses_no_text")
async def test_a_code_of_telegram_or_a_password_is_refused_deleted_and_explained(
    world: World, measure: Measure
) -> None:
    team = await world.team()
    await play(team, [LOGIN])
    slowest, pasted = 0.0, 0
    for text, changes, answer in _pasted():
        pasted += 1
        digits = world.wrong_code()
        slowest = max(slowest, await _warned(team, text.replace("{}", digits), changes, answer))
        if submissions(team) or slowest > WARNED_SECONDS:
            break
    forwarded = submissions(team)
    measure(f"{forwarded} of {pasted} forwarded", reached=forwarded == 0)
    measure(f"warned within {slowest:.1f} s", reached=slowest <= WARNED_SECONDS)
    await play(team, [("Stella", CODE, CONNECTED)])


def _pasted() -> Iterator[tuple[str, Json, str]]:
    """Give what she pastes: the text, what else the message says, and what the answer to it says."""
    for text in TELEGRAMS:
        yield text, {}, "looks like a code from Telegram itself"
        yield text, FORWARD, "looks like a code from Telegram itself"
    yield "{}", FORWARD, "looks like a code from Telegram itself"
    for text in PASSWORDS:
        yield text, {}, "never take a password here"


async def _warned(team: Team, text: str, changes: Json, answer: str) -> float:
    """Give the seconds until it is answered, in which it has been deleted too."""
    telegram, before = team.world.telegram, len(team.sent(team.creator.private, answer))
    if changes:
        raw = message(team.creator.private, text, team.creator, changes)
        raw.emit()
        return await seconds_until(
            telegram.until(lambda: len(team.sent(team.creator.private, answer)) > before, 5)
        )
    said = team.creator.tells_bot(text)
    return await seconds_until(
        telegram.until(lambda: said.deleted and len(team.sent(team.creator.private, answer)) > before, 5)
    )


@threat(16, "cancels_nothing", "ends_nothing_by_time")
async def test_a_code_after_the_end_is_answered_and_not_handed_over(world: World, measure: Measure) -> None:
    handed_over, answered, tried = 0, 0, 0
    for end in (_cancelled, _declined, _expired):
        team = await world.team()
        await play(team, [LOGIN])
        code = await team.code()
        await end(team)
        for _ in range(2):
            tried += 1
            answered += await _is_answered(team, code)
        handed_over += submissions(team)
        measure(f"{end.__name__[1:]}: {handed_over} submissions", reached=handed_over == 0)
    measure(f"{answered} of {tried} answered", reached=answered == tried)


async def _cancelled(team: Team) -> None:
    await play(team, [("Mia", "[Cancel]", {})])
    await delivered(team.world)


async def _declined(team: Team) -> None:
    await play(team, [("Stella", "[I can't now]", {})])
    await delivered(team.world)


async def _expired(team: Team) -> None:
    await team.world.step(LIMITS.code + 1)


async def _is_answered(team: Team, code: str) -> bool:
    """Say the code, and whether it is answered that the login is over."""
    over = "your code was not used"
    before = len(team.sent(team.creator.private, over))
    team.creator.tells_bot(code)
    waited = team.world.telegram.until(lambda: len(team.sent(team.creator.private, over)) > before, 5)
    return await seconds_until(waited) < 5

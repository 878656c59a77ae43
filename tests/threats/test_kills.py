"""Killed at whichever line: her "Not me" holds all the same, and no code is sent twice.

First all is played once without a kill, and each line of ours noted that is executed from her press or her
code until nothing more comes of it, also in the tasks that it wakes. Then the bot is killed at the first
execution of each of these lines (of some of them in the short run), and started again; Telegram delivers anew
what was not confirmed, so that one press may be killed in several times.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import pytest

from bot.relay.limits import DAY
from tests.faults.place import LOGIN, TALK, submissions
from tests.harness.dialog import play
from tests.threats.mortal import mortal
from tests.threats.playing import FULL, Measure, Played, seconds_until, threat
from tests.threats.updates import delivered

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sandbox.telegram.chats import Chat
    from tests.harness.world import Team
    from tests.threats.conftest import Fresh
    from tests.threats.mortal import Mortal, Noted

pytestmark = pytest.mark.timeout(4 * 3600 if FULL else 300)

FEW: Final = 12
MANY: Final = 200
ALL: Final = 1_000_000
HELD: Final = {"sqlite": ALL, "postgresql": MANY}
"""How many lines a run with the full numbers kills at for a "Not me"."""
IN_A_ROW: Final = 8
"""At how many lines it is killed for one press, as long as that is delivered anew."""
TEAM_LASTS: Final = 40
MISSED: Final = (3, 0.1)
"""How many lines, or which part of them, need not be reached again: when a loop looks around is by chance."""
SOON: Final = 30.0
STOPPED: Final = "Stopped. No login"
ENDED: Final = "You stopped this login"
CARD: Final = "🛑 Stopped by Stella"
RING: Final = "stopped by Stella."
REPORT: Final = "pressed “Not me”"
REFUSED: Final = "Only she can allow logins again"
UNUSED: Final = "your code was not used"
SLIP: Final = "That was a mistake"
ALLOWED: Final = "says that “Not me” was a mistake"
ONCE_MORE: Final = "asks once more"


@threat(4, "confirms_before_the_effect", "blocks_after_it_confirms")
async def test_not_me_holds_at_whichever_line_the_bot_is_killed(
    fresh: Fresh, played: Played, measure: Measure
) -> None:
    async with mortal(fresh, played) as killer:
        lines = await _stopped_once(killer, await killer.world.team())
        points = lines.spread(HELD[played.engine] if FULL and played.seed is None else FEW)
        found = await _stopped_at(killer, points)
    places = f"{found.kills} kills at {len(points)} of {len(lines)} lines"
    measure(
        f"{found.lost or 'nothing'} lost by {places}, {found.doubled} told twice",
        reached=not found.lost,
    )
    assert _enough(found.kills, points), places


def _enough(kills: int, points: Noted) -> bool:
    """Tell whether so many of the lines were died at that the rest is chance."""
    number, part = MISSED
    return len(points) - kills <= max(number, part * len(points))


@dataclass
class Stopped:
    """What came of many a "Not me" during which the bot was killed."""

    kills: int = 0
    lost: str = ""
    doubled: int = 0


async def _stopped_once(killer: Mortal, team: Team) -> Noted:
    """Have her stop all without a kill; give the lines that are executed from her press on."""
    await play(team, [LOGIN])
    press = partial(team.creator.presses, team.prompts[-1], "Not me")
    lines = await killer.noted(press, partial(_all_told, team, _told(team)))
    await _lifted(team)
    return lines


async def _stopped_at(killer: Mortal, lines: Noted) -> Stopped:
    """Have her stop all once for each line that it is killed at; one press is killed in several times."""
    found, before, after, team = Stopped(), list(lines.before), list(lines.after), None
    while (before or after) and not found.lost:
        if team is None or found.kills % TEAM_LASTS == 0:
            team = await killer.world.team()
        taken = before[:IN_A_ROW] or after[:1]
        kills = await _held(killer, team, taken, found)
        found.kills += kills
        del (before or after)[: kills or 1]
    return found


async def _held(killer: Mortal, team: Team, lines: Sequence[str], found: Stopped) -> int:
    """Have her stop all and kill it at these lines in turn; give at how many, and note what came of it."""
    await play(team, [LOGIN])
    before, begun = _told(team), team.vendor.starts[team.account_id]
    code = await team.code()
    press = partial(team.creator.presses, team.prompts[-1], "Not me")
    kills = await killer.dies_at(lines, press, partial(_all_told, team, before))
    lost = await _lost(team, before, code)
    if not lost and (team.vendor.starts[team.account_id] != begun or submissions(team)):
        lost = "her stop"
    told = _told(team) - before
    if not lost and max(told.values()) > 1 + kills:
        lost = "count"
    found.doubled += sum(told.values()) - len(told)
    found.lost = f"{lost} at {', '.join(lines)}" if lost else ""
    if not lost:
        await _lifted(team)
    return kills


async def _lost(team: Team, before: Counter[str], code: str) -> str:
    """Say what does not come of her "Not me" although nobody kills it any more."""
    if not await _comes(team, partial(_all_told, team, before)):
        return f"word to {set(_told(team)) - set(_told(team) - before)}"
    type_it = partial(team.creator.tells_bot, code)
    if not await _is_answered(team, type_it, team.creator.private, UNUSED):
        return "answer to her code"
    ask = partial(team.manager.says, team.group, "/login Stella")
    return "" if await _is_answered(team, ask, team.group, REFUSED) else "refusal"


async def _lifted(team: Team) -> None:
    """Have her take it back, and a day go by, so that nothing of it is in the way of the next login."""
    lift = partial(team.creator.presses, team.sent(team.creator.private, STOPPED)[-1], SLIP)
    assert await _is_answered(team, lift, team.world.owner.private, ALLOWED)
    await team.world.step(DAY)


def _told(team: Team) -> Counter[str]:
    """Count who was told how often that all is stopped, and by how many cards and prompts."""
    owner = team.sent(team.world.owner.private, REPORT)
    return Counter(
        her=len(team.sent(team.creator.private, STOPPED)),
        prompt=len(team.sent(team.creator.private, ENDED)),
        card=len(team.sent(team.group, CARD)),
        group=len(team.sent(team.group, RING)),
        owner=sum(team.group.title in report.text for report in owner),
    )


def _all_told(team: Team, before: Counter[str]) -> bool:
    return all((_told(team) - before)[what] for what in ("her", "prompt", "card", "group", "owner"))


async def _comes(team: Team, seen: Callable[[], object]) -> bool:
    return await seconds_until(team.world.telegram.until(seen, SOON)) < float("inf")


async def _is_answered(team: Team, act: Callable[[], object], chat: Chat, answer: str) -> bool:
    """Do something, and tell whether the bot answers it so."""
    before = len(team.sent(chat, answer))
    act()
    return await _comes(team, lambda: len(team.sent(chat, answer)) > before)


@threat(7, "calls_before_it_commits")
async def test_no_code_is_sent_twice_at_whichever_line_the_bot_is_killed(
    fresh: Fresh, played: Played, measure: Measure
) -> None:
    async with mortal(fresh, played) as killer:
        team = await killer.world.team()
        most, kills = await _killed_in_the_call(killer, team), 1
        lines, _ = await _submitted(killer, team)
        points = lines.spread(MANY if FULL and played.seed is None else FEW)
        for line in (*points.before, *points.after):
            if most > 1:
                break
            sent, died = await _submitted_at(killer, team, line)
            most, kills = max(most, sent), kills + died
    measure(
        f"at most {most} submission a code over {kills} kills at {len(points)} of {len(lines)} lines",
        reached=most <= 1,
    )
    assert _enough(kills - 1, points), f"{kills} kills"


async def _asked(team: Team) -> str:
    """Have her asked for a code, and give it."""
    await team.world.step(DAY)
    await play(team, [LOGIN, TALK])
    return await team.code()


async def _killed_in_the_call(killer: Mortal, team: Team) -> int:
    """Kill it between the arrival of her code at the provider and the answer; count what the provider got."""
    code = await _asked(team)
    submitted = team.world.onlyfanskit.hold("PUT")
    settled = _settling(team)
    team.creator.tells_bot(code)
    await submitted.arrived.wait()
    await killer.bot.kill()
    submitted.release()
    await killer.bot.start()
    return await _sent(team, code, settled)


async def _submitted(killer: Mortal, team: Team) -> tuple[Noted, int]:
    """Have her type her code without a kill; give the lines that are executed, and count the submissions."""
    code, settled = await _asked(team), _settling(team)
    lines = await killer.noted(partial(team.creator.tells_bot, code), settled)
    return lines, await _sent(team, code, settled)


async def _submitted_at(killer: Mortal, team: Team, line: str) -> tuple[int, bool]:
    """Kill it at a line after her code; count the submissions, and say whether it died."""
    code, settled = await _asked(team), _settling(team)
    died = await killer.dies_at([line], partial(team.creator.tells_bot, code), settled)
    return await _sent(team, code, settled), bool(died)


async def _sent(team: Team, code: str, settled: Callable[[], object]) -> int:
    """Count the submissions once the login is through or she is asked again, which has to come."""
    came = await _comes(team, settled)
    assert came, "the login neither ended nor went on"
    await delivered(team.world)
    return team.world.onlyfanskit.submissions(code)


def _settling(team: Team) -> Callable[[], bool]:
    """Give what tells whether the login is over, or she was asked once more, since this was called."""
    asked = len(team.sent(team.creator.private, ONCE_MORE))

    def settled() -> bool:
        is_open = any("Cancel" in row for card in team.cards() for row in card.labels)
        return not is_open or len(team.sent(team.creator.private, ONCE_MORE)) > asked

    return settled

"""Killed at whichever line: her "Not me" holds all the same, and no code is sent twice.

From her press or her code on the bot is killed at the first line of ours that it was never killed at before,
in whatever task or thread, and started again; Telegram delivers anew what was not confirmed. So it is killed
again and again, also while it starts and while it goes on with what was left, at the next press too, until
presses come to no line any more that is new. The short run lets lines by between two kills.
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
    from collections.abc import Callable

    from sandbox.telegram.chats import Chat
    from tests.harness.world import Team
    from tests.threats.conftest import Fresh
    from tests.threats.mortal import Mortal

pytestmark = pytest.mark.timeout(4 * 3600 if FULL else 300)

EACH: Final = 1
SAMPLE: Final = 100
"""At each how-many-th new line the short run kills it, and whoever plays a seed."""
FOURTH: Final = 4
"""At each how-many-th new line the full run kills it for a code."""
KILLS: Final = 200
"""How often the full run does so at least: that is the figure to reach, and a fourth of the lines is more."""
IN_A_ROW: Final = 40
"""How often it is killed for one press, as long as something of it is left to do."""
CODES_LAST: Final = 8
"""How often it is killed for one code, which may not be two minutes old."""
IN_VAIN: Final = 3
"""After how many presses in a row that came to no new line there is none, where each counts."""
TEAM_LASTS: Final = 10
SOON: Final = 20.0
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
    async with mortal(fresh, played, _every(played)) as killer:
        found = await _stopped(killer)
        places = _covered(killer, found.kills)
    measure(
        f"{found.lost or 'nothing'} lost by {places} in {found.presses} presses, {found.doubled} told twice",
        reached=not found.lost,
    )


def _every(played: Played) -> int:
    """Say at each how-many-th new line it is killed."""
    return EACH if FULL and played.seed is None else SAMPLE


def _covered(killer: Mortal, kills: int) -> str:
    """Say how many of the lines that were executed it was killed at; each kill has to be at one of them."""
    lines, places = killer.lines, killer.places
    assert kills == len(places), f"{kills} kills at {len(places)} lines"
    return f"{kills} kills at {kills} of {len(lines)} executed lines"


@dataclass
class Stopped:
    """What came of many a "Not me" during which the bot was killed."""

    presses: int = 0
    kills: int = 0
    lost: str = ""
    doubled: int = 0


async def _stopped(killer: Mortal) -> Stopped:
    """Have her stop all until that leads to no line any more that is new."""
    found, in_vain, team = Stopped(), 0, await killer.world.team()
    while in_vain < (IN_VAIN if killer.every == EACH else 1) and not found.lost:
        if found.presses % TEAM_LASTS == TEAM_LASTS - 1:
            team = await killer.world.team()
        kills = await _held(killer, team, found)
        in_vain = 0 if kills else in_vain + 1
    return found


async def _held(killer: Mortal, team: Team, found: Stopped) -> int:
    """Have her stop all and it die meanwhile; give how often it did, and note what came of it."""
    await play(team, [LOGIN])
    before, begun = _told(team), team.vendor.starts[team.account_id]
    code = await team.code()
    press = partial(team.creator.presses, team.prompts[-1], "Not me")
    kills = await killer.dies(IN_A_ROW, press, partial(_all_told, team, before))
    lost = await _lost(team, before, code)
    if not lost and (team.vendor.starts[team.account_id] != begun or submissions(team)):
        lost = "her stop"
    told = _told(team) - before
    if not lost and max(told.values()) > 1 + kills:
        lost = "count"
    found.presses += 1
    found.kills += kills
    found.doubled += sum(told.values()) - len(told)
    found.lost = f"{lost} at {', '.join(killer.places[-kills:])}" if lost else ""
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
    full = FULL and played.seed is None
    async with mortal(fresh, played, FOURTH if full else SAMPLE) as killer:
        team = await killer.world.team()
        most, kills, codes, died = await _killed_in_the_call(killer, team), 0, 1, True
        while died and most <= 1:
            sent, deaths = await _submitted(killer, team)
            most, kills, codes, died = max(most, sent), kills + deaths, codes + 1, deaths > 0
        places = _covered(killer, kills)
    measure(
        f"at most {most} submission a code over {codes} codes, a kill in the call and {places}",
        reached=most <= 1,
    )
    assert kills >= KILLS or not full


async def _asked(team: Team) -> str:
    """Have her asked for a code, and give it; what she was asked for before is called off."""
    if _is_open(team):
        team.manager.says(team.group, "/cancel Stella")
        assert await _comes(team, lambda: not _is_open(team))
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


async def _submitted(killer: Mortal, team: Team) -> tuple[int, int]:
    """Have it die at what her code leads to; count the submissions and the deaths."""
    code, settled = await _asked(team), _settling(team)
    deaths = await killer.dies(CODES_LAST, partial(team.creator.tells_bot, code), settled)
    return await _sent(team, code, settled), deaths


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
        return not _is_open(team) or len(team.sent(team.creator.private, ONCE_MORE)) > asked

    return settled


def _is_open(team: Team) -> bool:
    """Tell it by the card: while a login lives, it can be cancelled."""
    return any("Cancel" in row for card in team.cards() for row in card.labels)

"""What she says holds: "Not me", a freeze, also where somebody else has her Telegram."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from bot.relay.limits import DAY, MINUTE
from tests.dialogs.test_moving import begun, number_of
from tests.faults.place import CONNECTED, LOGIN
from tests.harness.dialog import CODE, play
from tests.threats.playing import LONG, Measure, seconds_until, threat
from tests.threats.test_leaving import FORGET
from tests.threats.updates import delivered, press

if TYPE_CHECKING:
    from sandbox.telegram import Message
    from tests.harness.world import Team, World

pytestmark = LONG

BLOCKED_SECONDS: Final = 1.0
STOPPED: Final = "Stopped. No login"
LIFTING: Final = ("allow", "again", "ready", "thaw", "resume", "lift")


@threat(4, "blocks_nobody", "lets_anybody_lift")
async def test_not_me_stops_all_and_nobody_else_lifts_it(world: World, measure: Measure) -> None:
    team, other = await world.team(), await world.team()
    await play(team, [LOGIN])
    attempt = _data(team.prompts[-1], "Not me").partition(":")[2]
    team.creator.presses(team.prompts[-1], "Not me")
    seconds = await seconds_until(team.sees(STOPPED, 10))
    measure(f"blocked within {seconds:.2f} s", reached=seconds <= BLOCKED_SECONDS)
    shown, tried = await team.sees(STOPPED), 0
    for person in (team.manager, world.owner, other.creator, other.manager):
        for verb in LIFTING:
            for data in (verb, f"{verb}:{attempt}"):
                press(world, person, shown, data).emit()
                tried += 1
    await delivered(world)
    lifts = await _begun(team) - 1
    measure(f"{lifts} lifts by {tried} presses of others", reached=lifts == 0)


def _data(shown: Message, label: str) -> str:
    return next(b.data for row in shown.buttons for b in row if b.text == label and b.data)


async def _begun(team: Team) -> int:
    """Have the manager ask once more, and count the logins that the provider knows of."""
    shown = len(team.cards())
    team.manager.says(team.group, "/login Stella")
    await team.world.telegram.until(lambda: len(team.cards()) > shown, 30)
    await delivered(team.world)
    starts: int = team.vendor.starts[team.account_id]
    return starts


LEFT_SECONDS: Final = 5.0


@threat(25, "leaves_codes")
async def test_no_code_is_left_in_her_chat_after_a_login(world: World, measure: Measure) -> None:
    team = await world.team()
    await play(team, [LOGIN])
    wrong, right = world.wrong_code(), await team.code()
    team.creator.tells_bot(wrong)
    await team.sees("was not accepted")
    team.creator.tells_bot(right)
    await team.group_sees("✅ Connected")
    await seconds_until(world.telegram.until(lambda: not _left(team, wrong, right), LEFT_SECONDS))
    left = len(_left(team, wrong, right))
    measure(f"{left} codes left {LEFT_SECONDS:.0f} s after an attempt", reached=left == 0)


def _left(team: Team, *codes: str) -> list[Message]:
    return [message for message in team.private if any(code in message.text for code in codes)]


@threat(25, "freezes_nothing", "lifts_at_once", "forgets_at_once")
async def test_whoever_has_her_telegram_is_not_quick(world: World, measure: Measure) -> None:
    frozen = await world.team()
    await play(frozen, [LOGIN, ("Mia", "/freeze Stella", {"Stella": "froze your logins"})])
    begun = await _begun(frozen) - 1
    over = frozen.world.telegram.until(lambda: not frozen.prompts, 5)
    ended = await seconds_until(over) < float("inf")
    measure(f"frozen: {begun} logins begun, the open one over: {ended}", reached=ended and begun == 0)
    stopped = await world.team()
    await play(stopped, [LOGIN, ("Stella", "[Not me]", {"Stella": STOPPED}), ("the clock", 6 * MINUTE, {})])
    await play(stopped, [("Stella", "/status", {}), ("Stella", "[Allow logins again]", {})])
    await delivered(world)
    lifted = await _begun(stopped) - 1
    measure(f"{lifted} logins begun right after an own word that lifts", reached=lifted == 0)
    leaving = await world.team()
    await play(leaving, [*FORGET, ("the clock", 5 * MINUTE, {})])
    gone = partial(leaving.sent, leaving.group, "Stella has left")
    early = await seconds_until(world.telegram.until(gone, 3)) < float("inf")
    measure("/forget waits", reached=not early)
    undone = await seconds_until(play(leaving, [("Stella", "[Undo]", {"Stella": "Nothing is deleted"})]))
    measure("/forget can be undone", reached=undone < float("inf"))


@threat(25, "moves_at_once")
async def test_a_move_waits_a_day_in_which_the_old_chat_stops_it(world: World, measure: Measure) -> None:
    team = await world.team()
    new = await begun(team)
    team.manager.tells_bot(await number_of(team, new))
    warned = partial(team.sent, team.creator.private, "another Telegram account takes your place")
    waits = await seconds_until(world.telegram.until(warned, 10)) < float("inf")
    measure("the old chat is told before a move", reached=waits)
    await world.step(DAY - 20 * MINUTE)
    await play(team, [LOGIN, ("Stella", CODE, CONNECTED)])
    team.creator.presses(warned()[-1], "Stop this")
    stopped = await seconds_until(team.sees("Your place stays with this Telegram account", 10)) < float("inf")
    await world.step(DAY)
    await play(team, [LOGIN])
    moved = len(team.sent(new.private, "Your place is here now"))
    measure(f"{moved} moves before a day, or although stopped", reached=moved == 0 and stopped)

"""What she says holds: "Not me", a freeze, her leaving, also where somebody else has her Telegram."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import LargeBinary, select

from bot.relay.limits import DAY, MINUTE
from storage import Keyring, Store
from storage.schema import audit_entries, metadata
from tests.dialogs.test_moving import begun, number_of
from tests.faults.place import CONNECTED, LOGIN
from tests.harness.dialog import CODE, play
from tests.threats.playing import LONG, Measure, Played, seconds_until, threat
from tests.threats.test_crashes import running
from tests.threats.updates import delivered, press

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from sqlalchemy import Column

    from sandbox.telegram import Message
    from tests.harness.world import Team, World
    from tests.threats.conftest import Fresh

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


FORGET: Final = (
    ("Stella", "/forget", {"Stella": "Delete everything about you?"}),
    ("Stella", "[Delete everything]", {"Stella": "Every login is ended"}),
)
TAPS: Final = 2


@threat(26, "erases_nobody", "erases_no_attempts")
async def test_two_taps_and_nothing_is_left_of_her(fresh: Fresh, played: Played, measure: Measure) -> None:
    async with running(fresh, played) as (world, bot):
        team = await world.team()
        await play(team, [LOGIN, ("Stella", CODE, CONNECTED)])
        await bot.kill()
        told = await _known_of(team)
        before = await _traces(world, told)
        await bot.start()
        await play(team, FORGET)
        measure(f"{len(FORGET)} taps", reached=len(FORGET) <= TAPS)
        await world.step(11 * MINUTE)
        await team.group_sees("Stella has left")
        await delivered(world)
        await bot.terminate()
        left = await _traces(world, told)
    places = sorted({place for place, _ in left})
    measure(
        f"{len(left)} of {len(before)} traces left outside the audit {places or ''}".rstrip(),
        reached=not left and bool(before),
    )


async def _known_of(team: Team) -> list[str]:
    """Give what stands for her in the database: her ids, her names, and the ids of what is hers."""
    async with _opened(team.world) as store, store.read() as unit:
        person = await unit.people.by_telegram_id(team.creator.id)
        assert person is not None
        held = await unit.holdings.of(person)
        rows = (held.enrolments, held.accounts, held.attempts, held.invitations)
        ids = [row.id for some in rows for row in some]
    names = [str(team.creator.id), team.creator.username or "", team.account_id]
    return [person.id, *ids, *names]


async def _traces(world: World, told: list[str]) -> list[tuple[str, str]]:
    """Name the columns that hold something of her, with what it is; sealed ones are opened."""
    found = []
    async with _opened(world) as store, store.session() as session:
        for table in [table for table in metadata.sorted_tables if table is not audit_entries]:
            for row in await session.rows(select(table)):
                for column in table.columns:
                    value = _plain(session.vault.keyring, column, row)
                    found += [(f"{table.name}.{column.name}", one) for one in told if one in value]
    return found


def _plain(keyring: Keyring, column: Column[Any], row: Mapping[Any, Any]) -> str:
    value = row[column.name]
    if not isinstance(column.type, LargeBinary) or value is None:
        return str(value)
    return keyring.open(column.table.name, column.name, row["id"], value).decode(errors="replace")


@asynccontextmanager
async def _opened(world: World) -> AsyncIterator[Store]:
    variables = world.variables
    store = await Store.open(variables["DATABASE_URL"], Keyring.parse(variables["ENCRYPTION_KEYS"]))
    yield store
    await store.close()

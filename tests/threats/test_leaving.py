"""Her leaving: two taps, and nothing is left of her but pseudonyms in the audit."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import LargeBinary, select

from bot.relay.limits import MINUTE
from storage import Keyring, Store, skeleton
from storage.schema import audit_entries, metadata
from storage.sealing import Domain
from tests.faults.place import CONNECTED, LOGIN
from tests.harness.connecting import account_of
from tests.harness.dialog import CODE, play
from tests.threats.playing import LONG, Measure, Played, threat
from tests.threats.staff import a_second_team
from tests.threats.test_crashes import running
from tests.threats.updates import delivered

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from sqlalchemy import Column

    from storage.sealing import Vault
    from tests.harness.world import Team, World
    from tests.threats.conftest import Fresh

pytestmark = LONG

FORGET: Final = (
    ("Stella", "/forget", {"Stella": "Delete everything about you?"}),
    ("Stella", "[Delete everything]", {"Stella": "Every login is ended"}),
)
TAPS: Final = 2


@threat(26, "erases_nobody", "erases_no_attempts")
async def test_two_taps_and_nothing_is_left_of_her(fresh: Fresh, played: Played, measure: Measure) -> None:
    """Whoever else there is has another name, and the owner has given her account to the team."""
    async with running(fresh, played) as (world, bot):
        await a_second_team(world)
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
    places = ", ".join(sorted({place for place, _ in left})) or "nowhere"
    measure(
        f"{len(left)} of {len(before)} traces of {len(told)} ids, names and hashes left: {places}",
        reached=not left and bool(before),
    )


async def _known_of(team: Team) -> list[str]:
    """Give what stands for her: her ids, her names, keyed hashes of both, and the ids of what is hers."""
    async with _opened(team.world) as store, store.read() as unit:
        person = await unit.people.by_telegram_id(team.creator.id)
        assert person is not None
        held = await unit.holdings.of(person)
    (enrolment,) = held.enrolments
    rows = (held.enrolments, held.accounts, held.attempts, held.invitations, held.messages)
    ids = [row.id for some in rows for row in some]
    account = account_of(team)
    names = [team.name, team.creator.first_name, team.creator.username, account.username, account.login]
    telegram_id = str(team.creator.id)
    hashes = await _hashes(team, telegram_id, enrolment.team_id)
    return [person.id, telegram_id, account.id, *ids, *hashes, *filter(None, names)]


async def _hashes(team: Team, telegram_id: str, team_id: str) -> list[str]:
    async with _opened(team.world) as store, store.session() as session:
        vault: Vault = session.vault
    return [
        vault.digest(Domain.TELEGRAM, telegram_id),
        vault.digest(Domain.ACCOUNT, team.provider, team.account_id),
        vault.digest(Domain.NAME, team_id, skeleton(team.name)),
    ]


async def _traces(world: World, told: list[str]) -> list[tuple[str, str]]:
    """Name the columns that hold something of her, with what it is; sealed ones are opened.

    The audit keeps its keyed commitments and, of each login, a random id that nothing else has any more.
    """
    found = []
    async with _opened(world) as store, store.session() as session:
        for table in metadata.sorted_tables:
            columns = [column for column in table.columns if column is not audit_entries.c.attempt_id]
            for row in await session.rows(select(table)):
                for column in columns:
                    value = _plain(session.vault.keyring, column, row).casefold()
                    found += [(f"{table.name}.{column.name}", one) for one in told if one.casefold() in value]
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
    try:
        yield store
    finally:
        await store.close()

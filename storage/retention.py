"""What is forgotten by itself, and when; a daily job calls it and logs what it removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from storage.store import Store
    from storage.unit import Unit

HOUR: Final = 3600.0
DAY: Final = 24 * HOUR
UPDATES_SECONDS: Final = 48 * HOUR
OUTBOX_SECONDS: Final = 48 * HOUR
INVITATIONS_SECONDS: Final = 24 * HOUR
LINKS_SECONDS: Final = 24 * HOUR
MOVES_SECONDS: Final = 24 * HOUR
ATTEMPTS_SECONDS: Final = 90 * DAY
AUDIT_SECONDS: Final = 365 * DAY
PEOPLE_SECONDS: Final = 24 * HOUR
"""How long somebody is known who never got a role; who had one stays as long as attempts name people."""
PEOPLE_A_DAY: Final = 200


@dataclass(frozen=True, kw_only=True)
class Removed:
    """How many rows of each kind one run removed, or for attempts pseudonymised."""

    updates: int
    outbox: int
    invitations: int
    links: int
    moves: int
    attempts: int
    audit: int
    proxies: int
    people: int


async def retain(store: Store, now: float, owners: frozenset[int] = frozenset()) -> Removed:
    """Forget what has been kept long enough; those with the Telegram ids `owners` need no role to stay."""
    people = await _forget_people(store, now, owners)
    async with store.write() as unit:
        return Removed(
            updates=await unit.updates.forget(now - UPDATES_SECONDS),
            outbox=await unit.outbox.forget(now - OUTBOX_SECONDS),
            invitations=await unit.invitations.forget(now - INVITATIONS_SECONDS),
            links=await unit.links.forget(now - LINKS_SECONDS),
            moves=await unit.moves.forget(now - MOVES_SECONDS),
            attempts=await unit.attempts.pseudonymise(now - ATTEMPTS_SECONDS),
            audit=await _cut_audits(unit, now - AUDIT_SECONDS),
            proxies=await unit.proxies.forget_closed(),
            people=people,
        )


async def _forget_people(store: Store, now: float, owners: frozenset[int]) -> int:
    """Remove those who have no role any more, each in a transaction of its own: it takes a look at much."""
    known_before, left_before = now - PEOPLE_SECONDS, now - ATTEMPTS_SECONDS
    async with store.read() as unit:
        found = await unit.erasing.without_role(known_before, left_before, owners, limit=PEOPLE_A_DAY)
    removed = 0
    for person_id in found:
        async with store.write() as unit:
            person = await unit.people.lock(person_id)
            still = await unit.erasing.without_role(known_before, left_before, owners, only=person_id)
            if person is not None and still:
                held = await unit.holdings.of(person)
                await unit.erasing.creator(held)
                await unit.erasing.person(held)
                removed += 1
    return removed


async def _cut_audits(unit: Unit, before: float) -> int:
    return sum([await unit.audit.cut(team_id, before) for team_id in await unit.audit.teams()])

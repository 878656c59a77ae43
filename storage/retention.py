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


async def retain(store: Store, now: float) -> Removed:
    """Forget what has been kept long enough."""
    async with store.write() as unit:
        return Removed(
            updates=await unit.updates.forget(now - UPDATES_SECONDS),
            outbox=await unit.outbox.forget(now - OUTBOX_SECONDS),
            invitations=await unit.invitations.forget(now - INVITATIONS_SECONDS),
            links=await unit.links.forget(now - LINKS_SECONDS),
            moves=await unit.moves.forget(now - MOVES_SECONDS),
            attempts=await unit.attempts.pseudonymise(now - ATTEMPTS_SECONDS),
            audit=await _cut_audits(unit, now - AUDIT_SECONDS),
        )


async def _cut_audits(unit: Unit, before: float) -> int:
    return sum([await unit.audit.cut(team_id, before) for team_id in await unit.audit.teams()])

"""Which updates of Telegram have had their effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete

from storage.schema import seen_updates

if TYPE_CHECKING:
    from storage.session import Session


@dataclass(frozen=True, slots=True)
class Updates:
    """Repository of handled updates."""

    _session: Session

    async def claim(self, update_id: int, now: float) -> bool:
        """Whether this is the first time; of concurrent claimers exactly one hears True and commits."""
        statement = (
            self._session.insert(seen_updates)
            .values(update_id=update_id, seen_at=now)
            .on_conflict_do_nothing()
        )
        return await self._session.changed(statement) == 1

    async def forget(self, before: float) -> int:
        """Drop what was seen before this time; returns how many."""
        return await self._session.changed(delete(seen_updates).where(seen_updates.c.seen_at < before))

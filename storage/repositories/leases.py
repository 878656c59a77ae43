"""Leases by name ("poller", "sweeper"): one holder among all processes, judged by the database's clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_

from storage.clock import database_clock
from storage.schema import leases

if TYPE_CHECKING:
    from storage.session import Session


@dataclass(frozen=True, slots=True)
class Leases:
    """Repository of leases by name."""

    _session: Session

    async def take(self, name: str, owner: str, seconds: float) -> bool:
        """Take or renew the lease for so many seconds; False while somebody else's is valid."""
        until = database_clock() + seconds
        insert = self._session.insert(leases).values(name=name, owner=owner, until=until)
        statement = insert.on_conflict_do_update(
            index_elements=["name"],
            set_={"owner": insert.excluded.owner, "until": until},
            where=or_(leases.c.owner == owner, leases.c.until <= database_clock()),
        )
        return await self._session.changed(statement) == 1

    async def give_up(self, name: str, owner: str) -> None:
        """Give the lease up, if it is this owner's."""
        await self._session.execute(delete(leases).where(leases.c.name == name, leases.c.owner == owner))

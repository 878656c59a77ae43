"""Teams' own proxies, one a team; every part of them is sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from storage.models import OwnProxy
from storage.records import Record
from storage.repositories.rows import Rows
from storage.schema import proxies, teams

if TYPE_CHECKING:
    from storage.session import Session

PROXIES = Record(proxies, OwnProxy)


class Proxies:
    """Repository of teams' own proxies."""

    def __init__(self, session: Session) -> None:
        """Work within this transaction."""
        self._session = session
        self._rows = Rows(session, PROXIES)

    async def set(self, proxy: OwnProxy) -> None:
        """Keep the proxy in place of any that its team had."""
        await self._rows.put(proxy, "team_id")

    async def of_team(self, team_id: str) -> OwnProxy | None:
        """Return the team's own proxy."""
        return await self._rows.first(proxies.c.team_id == team_id)

    async def forget_closed(self) -> int:
        """Drop the proxies of teams that are closed; returns how many."""
        closed = select(teams.c.id).where(teams.c.closed_at.is_not(None))
        return await self._session.changed(delete(proxies).where(proxies.c.team_id.in_(closed)))

    async def remove(self, team_id: str) -> bool:
        """Drop the team's own proxy; whether it had one."""
        return await self._session.changed(delete(proxies).where(proxies.c.team_id == team_id)) == 1

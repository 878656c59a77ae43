"""Which team the owner gave a provider's account, found by the keyed hash of provider and external id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from storage.models import Assignment
from storage.records import Record
from storage.repositories.rows import Rows, in_parts
from storage.schema import assignments
from storage.sealing import Domain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.session import Session

ASSIGNMENTS = Record(assignments, Assignment)


class Assignments:
    """Repository of the owner's assignments."""

    def __init__(self, session: Session) -> None:
        """Work within this transaction."""
        self._session = session
        self._rows = Rows(session, ASSIGNMENTS)

    def _hash(self, provider: str, external_id: str) -> str:
        return self._session.vault.digest(Domain.ACCOUNT, provider, external_id)

    async def assign(self, assignment: Assignment) -> None:
        """Give the account to the team, whoever had it."""
        external_hash = self._hash(assignment.provider, assignment.external_id)
        await self._rows.put(assignment, "external_hash", external_hash=external_hash)

    async def team_of(self, provider: str, external_id: str) -> str | None:
        """Return the id of the team that the account was given to."""
        mine = assignments.c.external_hash == self._hash(provider, external_id)
        found: str | None = await self._session.scalar(select(assignments.c.team_id).where(mine))
        return found

    async def teams_of(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """Return the ids of the teams that many (provider, external id) were given to, where they were."""
        by_hash = {self._hash(*pair): pair for pair in pairs}
        wanted = select(assignments.c.external_hash, assignments.c.team_id)
        return {
            by_hash[row["external_hash"]]: row["team_id"]
            for some in in_parts(by_hash)
            for row in await self._session.rows(wanted.where(assignments.c.external_hash.in_(some)))
        }

    async def of_team(self, team_id: str) -> list[Assignment]:
        """Return what was given to a team, oldest first."""
        return await self._rows.of(
            select(assignments)
            .where(assignments.c.team_id == team_id)
            .order_by(assignments.c.created_at, assignments.c.id)
        )

    async def remove(self, provider: str, external_id: str) -> bool:
        """Take the account back; whether any team had it."""
        mine = assignments.c.external_hash == self._hash(provider, external_id)
        return await self._session.changed(delete(assignments).where(mine)) == 1

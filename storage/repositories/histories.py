"""What there was: a creator's attempts page by page, and the names for which the audit has pseudonyms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from storage.repositories.accounts import ACCOUNTS
from storage.repositories.enrolments import ENROLMENTS
from storage.repositories.leasing import ATTEMPTS
from storage.repositories.rows import Rows
from storage.repositories.teams import MANAGERS
from storage.schema import accounts, attempts, enrolments, managers

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from storage.models import Attempt
    from storage.session import Session

_NEWEST = (attempts.c.created_at.desc(), attempts.c.id.desc())


class Histories:
    """Repository of what there was."""

    def __init__(self, session: Session) -> None:
        """Work within this transaction."""
        self._session = session

    async def page(
        self, creator_id: str, since: float, team_id: str | None, offset: int, limit: int
    ) -> list[Attempt]:
        """Return some of a creator's attempts from this time on, newest first, in one team or in all."""
        some = select(attempts).where(*_of(creator_id, since, team_id)).order_by(*_NEWEST)
        rows = await self._session.rows(some.offset(offset).limit(limit))
        return Rows(self._session, ATTEMPTS).sorted_out(rows, "attempt_id")[0]

    async def count(self, creator_id: str, since: float, team_id: str | None) -> int:
        """Return how many of them there are."""
        them = select(func.count()).select_from(attempts).where(*_of(creator_id, since, team_id))
        found: int = await self._session.scalar(them)
        return found

    async def teams(self, creator_id: str) -> list[str]:
        """Return the ids of all teams in which anything was ever asked of a creator."""
        hers = select(attempts.c.team_id).where(attempts.c.creator_id == creator_id).distinct()
        return sorted((await self._session.execute(hers)).scalars())

    async def names(self, team_id: str) -> dict[str, str]:
        """Return the names in a team, of those who have left too, by the ids that its audit stands for."""
        session = self._session
        found: dict[str, str] = {}
        for enrolment in await Rows(session, ENROLMENTS).matching(enrolments.c.team_id == team_id):
            found[enrolment.creator_id] = enrolment.name
        for manager in await Rows(session, MANAGERS).matching(managers.c.team_id == team_id):
            found[manager.id] = manager.name
            found.setdefault(manager.person_id, manager.name)
        for account in await Rows(session, ACCOUNTS).matching(accounts.c.team_id == team_id):
            found[account.id] = account.label or account.external_id
        return found


def _of(creator_id: str, since: float, team_id: str | None) -> list[ColumnElement[bool]]:
    conditions = [attempts.c.creator_id == creator_id, attempts.c.created_at >= since]
    return conditions if team_id is None else [*conditions, attempts.c.team_id == team_id]

"""Teams, found by the keyed hash of their chat id, and the managers in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from storage.models import Manager, ManagerState, Team
from storage.records import Record
from storage.repositories.rows import Rows
from storage.schema import managers, teams
from storage.sealing import Domain

if TYPE_CHECKING:
    from storage.audit import Audit
    from storage.session import Session

TEAMS = Record(teams, Team)
MANAGERS = Record(managers, Manager)
_NOT_REMOVED = managers.c.state != ManagerState.REMOVED.value


class Teams:
    """Repository of teams."""

    def __init__(self, session: Session, audit: Audit) -> None:
        """Work within this transaction."""
        self._session = session
        self._audit = audit
        self._rows = Rows(session, TEAMS)

    def _hash(self, chat_id: int) -> str:
        return self._session.vault.digest(Domain.CHAT, str(chat_id))

    async def add(self, team: Team) -> None:
        """Insert and begin the team's audit chain; Conflict "team_chat" if the chat has an open team."""
        await self._rows.add(team, chat_hash=self._hash(team.chat_id))
        await self._audit.open_chain(team.id)

    async def get(self, team_id: str) -> Team | None:
        """Return the team with this id, closed or not."""
        return await self._rows.get(team_id)

    async def by_chat(self, chat_id: int) -> Team | None:
        """Return the open team of this chat."""
        return await self._rows.first(teams.c.chat_hash == self._hash(chat_id), teams.c.closed_at.is_(None))

    async def all(self) -> list[Team]:
        """Return the open teams by title."""
        return sorted(
            await self._rows.matching(teams.c.closed_at.is_(None)),
            key=lambda team: (team.title.casefold(), team.id),
        )

    async def ever(self) -> list[Team]:
        """Return all teams that there ever were, oldest first: a team's place in it never changes."""
        return await self._rows.of(select(teams).order_by(teams.c.created_at, teams.c.id))

    async def save(self, team: Team) -> None:
        """Write all but `step_up_at`, which the owner may be setting; Conflict "team_chat" as for `add`."""
        kept = teams.c.step_up_at
        await self._rows.save(team, chat_hash=self._hash(team.chat_id), step_up_at=kept)

    async def set_step_up(self, team_id: str, at: float | None) -> None:
        """Note since when the owner allows step-ups, or with None that they are not allowed."""
        await self._session.execute(update(teams).where(teams.c.id == team_id).values(step_up_at=at))


class Managers:
    """Repository of managers."""

    def __init__(self, session: Session) -> None:
        """Work within this transaction."""
        self._rows = Rows(session, MANAGERS)

    async def add(self, manager: Manager) -> None:
        """Insert; Conflict "manager_person" if the person already is one, or a candidate, in the team."""
        await self._rows.add(manager)

    async def get(self, manager_id: str) -> Manager | None:
        """Return the manager with this id, removed or not."""
        return await self._rows.get(manager_id)

    async def of_team(self, team_id: str) -> list[Manager]:
        """Those of a team who are not removed, by name."""
        found = await self._rows.matching(managers.c.team_id == team_id, _NOT_REMOVED)
        return sorted(found, key=lambda manager: (manager.name.casefold(), manager.id))

    async def of_person(self, person_id: str) -> list[Manager]:
        """Return a person's places in teams that are not removed, oldest first."""
        condition = managers.c.person_id == person_id
        return await self._rows.of(
            select(managers).where(condition, _NOT_REMOVED).order_by(managers.c.created_at, managers.c.id)
        )

    async def find(self, team_id: str, person_id: str) -> Manager | None:
        """Return a person's place in a team that is not removed."""
        return await self._rows.first(
            managers.c.team_id == team_id, managers.c.person_id == person_id, _NOT_REMOVED
        )

    async def save(self, manager: Manager) -> None:
        """Write the whole row."""
        await self._rows.save(manager)

"""Creators' places in teams, found by name through the keyed hash of the name's skeleton."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from storage.identity import skeleton
from storage.models import Enrolment
from storage.records import Record
from storage.repositories.rows import Rows
from storage.schema import enrolments
from storage.sealing import Domain

if TYPE_CHECKING:
    from storage.models import AskMode
    from storage.session import Session

ENROLMENTS = Record(enrolments, Enrolment)
_NOT_ENDED = enrolments.c.ended_at.is_(None)


class Enrolments:
    """Repository of enrolments."""

    def __init__(self, session: Session) -> None:
        """Work within this transaction."""
        self._session = session
        self._rows = Rows(session, ENROLMENTS)

    def _hash(self, team_id: str, name: str) -> str:
        return self._session.vault.digest(Domain.NAME, team_id, skeleton(name))

    async def add(self, enrolment: Enrolment) -> None:
        """Insert; Conflict "enrolment_name" or "enrolment_creator" if the team has that one."""
        await self._rows.add(enrolment, name_hash=self._hash(enrolment.team_id, enrolment.name))

    async def get(self, enrolment_id: str) -> Enrolment | None:
        """Return the enrolment with this id, ended or not."""
        return await self._rows.get(enrolment_id)

    async def of_team(self, team_id: str) -> list[Enrolment]:
        """Those of a team that are not ended, by name."""
        found = await self._rows.matching(enrolments.c.team_id == team_id, _NOT_ENDED)
        return sorted(found, key=lambda enrolment: (skeleton(enrolment.name), enrolment.id))

    async def of_creator(self, creator_id: str) -> list[Enrolment]:
        """Those of a creator that are not ended, oldest first."""
        condition = enrolments.c.creator_id == creator_id
        return await self._rows.of(
            select(enrolments).where(condition, _NOT_ENDED).order_by(enrolments.c.consent_at, enrolments.c.id)
        )

    async def find(self, team_id: str, creator_id: str) -> Enrolment | None:
        """Return a creator's place in a team that is not ended."""
        return await self._rows.first(
            enrolments.c.team_id == team_id, enrolments.c.creator_id == creator_id, _NOT_ENDED
        )

    async def by_name(self, team_id: str, name: str) -> Enrolment | None:
        """Return the place in a team that is not ended and whose name has the same skeleton."""
        return await self._rows.first(
            enrolments.c.team_id == team_id, enrolments.c.name_hash == self._hash(team_id, name), _NOT_ENDED
        )

    async def save(self, enrolment: Enrolment) -> None:
        """Write all but `step_up_at`, which she may be setting; Conflict as for `add`."""
        name_hash, kept = self._hash(enrolment.team_id, enrolment.name), enrolments.c.step_up_at
        await self._rows.save(enrolment, name_hash=name_hash, step_up_at=kept)

    async def set_mode(self, enrolment_id: str, mode: AskMode) -> None:
        """Note how she wants to be asked."""
        mine = enrolments.c.id == enrolment_id
        await self._session.execute(update(enrolments).where(mine).values(mode=mode.value))

    async def set_step_up(self, enrolment_id: str, at: float | None) -> None:
        """Note since when she agrees to be asked for step-ups, or with None that she does not."""
        mine = enrolments.c.id == enrolment_id
        await self._session.execute(update(enrolments).where(mine).values(step_up_at=at))

"""One-use links for creators, found by the keyed hash of their token; the token itself is kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, delete, or_, select

from storage.models import Invitation, InvitationState
from storage.records import Record
from storage.repositories.rows import Rows
from storage.schema import invitations
from storage.sealing import Domain

if TYPE_CHECKING:
    from storage.session import Session

INVITATIONS = Record(invitations, Invitation)
OPEN: Final = (InvitationState.OPEN.value, InvitationState.OPENED.value)


class Invitations:
    """Repository of invitations."""

    def __init__(self, session: Session) -> None:
        """Work within this transaction."""
        self._session = session
        self._rows = Rows(session, INVITATIONS)

    def _hash(self, token: str) -> str:
        return self._session.vault.digest(Domain.TOKEN, token)

    async def add(self, invitation: Invitation, token: str) -> None:
        """Insert with the hash of the token."""
        await self._rows.add(invitation, token_hash=self._hash(token))

    async def by_token(self, token: str) -> Invitation | None:
        """Return the invitation with this token, in whatever state."""
        return await self._rows.first(invitations.c.token_hash == self._hash(token))

    async def get(self, invitation_id: str) -> Invitation | None:
        """Return the invitation with this id, in whatever state."""
        return await self._rows.get(invitation_id)

    async def change(self, before: Invitation, after: Invitation) -> bool:
        """Write `after` if the row still is as `before`: state, person, number shown and confirmed."""
        columns = ("state", "person_id", "shown_at", "confirmed_at")
        same = (invitations.c[name].is_not_distinct_from(getattr(before, name)) for name in columns)
        return await self._rows.save(after, *same)

    async def open_of_manager(self, manager_id: str) -> list[Invitation]:
        """Return a manager's invitations that can still be used, oldest first.

        The caller judges whether they have expired.
        """
        condition = and_(invitations.c.manager_id == manager_id, invitations.c.state.in_(OPEN))
        return await self._rows.of(
            select(invitations).where(condition).order_by(invitations.c.created_at, invitations.c.id)
        )

    async def has_opened(self, person_id: str) -> bool:
        """Tell whether this person has opened an invitation and not answered it.

        The caller judges whether it has expired.
        """
        condition = and_(
            invitations.c.person_id == person_id,
            invitations.c.state == InvitationState.OPENED.value,
        )
        return await self._rows.first(condition) is not None

    async def forget(self, before: float) -> int:
        """Drop what expired before this time, and what was made before it and is used or void.

        Returns how many.
        """
        over = and_(invitations.c.state.not_in(OPEN), invitations.c.created_at < before)
        return await self._session.changed(
            delete(invitations).where(or_(over, invitations.c.expires_at < before))
        )

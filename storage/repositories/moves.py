"""Moves of creators to other Telegram accounts, found by the keyed hash of their one-use links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select

from storage.models import MOVING, Move, MoveState
from storage.records import Record
from storage.repositories.rows import Rows
from storage.schema import moves
from storage.sealing import Domain

if TYPE_CHECKING:
    from storage.session import Session

MOVES = Record(moves, Move)
_MOVING: Final = sorted(state.value for state in MOVING)


class Moves:
    """Repository of moves."""

    def __init__(self, session: Session) -> None:
        """Work within this transaction."""
        self._session = session
        self._rows = Rows(session, MOVES)

    def _hash(self, token: str) -> str:
        return self._session.vault.digest(Domain.TOKEN, token)

    async def add(self, move: Move, token: str) -> None:
        """Insert with the hash of the token; Conflict (move_open) where this person is moving already."""
        await self._rows.add(move, token_hash=self._hash(token))

    async def by_token(self, token: str) -> Move | None:
        """Return the move with this token, in whatever state."""
        return await self._rows.first(moves.c.token_hash == self._hash(token))

    async def get(self, move_id: str) -> Move | None:
        """Return the move with this id, in whatever state."""
        return await self._rows.get(move_id)

    async def of_person(self, person_id: str) -> Move | None:
        """Return the move that is under way for this person."""
        return await self._rows.first(moves.c.person_id == person_id, moves.c.state.in_(_MOVING))

    async def opened_by_manager(self, manager_id: str | None) -> list[Move]:
        """Return the moves that wait for the number which this manager is to type, or with None an owner."""
        by_them = moves.c.manager_id.is_not_distinct_from(manager_id)
        waiting = (by_them, moves.c.state == MoveState.OPENED.value)
        return await self._rows.of(select(moves).where(*waiting).order_by(moves.c.created_at, moves.c.id))

    async def due(self, now: float) -> list[Move]:
        """Return the confirmed moves whose time has come."""
        confirmed = moves.c.state == MoveState.CONFIRMED.value
        return await self._rows.matching(confirmed, moves.c.effect_at <= now)

    async def waiting(self, now: float) -> list[Move]:
        """Return the confirmed moves whose time has not come."""
        confirmed = moves.c.state == MoveState.CONFIRMED.value
        return await self._rows.matching(confirmed, moves.c.effect_at > now)

    async def change(self, before: Move, after: Move) -> bool:
        """Write `after` if the row still is in the state of `before`."""
        return await self._rows.save(after, moves.c.state == before.state.value)

    async def forget(self, before: float) -> int:
        """Drop what expired before this time and is not confirmed; returns how many."""
        stale = (moves.c.expires_at < before, moves.c.state != MoveState.CONFIRMED.value)
        return await self._session.changed(delete(moves).where(*stale))

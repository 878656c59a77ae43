"""Leases on attempts: who looks after which, judged by the database's clock alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, bindparam, case, func, or_, select, text, update

from storage.clock import database_clock
from storage.models import CALLING, Attempt, State
from storage.records import Record
from storage.repositories.rows import SET_ASIDE_SECONDS, Rows
from storage.schema import ASIDE_BY_NOBODY, attempt_in, attempts

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ColumnElement

    from storage.session import Session

ATTEMPTS = Record(attempts, Attempt)
LEASE_SECONDS: Final = 8.0
SET_ASIDE: Final = "set aside"
"""Who has the lease on a row that does not open; the release before writes nobody."""
_FREE = or_(attempts.c.lease_until.is_(None), attempts.c.lease_until <= database_clock())
_BY_NOBODY = and_(text(ASIDE_BY_NOBODY), attempts.c.lease_until > database_clock())
_CALLING = attempt_in(CALLING)
_FIRST = sorted(state.value for state in (State.STARTING, State.WORKING, State.SUBMITTING, State.UNSURE))
_ORDER = (case((attempts.c.state.in_(_FIRST), 0), else_=1), attempts.c.due_at, attempts.c.id)


@dataclass(frozen=True, slots=True)
class Claimed:
    """An attempt that this process now looks after, and the name under which its lease runs."""

    attempt: Attempt
    owner: str


def leased(owner: str | None) -> dict[str, object]:
    """Return the columns of a fresh lease, or none of them if there is no owner."""
    return {} if owner is None else {"lease_owner": owner, "lease_until": database_clock() + LEASE_SECONDS}


def _owned(attempt_id: str, owner: str) -> ColumnElement[bool]:
    """Require that the lease is this owner's still, also if it has lapsed and nobody took it."""
    return and_(attempts.c.id == attempt_id, attempts.c.lease_owner == owner)


class Leasing:
    """The part of the attempts' repository that is about leases."""

    def __init__(self, session: Session) -> None:
        """Work within this transaction."""
        self._session = session
        self._rows = Rows(session, ATTEMPTS)

    async def claim_due(self, owner_of: Callable[[], str], now: float, limit: int) -> list[Claimed]:
        """Lease what is due and free, and every call whose lease lapsed.

        Those that a provider works on come first. A row that does not open is logged and set aside for an
        hour. What the release before set aside, because it knows no attempt without an account, is due once
        its time is up: what the row holds is kept no longer for that.
        """
        is_up = or_(attempts.c.answer_by <= now, attempts.c.ends_at <= now)
        due = or_(and_(attempts.c.due_at <= now, _FREE), and_(_CALLING, _FREE), and_(_BY_NOBODY, is_up))
        statement = (
            select(attempts).where(due).order_by(*_ORDER).limit(limit).with_for_update(skip_locked=True)
        )
        rows = await self._session.rows(statement)
        due_attempts, damaged = self._rows.sorted_out(rows, "attempt_id")
        claimed = [Claimed(attempt, owner_of()) for attempt in due_attempts]
        await self._lease(claimed)
        await self._set_aside(damaged, now)
        return claimed

    async def _lease(self, claimed: list[Claimed]) -> None:
        if not claimed:
            return
        lease = (
            update(attempts)
            .where(attempts.c.id == bindparam("this"))
            .values(leased("") | {"lease_owner": bindparam("by")})
        )
        await self._session.execute(lease, [{"this": one.attempt.id, "by": one.owner} for one in claimed])

    async def _set_aside(self, attempt_ids: list[str], now: float) -> None:
        """Have nobody look at these for a while; a call is due by its lease, so a lease is on them."""
        if not attempt_ids:
            return
        aside = {
            "due_at": now + SET_ASIDE_SECONDS,
            "lease_owner": SET_ASIDE,
            "lease_until": database_clock() + SET_ASIDE_SECONDS,
        }
        await self._session.execute(update(attempts).where(attempts.c.id.in_(attempt_ids)).values(aside))

    async def renew(self, attempt_id: str, owner: str) -> bool:
        """Begin the lease anew; False if it is somebody else's or gone."""
        return (
            await self._session.changed(
                update(attempts).where(_owned(attempt_id, owner)).values(leased(owner))
            )
            == 1
        )

    async def release(self, attempt_id: str, owner: str) -> None:
        """Give the lease up, if it is still this owner's."""
        statement = (
            update(attempts).where(_owned(attempt_id, owner)).values(lease_owner=None, lease_until=None)
        )
        await self._session.execute(statement)

    async def postpone(self, attempt_id: str, owner: str, due_at: float | None) -> bool:
        """Set when it is due next and give the lease up; False if the lease is somebody else's or gone."""
        statement = (
            update(attempts)
            .where(_owned(attempt_id, owner))
            .values(lease_owner=None, lease_until=None, due_at=due_at)
        )
        return await self._session.changed(statement) == 1

    async def next_due(self) -> float | None:
        """Return the earliest due time among attempts that nobody has a valid lease on."""
        found: float | None = await self._session.scalar(
            select(func.min(attempts.c.due_at)).where(attempts.c.due_at.is_not(None), _FREE)
        )
        return found

"""Which codes of a creator were wrong on a platform, and who has let them go on since.

A first connection does not say which account it is for, a provider may have an account under a name of its
own, and a removed one may be linked anew: what all of them share is the creator and the platform, so that is
what counts. How many are too many, it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import and_, case, exists, func, select

from storage.models import OVER, By, CallKind, Lift, State
from storage.records import Record
from storage.repositories.rows import Rows
from storage.schema import accounts, attempt_in, attempts, lifts

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from storage.models import Attempt
    from storage.session import Session

LIFTS = Record(lifts, Lift)
_NEVER: Final = 0.0
_UNKNOWN = and_(attempt_in(OVER - {State.CONNECTED}), attempts.c.call == CallKind.CODE.value)
"""An attempt that has ended keeps its call until it is known what became of that."""
_TODAY = attempts.c.wrong_codes + case((_UNKNOWN, 1), else_=0)
_IN_A_ROW = _TODAY + attempts.c.unjudged_codes
"""Where a provider loses its answers she is not shut out for a day, but nobody guesses on without end."""

_later, _its, _same = attempts.alias(), accounts.alias(), accounts.alias()
_ANSWERED = exists().where(
    _its.c.id == attempts.c.account_id,
    _same.c.creator_id == _its.c.creator_id,
    _same.c.external_hash == _its.c.external_hash,
    _later.c.account_id == _same.c.id,
    _later.c.state == State.CONNECTED.value,
    _later.c.submitted_at.is_not(None),
    _later.c.state_since >= attempts.c.state_since,
)
"""A right code has connected the attempt's account since."""


class Target(NamedTuple):
    """Whose codes are counted together: a creator's on a platform, for whichever account."""

    creator_id: str
    platform: str

    @classmethod
    def of(cls, attempt: Attempt) -> Target:
        """Name what an attempt's codes are counted with."""
        return cls(attempt.creator_id, attempt.platform)


@dataclass(frozen=True, slots=True)
class Wrong:
    """So many wrong codes of one attempt; `at` is when it came into its state, in epoch seconds."""

    attempt_id: str
    at: float
    count: int


class Guesses:
    """Repository of wrong codes; a code whose attempt has ended is one until it turns out to be none."""

    def __init__(self, session: Session) -> None:
        """Work within this transaction."""
        self._session = session

    async def wrong_after(self, target: Target, after: float) -> tuple[Wrong, ...]:
        """Return the attempts with wrong codes that came into their state after this time, newest first."""
        return await self._wrong(target, _TODAY, attempts.c.state_since > after)

    async def wrong_in_a_row(self, target: Target) -> tuple[Wrong, ...]:
        """Return those whose account no right code has connected since, newest first, unjudged codes too.

        That is one account also if it was removed and linked anew. A first connection that failed has none:
        nobody knows which it was for, and a stranger's own must not give more tries on hers. Once both have
        let them go on, only those after the earlier of their words are returned.
        """
        since_lifted = attempts.c.state_since > await self._lifted_at(target)
        return await self._wrong(target, _IN_A_ROW, since_lifted, ~_ANSWERED)

    async def let_go_on(self, lift: Lift) -> None:
        """Note the word of one of the two."""
        await Rows(self._session, LIFTS).add(lift)

    async def _wrong(
        self, target: Target, count: ColumnElement[int], *which: ColumnElement[bool]
    ) -> tuple[Wrong, ...]:
        hers = (attempts.c.creator_id == target.creator_id, attempts.c.platform == target.platform)
        statement = (
            select(attempts.c.id, attempts.c.state_since, count.label("count"))
            .where(*hers, count > 0, *which)
            .order_by(attempts.c.state_since.desc(), attempts.c.id)
        )
        rows = await self._session.rows(statement)
        return tuple(Wrong(row["id"], row["state_since"], row["count"]) for row in rows)

    async def _lifted_at(self, target: Target) -> float:
        hers = (lifts.c.creator_id == target.creator_id, lifts.c.platform == target.platform)
        newest = select(func.max(lifts.c.said_at)).where(*hers)
        words = [await self._session.scalar(newest.where(lifts.c.said_by == one.value)) for one in By]
        return min(word or _NEVER for word in words)

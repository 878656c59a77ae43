"""Which codes of an account were wrong, over all its attempts; or of a first connection, which has none yet.

It reads attempts and keeps nothing of its own. How many are too many, it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import and_, case, func, select

from storage.models import State
from storage.schema import accounts, attempt_in, attempts

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from storage.models import Attempt
    from storage.session import Session

_CONNECTED = attempt_in({State.CONNECTED})
_NEVER: Final = 0.0


class Target(NamedTuple):
    """What codes are for: an account, or with None the first connection of a creator to a platform."""

    creator_id: str
    provider: str
    platform: str
    account_id: str | None

    @classmethod
    def of(cls, attempt: Attempt) -> Target:
        """Name what an attempt's codes are for."""
        return cls(attempt.creator_id, attempt.provider, attempt.platform, attempt.account_id)


@dataclass(frozen=True, slots=True)
class Wrong:
    """So many wrong codes of one attempt; `at` is when it came into its state, in epoch seconds."""

    attempt_id: str
    at: float
    count: int


class Guesses:
    """Repository of wrong codes."""

    def __init__(self, session: Session) -> None:
        """Work within this transaction."""
        self._session = session

    async def wrong_since(self, target: Target, since: float) -> tuple[Wrong, ...]:
        """Return the attempts with wrong codes that came into their state from this time on, newest first."""
        statement = (
            select(attempts.c.id, attempts.c.state_since, attempts.c.wrong_codes)
            .where(_attempts_of(target), attempts.c.wrong_codes > 0, attempts.c.state_since >= since)
            .order_by(attempts.c.state_since.desc(), attempts.c.id)
        )
        rows = await self._session.rows(statement)
        return tuple(Wrong(row["id"], row["state_since"], row["wrong_codes"]) for row in rows)

    async def counted_from(self, target: Target) -> float:
        """Return the time after which wrong codes are in a row.

        That is the last connection; or, where both have let the account go on, the earlier of their words.
        """
        connected = select(func.max(attempts.c.state_since)).where(_connections_of(target), _CONNECTED)
        last: float = await self._session.scalar(connected) or _NEVER
        return max(last, await self._lifted_at(target))

    async def _lifted_at(self, target: Target) -> float:
        hers, owners = accounts.c.lift_by_creator_at, accounts.c.lift_by_owner_at
        earlier = case((hers < owners, hers), else_=owners)
        both = (accounts.c.id == target.account_id, hers.is_not(None), owners.is_not(None))
        found: float = await self._session.scalar(select(earlier).where(*both)) or _NEVER
        return found


def _attempts_of(target: Target) -> ColumnElement[bool]:
    if target.account_id is not None:
        return attempts.c.account_id == target.account_id
    return and_(_connections_of(target), attempts.c.account_id.is_(None))


def _connections_of(target: Target) -> ColumnElement[bool]:
    if target.account_id is not None:
        return attempts.c.account_id == target.account_id
    return and_(
        attempts.c.creator_id == target.creator_id,
        attempts.c.provider == target.provider,
        attempts.c.platform == target.platform,
    )

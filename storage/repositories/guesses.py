"""Which codes of an account were wrong, over all its attempts; or of a first connection, which has none yet.

Several providers may have one and the same account of a platform, and a removed one may be linked anew: it is
known by its label. It reads attempts and keeps nothing of its own. How many are too many, it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import and_, func, select

from storage.identity import skeleton
from storage.models import State
from storage.repositories.accounts import ACCOUNTS
from storage.repositories.rows import Rows
from storage.schema import accounts, attempt_in, attempts

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement

    from storage.models import Account, Attempt
    from storage.session import Session

_CONNECTED = attempt_in({State.CONNECTED})
_NEVER: Final = 0.0


class Target(NamedTuple):
    """What codes are for: an account, or with None the first connection of a creator to a platform."""

    creator_id: str
    platform: str
    account_id: str | None

    @classmethod
    def of(cls, attempt: Attempt) -> Target:
        """Name what an attempt's codes are for."""
        return cls(attempt.creator_id, attempt.platform, attempt.account_id)


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
        self._accounts = Rows(session, ACCOUNTS)

    async def wrong_since(self, target: Target, since: float) -> tuple[Wrong, ...]:
        """Return the attempts with wrong codes that came into their state from this time on, newest first."""
        mine = _attempts_of(target, await self._same_as(target))
        statement = (
            select(attempts.c.id, attempts.c.state_since, attempts.c.wrong_codes)
            .where(mine, attempts.c.wrong_codes > 0, attempts.c.state_since >= since)
            .order_by(attempts.c.state_since.desc(), attempts.c.id)
        )
        rows = await self._session.rows(statement)
        return tuple(Wrong(row["id"], row["state_since"], row["wrong_codes"]) for row in rows)

    async def counted_from(self, target: Target) -> float:
        """Return the time after which wrong codes are in a row.

        That is the last connection; or, where both have let the account go on, the earlier of their words,
        at whichever provider each of them said it.
        """
        same = await self._same_as(target)
        connected = select(func.max(attempts.c.state_since)).where(_connections_of(target, same), _CONNECTED)
        last: float = await self._session.scalar(connected) or _NEVER
        return max(last, await self._lifted_at(same))

    async def _lifted_at(self, same: Collection[str]) -> float:
        hers, owners = func.max(accounts.c.lift_by_creator_at), func.max(accounts.c.lift_by_owner_at)
        words = await self._session.row(
            select(hers.label("hers"), owners.label("owners")).where(accounts.c.id.in_(same))
        )
        return _NEVER if words is None else min(words["hers"] or _NEVER, words["owners"] or _NEVER)

    async def _same_as(self, target: Target) -> frozenset[str]:
        """Return the ids under which the target's account is known at any provider; none without one."""
        if target.account_id is None:
            return frozenset()
        hers = (accounts.c.creator_id == target.creator_id, accounts.c.platform == target.platform)
        rows = await self._session.rows(select(accounts).where(*hers))
        known, _ = self._accounts.sorted_out(rows, "account_id")
        name = next((_name(one) for one in known if one.id == target.account_id), None)
        alike = {one.id for one in known if name is not None and _name(one) == name}
        return frozenset({target.account_id, *alike})


def _name(account: Account) -> str | None:
    """Give the handle on the platform; providers write one with an @ or without."""
    return None if account.label is None else skeleton(account.label).removeprefix("@")


def _attempts_of(target: Target, same: Collection[str]) -> ColumnElement[bool]:
    mine = _connections_of(target, same)
    return mine if same else and_(mine, attempts.c.account_id.is_(None))


def _connections_of(target: Target, same: Collection[str]) -> ColumnElement[bool]:
    if same:
        return attempts.c.account_id.in_(same)
    return and_(attempts.c.creator_id == target.creator_id, attempts.c.platform == target.platform)

"""Creators' accounts, found by the keyed hash of provider and external id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.models import Account
from storage.records import Record
from storage.repositories.rows import Rows, in_parts
from storage.schema import accounts
from storage.sealing import Domain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement

    from storage.session import Session

ACCOUNTS = Record(accounts, Account)
_NOT_REMOVED = accounts.c.removed_at.is_(None)


class Accounts:
    """Repository of accounts."""

    def __init__(self, session: Session) -> None:
        """Work within this transaction."""
        self._session = session
        self._rows = Rows(session, ACCOUNTS)

    def _hash(self, provider: str, external_id: str) -> str:
        return self._session.vault.digest(Domain.ACCOUNT, provider, external_id)

    async def add(self, account: Account) -> None:
        """Insert; Conflict "account_external" if it is linked already, by whomever."""
        await self._rows.add(account, external_hash=self._hash(account.provider, account.external_id))

    async def get(self, account_id: str) -> Account | None:
        """Return the account with this id, removed or not."""
        return await self._rows.get(account_id)

    async def of_creator(self, creator_id: str) -> list[Account]:
        """Return a creator's accounts that are not removed, oldest first."""
        return await self._oldest_first(accounts.c.creator_id == creator_id)

    async def of_team(self, team_id: str) -> list[Account]:
        """Return a team's accounts that are not removed, oldest first."""
        return await self._oldest_first(accounts.c.team_id == team_id)

    async def by_external(self, provider: str, external_id: str) -> Account | None:
        """Return the account with this id at the provider that is not removed."""
        return await self._rows.first(
            accounts.c.external_hash == self._hash(provider, external_id), _NOT_REMOVED
        )

    async def ids_of(self, creator_id: str, provider: str, external_id: str) -> list[str]:
        """Return the ids under which a creator has or had the account, in whichever team, removed or not."""
        same = (
            accounts.c.creator_id == creator_id,
            accounts.c.external_hash == self._hash(provider, external_id),
        )
        return list((await self._session.execute(select(accounts.c.id).where(*same))).scalars())

    async def taken(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], bool]:
        """Say which of many (provider, external id) somebody has, and whether she has said yes to it."""
        by_hash = {self._hash(*pair): pair for pair in pairs}
        wanted = select(accounts.c.external_hash, accounts.c.confirmed_at).where(_NOT_REMOVED)
        return {
            by_hash[row["external_hash"]]: row["confirmed_at"] is not None
            for some in in_parts(by_hash)
            for row in await self._session.rows(wanted.where(accounts.c.external_hash.in_(some)))
        }

    async def save(self, account: Account) -> None:
        """Write the whole row; Conflict as for `add`."""
        await self._rows.save(account, external_hash=self._hash(account.provider, account.external_id))

    async def _oldest_first(self, condition: ColumnElement[bool]) -> list[Account]:
        return await self._rows.of(
            select(accounts).where(condition, _NOT_REMOVED).order_by(accounts.c.created_at, accounts.c.id)
        )

"""The opened store: what the rest of the program holds.

It gives out units of work and nothing beneath them.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from sqlalchemy import case, delete, or_, update

from storage import schema
from storage.database import Database
from storage.keys import open_vault
from storage.migrating import check_schema
from storage.repositories.leasing import SET_ASIDE
from storage.session import Session
from storage.unit import Unit
from storage.url import parse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.sealing import Keyring, Vault


class Store:
    """A database whose schema and key have been found right."""

    def __init__(self, database: Database, vault: Vault) -> None:
        """Take what `open` has opened and checked."""
        self._database = database
        self._vault = vault

    @classmethod
    async def open(cls, url: str, keyring: Keyring) -> Store:
        """Open the database at this `DATABASE_URL`.

        On SQLite every lease and claim is cleared, for their holders are gone. Raises StorageRefused (see
        `storage.errors`) where somebody has to act, StorageUnavailable if the database is away.
        """
        database = Database(parse(url))
        try:
            async with database.read.transaction() as connection:
                await check_schema(connection)
            store = cls(database, await open_vault(database, keyring))
            if database.is_sqlite:
                await store._clear_leases()
        except BaseException:
            await database.close()
            raise
        return store

    async def close(self) -> None:
        """Close all connections and let go of the file."""
        await self._database.close()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """Open a transaction that writes, below the repositories; for the parts of storage itself."""
        async with self._database.write.transaction() as connection:
            yield Session(connection, self._vault)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Unit]:
        """Open a consistent read that cannot write. Not to be opened inside another unit of the same task."""
        async with self._database.read.transaction() as connection:
            yield Unit(Session(connection, self._vault, writes=False))

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Unit]:
        """Open a transaction that commits at the end and rolls back on anything raised.

        Not to be opened inside another unit of the same task.
        """
        async with self.session() as session:
            yield Unit(session)

    async def _clear_leases(self) -> None:
        async with self.session() as session:
            await clear_leases(session)


async def clear_leases(session: Session) -> None:
    """Void every lease and claim, whoever holds it; what was set aside is due at once."""
    attempts = schema.attempts
    is_aside = or_(attempts.c.lease_owner.is_(None), attempts.c.lease_owner == SET_ASIDE)
    await session.execute(
        update(attempts)
        .where(attempts.c.lease_until.is_not(None))
        .values(lease_owner=None, lease_until=None, due_at=case((is_aside, 0.0), else_=attempts.c.due_at))
    )
    for table in (schema.cards, schema.outbox):
        await session.execute(
            update(table).where(table.c.claimed_until.is_not(None)).values(claimed_until=None)
        )
    await session.execute(delete(schema.leases))

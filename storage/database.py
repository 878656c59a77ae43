"""Engines, and the transactions on them: how SQLite and PostgreSQL are opened, begun, ended and let go.

SQLite has one writer connection, begun IMMEDIATE, and a few readers: one shared pool starves writers for
seconds. PostgreSQL keeps no session state and no prepared statements between transactions, so that PgBouncer
in transaction mode may stand between. It knows no table.
"""

from __future__ import annotations

import asyncio
import uuid
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage import sqlite
from storage.errors import StorageUnavailable
from storage.lock import FileLock
from storage.session import settled

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import Connection

    from storage.url import Target

READERS: Final = 4
POSTGRESQL_CONNECTIONS: Final = 6
WAIT_SECONDS: Final = 10.0
CONNECT_SECONDS: Final = 10.0
STATEMENT_SECONDS: Final = 10.0
BUSY_MILLISECONDS: Final = 5000
RECYCLE_SECONDS: Final = 1800


@dataclass(frozen=True)
class Lane:
    """An engine with as many places as it has connections.

    Waiting for a place can be cancelled at any time, a statement not.
    """

    engine: AsyncEngine
    places: asyncio.Semaphore

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that commits at the end and rolls back on any exception or cancellation."""
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self.places.acquire()
        except TimeoutError:
            message = "every connection to the database is in use"
            raise StorageUnavailable(message) from None
        try:
            async with self._connected() as connection:
                yield connection
        finally:
            self.places.release()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        connection = self.engine.connect()
        try:
            await settled(_begun(connection))
            yield connection
            await settled(_committed(connection))
        except BaseException:
            await settled(_abandoned(connection))
            raise
        await settled(connection.close())


async def _begun(connection: AsyncConnection) -> None:
    await connection.start()
    await connection.begin()


async def _committed(connection: AsyncConnection) -> None:
    """Commit; SQLAlchemy sends no rollback after one that failed, so its connection is thrown away."""
    try:
        await connection.commit()
    except Exception:
        await connection.invalidate()
        raise


async def _abandoned(connection: AsyncConnection) -> None:
    """Roll back and give the connection up; one that cannot even roll back is thrown away."""
    if not connection.sync_connection:
        return
    try:
        await connection.rollback()
    except Exception:  # noqa: BLE001 - the cause is already on its way to the caller
        await connection.invalidate()
    finally:
        await connection.close()


class Database:
    """The opened database: a lane for reading, one for writing, and for SQLite the lock on the file."""

    def __init__(self, target: Target, *, enforces_references: bool = True) -> None:
        """Prepare the engines; SecondProcess if another process has the SQLite file.

        SQLite changes a table by making it anew, and with foreign keys enforced the drop of the old one would
        delete every row that refers to it: a migration does without and checks them at its end.
        """
        self._lock = None if target.file is None else FileLock(target.file)
        self.is_sqlite = target.file is not None
        self.read, self.write = (
            _sqlite_lanes(target, enforces_references) if self.is_sqlite else _postgresql_lanes(target)
        )

    async def close(self) -> None:
        """Close every connection, then let go of the file."""
        try:
            await settled(self.read.engine.dispose())
            await settled(self.write.engine.dispose())
        finally:
            if self._lock is not None:
                self._lock.release()


def _sqlite_lanes(target: Target, enforces_references: bool) -> tuple[Lane, Lane]:  # noqa: FBT001 - handed through
    references = f"foreign_keys={'ON' if enforces_references else 'OFF'}"
    return (
        _sqlite_lane(target, READERS, "BEGIN", references, "query_only=ON"),
        _sqlite_lane(target, 1, "BEGIN IMMEDIATE", references, "query_only=OFF"),
    )


def _sqlite_lane(target: Target, size: int, begin: str, *roles: str) -> Lane:
    engine = create_async_engine(
        target.url,
        pool_size=size,
        max_overflow=0,
        pool_reset_on_return=None,  # every transaction is ended before its connection goes back
        hide_parameters=True,
        connect_args={
            "async_creator_fn": sqlite.connect,
            "isolation_level": None,
            "timeout": BUSY_MILLISECONDS / 1000,
        },
    )
    pragmas = (
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
        *roles,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:  # noqa: ANN401 - the driver's untyped connection
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return Lane(engine, asyncio.Semaphore(size))


def _postgresql_lanes(target: Target) -> tuple[Lane, Lane]:
    engine = create_async_engine(
        target.url,
        pool_size=POSTGRESQL_CONNECTIONS,
        max_overflow=0,
        pool_recycle=RECYCLE_SECONDS,
        hide_parameters=True,
        connect_args={
            **target.arguments,
            "timeout": CONNECT_SECONDS,
            "command_timeout": STATEMENT_SECONDS,
            "statement_cache_size": 0,
            "prepared_statement_cache_size": 0,
            "prepared_statement_name_func": lambda: f"codebell_{uuid.uuid4().hex}",
        },
    )
    places = asyncio.Semaphore(POSTGRESQL_CONNECTIONS)
    reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Lane(reading, places), Lane(engine, places)

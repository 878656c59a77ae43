"""SQLite in the loop's own thread, with nothing between it and the store that could wait for another.

So each story runs the same every time, and no statement costs a task, a greenlet and a thread.
"""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pytest
import sqlalchemy
from sqlalchemy.pool import StaticPool

from storage import database, migrating, session
from storage.translation import translated

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from sqlalchemy import Connection, CursorResult, Dialect, Executable

    from storage.url import Target

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Inline:
    """What the store uses of an asynchronous connection, each done where it is awaited."""

    sync_connection: Connection
    driver: sqlite3.Connection

    @property
    def dialect(self) -> Dialect:
        return self.sync_connection.dialect

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:  # noqa: ANN401 - as SQLAlchemy takes them
        """Execute, and read what a change gives to its end, for nothing can follow it before."""
        result = self.sync_connection.execute(statement, parameters)
        changes = statement.is_dml and result.returns_rows
        return cast("CursorResult[Any]", result.freeze()()) if changes else result

    async def run_sync(self, work: Callable[[Connection], T]) -> T:
        return work(self.sync_connection)

    @asynccontextmanager
    async def begin_nested(self) -> AsyncIterator[None]:
        """Begin a savepoint, of which there is never another; one name for all is prepared once."""
        self.driver.execute("SAVEPOINT nested")
        try:
            yield
        except BaseException:
            self.driver.execute("ROLLBACK TO nested")
            raise
        finally:
            self.driver.execute("RELEASE nested")


@dataclass(slots=True)
class Memory:
    """A database in memory with the one connection that there is to it."""

    connection: Connection
    _role: str = ""

    @classmethod
    def make(cls) -> Memory:
        engine = sqlalchemy.create_engine(
            "sqlite://",
            poolclass=StaticPool,
            connect_args={"isolation_level": None, "cached_statements": 1024},
        )
        return cls(engine.connect())

    @property
    def driver(self) -> sqlite3.Connection:
        """Give what SQLAlchemy stands on."""
        found: sqlite3.Connection | None = self.connection.connection.driver_connection
        assert found is not None
        return found

    def take(self, role: str) -> None:
        """Set a PRAGMA, unless it is set: each that is set has every statement prepared anew."""
        if role != self._role:
            self.driver.execute(f"PRAGMA {role}")
            self._role = role

    async def dispose(self) -> None:
        """Keep it: whoever opens the database next finds it as it was left."""

    def close(self) -> None:
        self.connection.close()
        self.connection.engine.dispose()


@dataclass(frozen=True, slots=True)
class Lane:
    """Transactions one after the other; one inside another is refused by SQLAlchemy."""

    engine: Memory
    begin: str
    role: str

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Inline]:
        connection, driver = self.engine.connection, self.engine.driver
        self.engine.take(self.role)
        with connection.begin():
            driver.execute(self.begin)
            yield Inline(connection, driver)


async def _settled(work: Awaitable[T]) -> T:
    """Do what cannot be cancelled, for it never waits."""
    try:
        return await work
    except Exception as error:  # noqa: BLE001 - as the store's own
        raise translated(error) from None


@contextmanager
def in_one_thread() -> Iterator[Memory]:
    """Have every SQLite file be one database in memory, with every statement run where it is awaited."""
    memory = Memory.make()

    def lane(_target: Target, _size: int, begin: str, references: str, _reads_or_writes: str) -> Lane:
        return Lane(memory, begin, references)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_sqlite_lane", lane)
        for module in (database, migrating, session):
            patch.setattr(module, "settled", _settled)
        yield memory
    memory.close()

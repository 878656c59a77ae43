"""SQLite in the loop's own thread, with nothing between it and the store that could wait for another.

So each story runs the same every time, and no statement costs a task, a greenlet and a thread.
"""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pytest
import sqlalchemy

from storage import database, migrating, session
from storage.translation import translated

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from sqlalchemy import Connection, CursorResult, Dialect, Engine, Executable

    from storage.url import Target

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Inline:
    """What the store uses of an asynchronous connection, each done where it is awaited."""

    sync_connection: Connection

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
        with self.sync_connection.begin_nested():
            yield


@dataclass(slots=True)
class InlineEngine:
    """One connection, which is kept."""

    engine: Engine
    connection: Connection

    async def dispose(self) -> None:
        self.connection.close()
        self.engine.dispose()


@dataclass(frozen=True, slots=True)
class InlineLane:
    """Transactions one after the other; one inside another is refused by SQLAlchemy."""

    engine: InlineEngine
    begin: str

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Inline]:
        connection = self.engine.connection
        with connection.begin():
            connection.exec_driver_sql(self.begin)
            yield Inline(connection)


def _lane(target: Target, _size: int, begin: str, *roles: str) -> InlineLane:
    engine = sqlalchemy.create_engine(
        target.url.set(drivername="sqlite"), connect_args={"isolation_level": None}
    )
    connection = engine.connect()
    for role in ("journal_mode=MEMORY", *roles):
        connection.exec_driver_sql(f"PRAGMA {role}")
    connection.rollback()
    return InlineLane(InlineEngine(engine, connection), begin)


async def _settled(work: Awaitable[T]) -> T:
    """Do what cannot be cancelled, for it never waits."""
    try:
        return await work
    except Exception as error:  # noqa: BLE001 - as the store's own
        raise translated(error) from None


@contextmanager
def in_one_thread() -> Iterator[None]:
    """Have every statement run where it is awaited, on SQLite."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_sqlite_lane", _lane)
        for module in (database, migrating, session):
            patch.setattr(module, "settled", _settled)
        yield

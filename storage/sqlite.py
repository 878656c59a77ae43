"""A connection to SQLite that runs each statement in one visit to its thread.

The driver makes four of it: for the cursor, the statement, its rows and the cursor's end; and to hand work
from one thread to another costs more than most of our statements do. It knows no table.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Self

import aiosqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CHUNK: Final = 64
"""Rows that the driver would fetch at once; our cursors fetch all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a statement gave, in the words of PEP 249."""

    rows: Sequence[Any] = ()
    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None


class Cursor:
    """What SQLAlchemy asks of a driver's cursor. It holds nothing of the database's."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        """Belong to a connection, and have run nothing."""
        self._connection = connection
        self._outcome = Outcome()

    async def __aenter__(self) -> Self:
        """Be open, as it always is."""
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Cursor:
        """Run a statement and fetch all its rows."""
        self._outcome = await self._connection.run(partial(_executed, statement, parameters))
        return self

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> Cursor:
        """Run a statement that gives no rows, once for each of `parameters`."""
        self._outcome = await self._connection.run(partial(_executed_many, statement, parameters))
        return self

    async def fetchall(self) -> Sequence[Any]:
        """Give the rows of the last statement."""
        return self._outcome.rows

    async def close(self) -> None:
        """Have nothing to let go of."""

    @property
    def description(self) -> Any:  # noqa: ANN401 - as sqlite3 gives it
        """The columns of the last statement; None if it gives no rows."""
        return self._outcome.description

    @property
    def rowcount(self) -> int:
        """How many rows the last statement changed."""
        return self._outcome.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The id of the row that was inserted last."""
        return self._outcome.lastrowid


class Connection(aiosqlite.Connection):
    """A connection with cursors of our own."""

    def cursor(self) -> Cursor:  # type: ignore[override]  # SQLAlchemy enters it, and nobody else asks for one
        """Give a cursor without asking the database for it."""
        return Cursor(self)

    async def run(self, work: Callable[[sqlite3.Connection], Outcome]) -> Outcome:
        """Do something with the connection in its thread."""
        outcome: Outcome = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]  # theirs
        return outcome


def connect(database: str, **options: Any) -> Connection:  # noqa: ANN401 - as sqlite3 takes them
    """Prepare a connection that is opened when it is awaited, and keeps no process from ending."""
    connection = Connection(partial(sqlite3.connect, database, **options), CHUNK)
    connection._thread.daemon = True  # noqa: SLF001 - SQLAlchemy does so with the connections that it makes
    return connection


def _executed(statement: str, parameters: Sequence[Any], connection: sqlite3.Connection) -> Outcome:
    with closing(connection.execute(statement, parameters)) as cursor:
        rows = cursor.fetchall()
        return Outcome(rows, cursor.description, cursor.rowcount, cursor.lastrowid)


def _executed_many(
    statement: str, parameters: Sequence[Sequence[Any]], connection: sqlite3.Connection
) -> Outcome:
    with closing(connection.executemany(statement, parameters)) as cursor:
        return Outcome(rowcount=cursor.rowcount)

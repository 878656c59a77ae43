"""One open transaction as the repositories see it.

A statement under way is always seen through to its end. It knows no table.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.dialects import postgresql, sqlite

from storage.translation import translated

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping, Sequence

    from sqlalchemy import CursorResult, Executable, RowMapping, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.sealing import Vault

    Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]

ResultT = TypeVar("ResultT")


async def settled(work: Coroutine[Any, Any, ResultT]) -> ResultT:
    """Await `work` to its end even if the caller is cancelled meanwhile, then let the cancellation go on.

    Cancelling a driver in the middle of a statement leaves a transaction in a state that nobody knows. The
    driver's errors come out as storage errors that have no driver error as their context, for that one may
    hold values.
    """
    task = asyncio.create_task(work)
    interrupted: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError as cancelled:
            interrupted = cancelled
    failure = None if task.cancelled() else task.exception()
    if interrupted is not None:
        raise interrupted
    if failure is not None:
        raise translated(failure)
    return task.result()


@dataclass(frozen=True, slots=True)
class Session:
    """A connection inside its transaction, with what opens and seals."""

    connection: AsyncConnection
    vault: Vault
    writes: bool = True

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite, where the one writer makes row locks needless."""
        return self.connection.dialect.name == "sqlite"

    async def execute(self, statement: Executable, parameters: Parameters | None = None) -> CursorResult[Any]:
        """Run one statement, for every one of `parameters` if given.

        Columns of a whole row are better given as parameters than as `values`, for which SQLAlchemy builds
        an expression each: that takes a millisecond.
        """
        return await settled(self.connection.execute(statement, parameters))

    async def guarded(self, statement: Executable, parameters: Parameters | None = None) -> CursorResult[Any]:
        """Run a statement that a unique rule may refuse; after a Conflict the transaction can go on."""
        return await settled(self._in_savepoint(statement, parameters))

    async def _in_savepoint(self, statement: Executable, parameters: Parameters | None) -> CursorResult[Any]:
        async with self.connection.begin_nested():
            return await self.connection.execute(statement, parameters)

    async def rows(self, statement: Executable) -> Sequence[RowMapping]:
        """All rows of a query."""
        return (await self.execute(statement)).mappings().all()

    async def row(self, statement: Executable) -> RowMapping | None:
        """Return the first row of a query, if there is one."""
        return (await self.execute(statement)).mappings().first()

    async def scalar(self, statement: Executable) -> Any:  # noqa: ANN401 - a single value of whatever type was selected
        """Return the first column of the first row, or None."""
        return (await self.execute(statement)).scalar()

    async def changed(self, statement: Executable) -> int:
        """How many rows a statement changed."""
        return (await self.execute(statement)).rowcount

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """Return an INSERT that can say ON CONFLICT."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

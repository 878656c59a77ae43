"""Ways back to how a database was, row by row: through the driver of SQLite, or through the store."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import sqlite

from storage.schema import key, metadata

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Table

    from storage import Store

Restore = Callable[[], Awaitable[None]]
Copies = Callable[["Store"], Awaitable[Restore]]
"""Keeps a copy of a store, and gives what brings the store back to it."""

TABLES = [table for table in metadata.sorted_tables if table is not key]


def of_rows_by_driver(open_one: sqlite3.Connection) -> Copies:
    """Copy all rows of SQLite through a connection to it.

    Copying its pages would have each statement prepared anew for the next story, and that takes longer.
    """

    async def copy(_store: Store) -> Restore:
        rows = {table.name: open_one.execute(str(select(table))).fetchall() for table in TABLES}
        deletes = [str(delete(table)) for table in reversed(TABLES)]
        inserts = {table.name: _insert(table) for table in TABLES if rows[table.name]}

        async def restore() -> None:
            open_one.execute("BEGIN")
            for statement in deletes:
                open_one.execute(statement)
            for name, statement in inserts.items():
                open_one.executemany(statement, rows[name])
            open_one.execute("COMMIT")

        return restore

    return copy


def _insert(table: Table) -> str:
    """Give the statement that takes a row's values in the order of the columns."""
    return str(insert(table).compile(dialect=sqlite.dialect()))


async def of_rows(store: Store) -> Restore:
    """Copy all rows of whatever database."""
    async with store.session() as session:
        rows = {table: [dict(row) for row in await session.rows(select(table))] for table in TABLES}

    async def restore() -> None:
        async with store.session() as session:
            for table in reversed(TABLES):
                await session.execute(delete(table))
            for table in TABLES:
                if rows[table]:
                    await session.execute(insert(table), rows[table])

    return restore

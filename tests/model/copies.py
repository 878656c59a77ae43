"""Ways back to how a database was: all pages at once, or row by row."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from storage.schema import key, metadata

if TYPE_CHECKING:
    from storage import Store

Restore = Callable[[], Awaitable[None]]
Copies = Callable[["Store"], Awaitable[Restore]]
"""Keeps a copy of a store, and gives what brings the store back to it."""

TABLES = [table for table in metadata.sorted_tables if table is not key]


def of_pages(open_one: sqlite3.Connection) -> Copies:
    """Copy a database of SQLite by its pages, through a connection to it."""

    async def copy(_store: Store) -> Restore:
        kept = sqlite3.connect(":memory:")
        open_one.backup(kept)

        async def restore() -> None:
            kept.backup(open_one)

        return restore

    return copy


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

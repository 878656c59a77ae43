"""Ways back to how a database was: all pages of a file at once, or row by row."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from storage.schema import key, metadata

if TYPE_CHECKING:
    from pathlib import Path

    from storage import Store

Restore = Callable[[], Awaitable[None]]
Copies = Callable[["Store"], Awaitable[Restore]]
"""Keeps a copy of a store, and gives what brings the store back to it."""

TABLES = [table for table in metadata.sorted_tables if table is not key]


def of_file(file: Path) -> Copies:
    """Copy a file of SQLite while it is open."""

    async def copy(_store: Store) -> Restore:
        kept = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(file)) as source:
            source.backup(kept)

        async def restore() -> None:
            with closing(sqlite3.connect(file)) as target:
                kept.backup(target)

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

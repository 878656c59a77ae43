"""Re-sealing of every row under the current key.

It goes one row at a time, so that it can be stopped and begun again at any point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import LargeBinary, RowMapping, Table, select, update

from storage.schema import metadata

if TYPE_CHECKING:
    from storage.session import Session
    from storage.store import Store

_BATCH: Final = 100


async def rotate(store: Store) -> int:
    """Re-seal whatever an older key has sealed and return how many rows that were.

    Afterwards the older keys can go. A row that somebody else writes meanwhile is looked at again, so it runs
    until a whole pass finds nothing.
    """
    total = 0
    while changed := sum([await _rotate_table(store, table) for table in _sealed_tables()]):
        total += changed
    return total


def _sealed_tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if "seal_version" in table.c]


async def _rotate_table(store: Store, table: Table) -> int:
    changed, last = 0, ""
    while True:
        async with store.session() as session:
            statement = select(table).where(table.c.id > last).order_by(table.c.id).limit(_BATCH)
            rows = await session.rows(statement)
            changed += sum([await _reseal(session, table, row) for row in rows])
        if not rows:
            return changed
        last = rows[-1]["id"]


async def _reseal(session: Session, table: Table, row: RowMapping) -> int:
    """Re-seal one row unless somebody has sealed it since it was read; how many rows that changed."""
    keyring = session.vault.keyring
    blobs: dict[str, Any] = {
        column.name: row[column.name] for column in table.c if isinstance(column.type, LargeBinary)
    }
    stale = {name: blob for name, blob in blobs.items() if blob is not None and not keyring.is_current(blob)}
    if not stale:
        return 0
    opened = {name: keyring.open(table.name, name, row["id"], blob) for name, blob in stale.items()}
    columns = {name: keyring.seal(table.name, name, row["id"], plain) for name, plain in opened.items()}
    same = (table.c.id == row["id"], table.c.seal_version == row["seal_version"])
    return await session.changed(
        update(table).where(*same).values(**columns, seal_version=row["seal_version"] + 1)
    )

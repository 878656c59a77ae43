"""What most repositories do alike with the rows of one record: insert, find, save."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import structlog
from pydantic import ValidationError
from sqlalchemy import insert, select, update

from storage.errors import SealBroken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, FromClause, Select, Table

    from storage.records import Record
    from storage.session import Session

ValueT = TypeVar("ValueT")
log = structlog.stdlib.get_logger(__name__)

MOST_ASKED_FOR: Final = 500
"""Values in one query; SQLite takes 999 in older builds."""

SET_ASIDE_SECONDS: Final = 3600.0
"""How long a row that does not open is left alone before it is tried again."""


@dataclass(frozen=True, slots=True)
class Rows(Generic[ValueT]):
    """The rows of `record` within one transaction."""

    session: Session
    record: Record[ValueT]

    @property
    def table(self) -> Table:
        """The table that the rows are in."""
        return self.record.table

    def sealed(self, value: ValueT) -> dict[str, Any]:
        """Return the columns of this value."""
        return self.record.row(self.session.vault.keyring, value)

    def resealed(self, value: ValueT) -> dict[str, Any]:
        """Return the columns of this value for an UPDATE, which counts the sealing."""
        return {**self.sealed(value), "seal_version": self.table.c.seal_version + 1}

    def opened(self, row: Mapping[Any, Any], source: FromClause | None = None) -> ValueT:
        """Return the value of a row."""
        return self.record.open(self.session.vault.keyring, row, source)

    def sorted_out(self, rows: Iterable[Mapping[Any, Any]], id_name: str) -> tuple[list[ValueT], list[str]]:
        """Return the values of the rows that open, and the ids of those that do not.

        A damaged row, or one of a later release, is logged under the name `id_name` and spoils no other.
        """
        values, damaged = [], []
        for row in rows:
            try:
                values.append(self.opened(row))
            except (SealBroken, ValidationError) as error:
                damaged.append(row[self.table.c.id])
                log.error(  # noqa: TRY400 - a traceback says no more than the type
                    "row_does_not_open",
                    what=self.table.name,
                    error=type(error).__name__,
                    **{id_name: damaged[-1]},
                )
        return values, damaged

    async def add(self, value: ValueT, **known: object) -> None:
        """Insert, with the columns that only the repository knows; Conflict if a unique rule refuses."""
        await self.session.guarded(insert(self.table).values(known), self.sealed(value))

    async def put(self, value: ValueT, unique: str, **known: object) -> None:
        """Insert, or become the row that has the same value in the column `unique`, id and all."""
        row = {**self.sealed(value), **known}
        insert = self.session.insert(self.table).values(row)
        columns: dict[str, Any] = {name: insert.excluded[name] for name in row}
        if "seal_version" in self.table.c:
            columns["seal_version"] = self.table.c.seal_version + 1
        await self.session.execute(insert.on_conflict_do_update(index_elements=[unique], set_=columns))

    async def get(self, row_id: str) -> ValueT | None:
        """Return the row with this id."""
        return await self.first(self.table.c.id == row_id)

    async def first(self, *conditions: ColumnElement[bool]) -> ValueT | None:
        """Return the one row that all conditions hold for."""
        row = await self.session.row(select(self.table).where(*conditions))
        return None if row is None else self.opened(row)

    async def matching(self, *conditions: ColumnElement[bool]) -> list[ValueT]:
        """All rows that the conditions hold for, in no order."""
        return await self.of(select(self.table).where(*conditions))

    async def of(self, statement: Select[Any]) -> list[ValueT]:
        """Return the values of a query over the whole table, in its order."""
        return [self.opened(row) for row in await self.session.rows(statement)]

    async def save(self, value: ValueT, *conditions: ColumnElement[bool], **known: object) -> bool:
        """Write the whole row by its id if the conditions hold; Conflict if a unique rule refuses."""
        columns = self.sealed(value)
        mine = update(self.table).where(self.table.c.id == columns.pop("id"), *conditions)
        statement = mine.values(known | {"seal_version": self.table.c.seal_version + 1})
        return (await self.session.guarded(statement, columns)).rowcount == 1


def in_parts(values: Iterable[str]) -> Iterator[Sequence[str]]:
    """Give so many values at a time as one query may ask for on every engine."""
    whole = list(values)
    return (whole[start : start + MOST_ASKED_FOR] for start in range(0, len(whole), MOST_ASKED_FOR))

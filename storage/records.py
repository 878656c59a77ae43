"""Between a frozen value and its row.

Fields that have a column are plain, all others go into the sealed blob. A field without a column is therefore
sealed and never by mistake plain. A field with a binary column is sealed in it alone. A nested value lies
flat: `consent.at` is the column `consent_at`. A value all of whose fields are plain has no blob. It runs no
statement.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_type_hints

from pydantic import TypeAdapter
from sqlalchemy import LargeBinary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import FromClause, Table

    from storage.sealing import Keyring

ValueT = TypeVar("ValueT")


class Record(Generic[ValueT]):
    """How one model is kept in one table."""

    def __init__(self, table: Table, model: type[ValueT]) -> None:
        """Derive from the table which fields are plain, sealed alone, and sealed together."""
        self.table = table
        self._model = model
        self._adapter = TypeAdapter(model)
        hints = get_type_hints(model)
        self._nested = {
            name: [f.name for f in fields(hint)] for name, hint in hints.items() if is_dataclass(hint)
        }
        names = [name for name in hints if name not in self._nested]
        names += [f"{outer}_{inner}" for outer, inners in self._nested.items() for inner in inners]
        columns = {column.name: column for column in table.columns}
        self.alone = tuple(
            name for name in names if name in columns and isinstance(columns[name].type, LargeBinary)
        )
        self.plain = tuple(name for name in names if name in columns and name not in self.alone)
        self.together = tuple(name for name in names if name not in columns)

    def row(self, keyring: Keyring, value: ValueT) -> dict[str, Any]:
        """Return the columns of this value, sealed afresh.

        Without `seal_version` and what only a repository knows.
        """
        flat = self._flat(self._adapter.dump_python(value, mode="json"))
        row_id = flat["id"]
        row = {name: flat[name] for name in self.plain}
        if self.together:
            blob = json.dumps({name: flat[name] for name in self.together}, separators=(",", ":")).encode()
            row["sealed"] = keyring.seal(self.table.name, "sealed", row_id, blob)
        for name in self.alone:
            row[name] = (
                None
                if flat[name] is None
                else keyring.seal(self.table.name, name, row_id, flat[name].encode())
            )
        return row

    def open(self, keyring: Keyring, row: Mapping[Any, Any], source: FromClause | None = None) -> ValueT:
        """Return the value of a row; `source` is the alias that the row was selected from.

        SealBroken if a seal does not open.
        """
        columns = (self.table if source is None else source).c
        flat: dict[str, Any] = {name: row[columns[name]] for name in self.plain}
        row_id = flat["id"]
        if self.together:
            flat |= self._opened(keyring, row_id, row[columns["sealed"]])
        for name in self.alone:
            blob = row[columns[name]]
            flat[name] = None if blob is None else keyring.open(self.table.name, name, row_id, blob).decode()
        return self._adapter.validate_python(self._deep(flat))

    def _opened(self, keyring: Keyring, row_id: str, blob: bytes | None) -> dict[str, Any]:
        if blob is None:
            return dict.fromkeys(self.together)
        opened: dict[str, Any] = json.loads(keyring.open(self.table.name, "sealed", row_id, blob))
        return opened

    def _flat(self, dumped: dict[str, Any]) -> dict[str, Any]:
        for outer, inners in self._nested.items():
            nested = dumped.pop(outer)
            dumped |= {f"{outer}_{inner}": nested[inner] for inner in inners}
        return dumped

    def _deep(self, flat: dict[str, Any]) -> dict[str, Any]:
        for outer, inners in self._nested.items():
            flat[outer] = {inner: flat.pop(f"{outer}_{inner}") for inner in inners}
        return flat

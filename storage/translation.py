"""From the driver's errors to storage's own.

Those hold no statement, no parameter and no text of the driver.
"""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy import exc

from storage import schema
from storage.errors import Conflict, Contention, Rejected, StorageError, StorageUnavailable

_CONTENTION: Final = frozenset(
    {"40001", "40P01", "55P03"}
)  # serialization failure, deadlock, lock not available
_AWAY: Final = (
    *(
        "08",
        "53",
        "57",
        "58",
        "28",
        "3D",
        "25",
    ),  # PostgreSQL: connection, resources, shutdown, auth, read-only
    *("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY"),
    *("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_PERM", "SQLITE_NOMEM"),
    *("InterfaceError", "InternalClientError", "OperationalError"),  # no code: the connection broke
)


def translated(error: BaseException) -> BaseException:
    """Return the storage error for what a driver or SQLAlchemy raised; anything else comes back as it is."""
    match error:
        case exc.IntegrityError():
            return _integrity(error)
        case exc.DBAPIError():
            return _by_code(error.orig)
        case exc.TimeoutError() | OSError() | TimeoutError():
            return StorageUnavailable(f"the database did not answer ({type(error).__name__})")
        case exc.SQLAlchemyError():
            return Rejected(f"a statement was refused ({type(error).__name__})")
    if type(error).__module__.startswith("asyncpg"):  # raised while connecting, outside SQLAlchemy
        code = getattr(error, "sqlstate", None) or type(error).__name__
        return StorageUnavailable(f"the database takes no connection ({code})")
    return error


def _by_code(error: BaseException | None) -> StorageError:
    """Judge by PostgreSQL's SQLSTATE, SQLite's error name, or failing both the driver's own type."""
    code = (
        getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None) or type(error).__name__
    )
    if code in _CONTENTION:
        return Contention(f"rolled back in favour of another transaction ({code})")
    if code.startswith(_AWAY):
        return StorageUnavailable(f"the database did not do it ({code})")
    return Rejected(f"a statement was refused ({code})")


def _integrity(error: exc.IntegrityError) -> StorageError:
    cause = getattr(error.orig, "__cause__", None)
    name = (
        getattr(cause, "constraint_name", None)
        if getattr(cause, "sqlstate", None) == "23505"
        else _sqlite_rule(str(error.orig))
    )
    return Rejected("a row was refused by a constraint") if name is None else Conflict(name)


def _rules() -> dict[str, str]:
    """Return the unique rules by how SQLite names them: `table.column, table.column`."""
    rules = {}
    for table in schema.metadata.tables.values():
        rules[", ".join(f"{table.name}.{column.name}" for column in table.primary_key)] = f"pk_{table.name}"
        for index in table.indexes:
            if index.unique:
                rules[", ".join(f"{table.name}.{column.name}" for column in index.columns)] = str(index.name)
    return rules


_RULES: Final = _rules()


def _sqlite_rule(text: str) -> str | None:
    found = re.search(r"UNIQUE constraint failed: ([\w., ]+)", text)
    return None if found is None else _RULES.get(found[1].strip())

"""What can go wrong in storage, as small types that carry facts and never a bound value, a key or a URL.

StorageError
├── StorageRefused          cannot be opened as things are; the text says what to do (exit code 2)
│   ├── BadDatabaseUrl      DATABASE_URL is not one that storage understands
│   ├── SchemaMissing       no schema, or an older one: `python -m bot migrate`
│   ├── SchemaTooNew        a newer release has migrated this database
│   ├── WrongKey            ENCRYPTION_KEYS does not open this database
│   └── SecondProcess       another process has this SQLite file open
├── StorageUnavailable      the database is away, full or too slow (503, try later)
│   └── Contention          rolled back in favour of another transaction; repeat the whole unit at once
├── Conflict                a named unique rule refused a row; the unit can go on
├── Rejected                the database refused a statement: a fault in this program
├── AuditBroken             the head of a team's audit chain is missing or altered; nothing is appended to it
└── SealBroken              a sealed value does not open: altered, moved, or sealed under an unknown key
"""

# ruff: noqa: N818 - an error here is named for the fact that it reports

from __future__ import annotations


class StorageError(Exception):
    """Anything that storage reports."""


class StorageRefused(StorageError):
    """The database cannot be used until somebody acts; the message says how."""


class BadDatabaseUrl(StorageRefused):
    """`DATABASE_URL` names no database that can be opened."""


class SchemaMissing(StorageRefused):
    """The database has no schema yet, or that of an older release."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("the database has no schema of this release; run `python -m bot migrate`")


class SchemaTooNew(StorageRefused):
    """The database was migrated by a newer release."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "the database belongs to a newer release of Codebell; "
            "deploy that release or restore an older backup"
        )


class WrongKey(StorageRefused):
    """None of the keys opens the key row."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "ENCRYPTION_KEYS does not open this database; put back the key it was made with "
            "(if that is lost for good: `python -m bot reset`, everybody enrols anew)"
        )


class SecondProcess(StorageRefused):
    """The SQLite file is open in another process."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "another process has this SQLite database open; "
            "stop it, or use PostgreSQL for more than one process"
        )


class StorageUnavailable(StorageError):
    """The database did not do it now; later it may."""


class Contention(StorageUnavailable):
    """PostgreSQL rolled the transaction back in favour of another one."""


class Conflict(StorageError):
    """A unique rule refused a row; `name` is the rule's name in the schema."""

    def __init__(self, name: str) -> None:
        """Name the rule."""
        super().__init__(f"refused by the unique rule {name}")
        self.name = name


class Rejected(StorageError):
    """The database refused a statement as wrong."""


class AuditBroken(StorageError):
    """An audit chain that nothing may be built on."""


class SealBroken(StorageError):
    """A sealed value of this table and column does not open."""

    def __init__(self, table: str, column: str) -> None:
        """Name the place."""
        super().__init__(
            f"a sealed value in {table}.{column} does not open: "
            "altered, moved, or sealed under an unknown key"
        )
        self.table = table
        self.column = column

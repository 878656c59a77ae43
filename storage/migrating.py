"""Bringing a database to this release's schema, and telling whether it is there.

It looks at no row but the schema's version.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from storage.database import Database
from storage.errors import Rejected, SchemaMissing, SchemaTooNew
from storage.session import settled
from storage.url import parse

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection

_ADVISORY_LOCK: Final = 7_023_110  # any number, as long as every release takes the same


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


class _Revisions(NamedTuple):
    """The versions of the schema that this release knows, and its own."""

    known: frozenset[str]
    head: str | None


@cache
def _revisions() -> _Revisions:
    """Read them once a process: each is a module that would be compiled anew."""
    scripts = ScriptDirectory.from_config(_config())
    return _Revisions(
        frozenset(script.revision for script in scripts.walk_revisions()), scripts.get_current_head()
    )


def _stored_version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


def _known_version(connection: Connection) -> str | None:
    """Return the stored version; SchemaTooNew if this release does not know it."""
    stored = _stored_version(connection)
    if stored is not None and stored not in _revisions().known:
        raise SchemaTooNew
    return stored


def _check(connection: Connection) -> None:
    if _known_version(connection) != _revisions().head:
        raise SchemaMissing


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
    _known_version(connection)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
        message = "a migration left rows that refer to nothing"
        raise Rejected(message)


async def check_schema(connection: AsyncConnection) -> None:
    """Return if the schema is this release's; SchemaMissing or SchemaTooNew otherwise."""
    await settled(connection.run_sync(_check))


async def migrate(url: str) -> None:
    """Bring the database at this `DATABASE_URL` to this release's schema, in one transaction.

    Several may try at once. SchemaTooNew if a newer release was there; SecondProcess if the SQLite file is in
    use.
    """
    database = Database(parse(url), enforces_references=False)
    try:
        async with database.write.transaction() as connection:
            await settled(connection.run_sync(_upgrade))
    finally:
        await database.close()

"""Fixtures of storage's tests.

Every test that takes `url` or `store` runs on SQLite and on PostgreSQL, on a migrated database without rows.
"""

# ruff: noqa: S608 - the only names in these statements are the schema's own

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from storage import Keyring, Store, generate_key, migrate
from storage.schema import metadata
from tests.harness.postgres import PostgresServer, postgres
from tests.storage import builders

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

__all__ = ["postgres"]

ENGINES = ("sqlite", "postgresql")
WIPE = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
""" + "".join(f"DELETE FROM {table.name};" for table in reversed(metadata.sorted_tables))


@pytest.fixture(scope="session")
async def postgres_template(postgres: PostgresServer) -> str:
    name = postgres.create_database()
    await migrate(postgres.url(name))
    return name


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def empty_url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Return a database without a schema."""
    if engine == "sqlite":
        return f"sqlite:///{tmp_path / 'codebell.db'}"
    value: str = request.getfixturevalue("postgres_empty_url")
    return value


@pytest.fixture
def postgres_empty_url(postgres: PostgresServer) -> Iterator[str]:
    yield from _postgres_url(postgres, "template0")


@pytest.fixture
def sqlite_url(migrated: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(migrated, tmp_path / 'codebell.db')}"


@pytest.fixture
def postgres_url(postgres: PostgresServer, postgres_template: str) -> Iterator[str]:
    """One migrated database for all tests in turn: wiping its rows is ten times faster than a copy."""
    yield postgres.url(postgres_template)
    postgres.sql(WIPE, postgres_template)


@pytest.fixture
def own_url(engine: str, request: pytest.FixtureRequest) -> str:
    """Return a migrated database whose schema the test may spoil."""
    value: str = request.getfixturevalue("sqlite_url" if engine == "sqlite" else "postgres_own_url")
    return value


@pytest.fixture
def postgres_own_url(postgres: PostgresServer, postgres_template: str) -> Iterator[str]:
    yield from _postgres_url(postgres, postgres_template)


def _postgres_url(server: PostgresServer, template: str) -> Iterator[str]:
    name = server.create_database(template)
    yield server.url(name)
    server.drop_database(name)


@pytest.fixture
def url(engine: str, request: pytest.FixtureRequest) -> str:
    """Return a migrated database."""
    value: str = request.getfixturevalue("sqlite_url" if engine == "sqlite" else "postgres_url")
    return value


@pytest.fixture
def key() -> str:
    return generate_key()


@pytest.fixture
def keyring(key: str) -> Keyring:
    return Keyring.parse(key)


@pytest.fixture
async def store(url: str, keyring: Keyring) -> AsyncIterator[Store]:
    opened = await Store.open(url, keyring)
    yield opened
    await opened.close()


@pytest.fixture
async def cast(store: Store) -> builders.Cast:
    return await builders.cast(store)

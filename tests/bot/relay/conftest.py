"""Fixtures of the heart's tests: Moonlight Agency on a database for each test, and the heart upon it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.relay import calls, early, worker
from storage import Keyring, Store, generate_key, migrate
from tests.bot.relay.heart import Heart
from tests.harness.postgres import PostgresServer, postgres
from tests.storage import builders

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

__all__ = ["postgres"]


@dataclass(frozen=True)
class Template:
    """A migrated database that a team is stored in."""

    file: Path
    keyring: Keyring
    cast: builders.Cast


@pytest.fixture(scope="session")
async def template(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Template:
    file = tmp_path_factory.mktemp("moonlight") / "codebell.db"
    keyring = Keyring.parse(generate_key())
    shutil.copy(migrated, file)
    store = await Store.open(f"sqlite:///{file}", keyring)
    cast = await builders.cast(store)
    await store.close()
    return Template(file, keyring, cast)


@pytest.fixture
async def store(template: Template, tmp_path: Path) -> AsyncIterator[Store]:
    file = shutil.copy(template.file, tmp_path / "codebell.db")
    opened = await Store.open(f"sqlite:///{file}", template.keyring)
    yield opened
    await opened.close()


@pytest.fixture
async def heart(template: Template, store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Heart]:
    """Give a heart whose waits between two tries take no time worth speaking of."""
    monkeypatch.setattr(calls, "WAIT_NOT_SENT", 0.0)
    monkeypatch.setattr(worker, "AGAIN_SECONDS", 0.0)
    monkeypatch.setattr(early, "POLL_SECONDS", 0.01)
    made = Heart(store, template.cast)
    yield made
    await made.driver.stop(0)


@pytest.fixture(scope="session")
async def postgres_template(postgres: PostgresServer) -> str:
    name = postgres.create_database()
    await migrate(postgres.url(name))
    return name


@pytest.fixture
def postgres_url(postgres: PostgresServer, postgres_template: str) -> Iterator[str]:
    name = postgres.create_database(postgres_template)
    yield postgres.url(name)
    postgres.drop_database(name)


@dataclass(frozen=True)
class Place:
    """A migrated database on one of the engines."""

    url: str
    keyring: Keyring


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, template: Template, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        return Place(f"sqlite:///{shutil.copy(template.file, tmp_path / 'codebell.db')}", template.keyring)
    return Place(request.getfixturevalue("postgres_url"), Keyring.parse(generate_key()))


@pytest.fixture
async def either(place: Place) -> AsyncIterator[Heart]:
    """Give a heart on each engine in turn; on PostgreSQL acts really are at once."""
    opened = await Store.open(place.url, place.keyring)
    made = Heart(opened, await builders.cast(opened))
    yield made
    await made.driver.stop(0)
    await opened.close()

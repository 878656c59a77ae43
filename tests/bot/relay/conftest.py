"""Fixtures of the heart's tests: Moonlight Agency on a database for each test, and the heart upon it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.relay import calls, early, worker
from storage import Keyring, Store, generate_key, migrate
from tests.bot.relay.heart import Heart
from tests.storage import builders

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@dataclass(frozen=True)
class Template:
    """A migrated database that a team is stored in."""

    file: Path
    keyring: Keyring
    cast: builders.Cast


@pytest.fixture(scope="session")
async def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    file = tmp_path_factory.mktemp("moonlight") / "codebell.db"
    keyring = Keyring.parse(generate_key())
    await migrate(f"sqlite:///{file}")
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

"""The database that all stories are played on, one after the other."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING

import pytest
import structlog

from storage import Keyring, Store, generate_key, migrate
from tests.harness.postgres import PostgresServer, postgres
from tests.model.beginning import Beginning
from tests.model.copies import of_rows, of_rows_by_driver
from tests.model.inline import in_one_thread
from tests.model.machine import Machine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.model.copies import Copies

__all__ = ["postgres"]


@pytest.fixture(autouse=True)
def _silence() -> Iterator[None]:
    """Have the heart log nothing: what it says of a thousand stories nobody reads."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.configure(**before)


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[type[Machine]]:
    """Give the machine on SQLite in memory; of the file that it is told of, only the lock is used."""
    with in_one_thread() as memory, asyncio.Runner() as runner:
        if sys.version_info >= (3, 12):  # a task that never has to wait costs no turn of the loop
            runner.get_loop().set_task_factory(asyncio.eager_task_factory)
        yield from _machine(runner, f"sqlite:///{tmp_path}/codebell.db", of_rows_by_driver(memory.driver))


@pytest.fixture
def on_postgres(postgres: PostgresServer) -> Iterator[type[Machine]]:
    """Give the machine on a database of a PostgreSQL server."""
    name = postgres.create_database()
    with asyncio.Runner() as runner:
        yield from _machine(runner, postgres.url(name), of_rows)
    postgres.drop_database(name)


def _machine(runner: asyncio.Runner, url: str, copies: Copies) -> Iterator[type[Machine]]:
    keyring = Keyring.parse(generate_key())
    runner.run(migrate(url))
    store = runner.run(Store.open(url, keyring))
    beginning = runner.run(Beginning.store(store, copies))
    made = {
        "loop": runner.get_loop(),
        "store": store,
        "beginning": beginning,
        "reached": Machine.reached.copy(),
    }
    yield type("Machine", (Machine,), made)
    runner.run(store.close())

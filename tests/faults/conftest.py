"""The places whose bots are killed, doubled and started again: on SQLite, and two processes on PostgreSQL."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from storage import migrate
from tests.faults.place import Place
from tests.harness.postgres import PostgresServer, postgres
from tests.harness.world import World, running_world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from tests.harness.canary import Canary

__all__ = ["postgres"]

RATE = 10
"""How much faster than ours the time of these worlds runs; leases run by the database's clock."""


@pytest.fixture(scope="package")
async def sqlite_place(tmp_path_factory: pytest.TempPathFactory, canaries: Canary) -> AsyncIterator[Place]:
    directory = tmp_path_factory.mktemp("faults")
    async with running_world(directory, f"sqlite:///{directory}/bot.db", canaries, rate=RATE) as world:
        place = Place(world)
        await place.poll()
        yield place


@pytest.fixture(scope="package")
async def postgres_place(
    on_postgres: Callable[[], AbstractAsyncContextManager[World]],
) -> AsyncIterator[Place]:
    async with on_postgres() as world:
        place = Place(world)
        await asyncio.gather(place.serve(), place.serve())
        yield place


@pytest.fixture(scope="package")
async def on_postgres(
    postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory, canaries: Canary
) -> Callable[[], AbstractAsyncContextManager[World]]:
    """Give what makes a world on a database of its own, which can be out of reach (see `socket`)."""
    template = postgres.create_database()
    await migrate(postgres.url(template))

    @asynccontextmanager
    async def made() -> AsyncIterator[World]:
        directory = tmp_path_factory.mktemp("pg")
        name = postgres.create_database(template)
        socket(directory).symlink_to(postgres.directory)
        url = f"postgres://postgres@/{name}?host={socket(directory)}"
        async with running_world(
            directory, url, canaries, rate=RATE, dump=lambda: postgres.dump(name)
        ) as world:
            world.telegram.delivery.first_pause = 0.2
            yield world
        postgres.drop_database(name)

    return made


def socket(directory: Path) -> Path:
    """Give the link by which the bots of a world find the database's server."""
    return directory / "socket"


@pytest.fixture
async def alone(sqlite_place: Place) -> AsyncIterator[Place]:
    """One process on SQLite that polls."""
    async for place in calmed(sqlite_place):
        yield place


@pytest.fixture
async def pair(postgres_place: Place) -> AsyncIterator[Place]:
    """Two processes on PostgreSQL behind one router."""
    async for place in calmed(postgres_place):
        yield place


@pytest.fixture
async def pollers(
    on_postgres: Callable[[], AbstractAsyncContextManager[World]],
) -> AsyncIterator[Place]:
    """Two processes on PostgreSQL that would poll."""
    async with on_postgres() as world:
        place = Place(world)
        await place.poll()
        await place.poll()
        async for one in calmed(place):
            yield one


@pytest.fixture
async def real_time(tmp_path: Path, canaries: Canary) -> AsyncIterator[Place]:
    """Nobody yet, on SQLite, where the time is ours: for processes that know no other."""
    async with running_world(tmp_path, f"sqlite:///{tmp_path}/bot.db", canaries) as world:
        async for place in calmed(Place(world)):
            yield place


async def calmed(place: Place) -> AsyncIterator[Place]:
    """Lend a place where all run and all faults are this test's, and judge what went over the wire."""
    await place.start()
    yield place
    place.calm()
    assert not place.world.telegram.record.request_faults
    assert not place.world.telegram.record.object_faults

"""One bot for all dialogs, on SQLite, with a stepped clock; each dialog brings its own team."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness.bot import by_launcher
from tests.harness.world import World, running_world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.harness.canary import Canary


@pytest.fixture(scope="package")
async def world(tmp_path_factory: pytest.TempPathFactory, canaries: Canary) -> AsyncIterator[World]:
    directory = tmp_path_factory.mktemp("dialogs")
    async with running_world(directory, f"sqlite:///{directory}/bot.db", canaries, rate=10) as world:
        await world.bot(arguments=by_launcher(world.clock)).start()
        yield world


@pytest.fixture
async def fresh(tmp_path: Path, canaries: Canary) -> AsyncIterator[World]:
    """Give a world of one's own whose time goes as ours, and whose bot is not started yet."""
    async with running_world(tmp_path, f"sqlite:///{tmp_path}/bot.db", canaries) as world:
        yield world


@pytest.fixture(autouse=True)
def nothing_is_wrong_with_the_traffic(world: World) -> Iterator[None]:
    yield
    assert not world.telegram.record.request_faults
    assert not world.telegram.record.object_faults

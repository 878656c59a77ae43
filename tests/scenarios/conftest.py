"""One bot with every provider behind a webhook, so that its page is open; each plot brings its team."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from providers.registry import ADAPTERS
from tests.harness.bot import by_launcher
from tests.harness.world import World, running_world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.harness.canary import Canary

RATE = 10
"""How much faster than ours the time of the world runs: nobody steps it, for it is everybody's."""


@pytest.fixture(scope="package")
async def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scenarios")


@pytest.fixture(scope="package")
async def world(directory: Path, canaries: Canary) -> AsyncIterator[World]:
    url = f"sqlite:///{directory}/bot.db"
    async with running_world(directory, url, canaries, rate=RATE, slugs=tuple(ADAPTERS)) as world:
        bot = world.bot(arguments=by_launcher(world.clock), WEBHOOK_SECRET="only-telegram-knows-this")
        bot.variables = {**bot.variables, "PUBLIC_URL": bot.url}
        await bot.start()
        yield world


@pytest.fixture(autouse=True)
def nothing_is_wrong_with_the_traffic(world: World) -> Iterator[None]:
    yield
    assert not world.telegram.record.request_faults
    assert not world.telegram.record.object_faults

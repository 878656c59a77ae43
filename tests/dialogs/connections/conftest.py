"""One bot for these dialogs, with every provider and behind a webhook, so that its connect page is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from providers.registry import ADAPTERS
from tests.harness.bot import by_launcher
from tests.harness.world import World, running_world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.harness.canary import Canary


@pytest.fixture(scope="package")
async def open_world(tmp_path_factory: pytest.TempPathFactory, canaries: Canary) -> AsyncIterator[World]:
    directory = tmp_path_factory.mktemp("connections")
    database = f"sqlite:///{directory}/bot.db"
    async with running_world(directory, database, canaries, rate=10, slugs=tuple(ADAPTERS)) as world:
        bot = world.bot(arguments=by_launcher(world.clock), WEBHOOK_SECRET="only-telegram-knows-this")
        bot.variables = {**bot.variables, "PUBLIC_URL": bot.url}
        await bot.start()
        yield world


@pytest.fixture
def world(open_world: World) -> Iterator[World]:
    """Lend it to a test, and judge what the test had sent to the providers."""
    for vendor in open_world.vendors.values():
        vendor.heal()
    yield open_world
    assert not [stray for vendor in open_world.vendors.values() for stray in vendor.strays]

"""One Chromium a session, and one bot for the connect page; each page is to a site a browser of its own.

The faults of the pages fail the test.
"""

from __future__ import annotations

import re
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Protocol

import pytest

from providers.registry import ADAPTERS
from tests.harness.bot import by_launcher
from tests.harness.browser import open_context, running_browser
from tests.harness.screens import Screens
from tests.harness.world import World, running_world
from tests.sandbox.page.conftest import visit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from playwright.async_api import Browser, Page, Route

    from tests.harness.browser import Scheme
    from tests.harness.canary import Canary

__all__ = ["visit"]

FOLLOWING = re.compile(r"^404 for http://127\.0\.0\.1:\d+/connect/[\w-]{43}/state\?")
"""How a page that follows a login learns that its link opens nothing any more: that is no fault."""
RATE = 5
"""How much faster than ours the time of the connect page's world runs."""


class PageAt(Protocol):
    """Opens an empty page of a new browser."""

    async def __call__(
        self, width: int, scheme: Scheme = "light", *, javascript: bool = True, locale: str = "en-GB"
    ) -> Page:
        """Open it on a screen of this width."""


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Run the session's Chromium."""
    async with running_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
async def connect_world(tmp_path_factory: pytest.TempPathFactory, canaries: Canary) -> AsyncIterator[World]:
    """Let every provider run, and one bot behind a webhook, so that its connect page is open."""
    directory = tmp_path_factory.mktemp("connect")
    database = f"sqlite:///{directory}/bot.db"
    async with running_world(directory, database, canaries, rate=RATE, slugs=tuple(ADAPTERS)) as world:
        bot = world.bot(arguments=by_launcher(world.clock), WEBHOOK_SECRET="only-telegram-knows-this")
        bot.variables = {**bot.variables, "PUBLIC_URL": bot.url}
        await bot.start()
        yield world


@pytest.fixture
def world(connect_world: World) -> Iterator[World]:
    """Lend the world, and judge what went over the wire."""
    yield connect_world
    assert not connect_world.telegram.record.request_faults
    assert not connect_world.telegram.record.object_faults
    assert not [stray for vendor in connect_world.vendors.values() for stray in vendor.strays]


@pytest.fixture
def faults() -> list[str]:
    """Collect the faults of the test's pages; a test that expects others than a follower's takes them out."""
    return []


@pytest.fixture
async def page_at(browser: Browser, faults: list[str]) -> AsyncIterator[PageAt]:
    """Give what opens pages; at the test's end none of them may have had a fault.

    A test asks for it after what it visits, so that pages are closed before that ends.
    """
    async with AsyncExitStack() as stack:

        async def open_page(
            width: int, scheme: Scheme = "light", *, javascript: bool = True, locale: str = "en-GB"
        ) -> Page:
            context = await open_context(browser, faults, width, scheme, javascript=javascript, locale=locale)
            stack.push_async_callback(context.close)
            return await context.new_page()

        yield open_page
    assert not [fault for fault in faults if not FOLLOWING.search(fault)]


@pytest.fixture
async def screens(page_at: PageAt) -> Screens:
    """Give empty pages for every screen, which do not follow the login that they show."""
    screens = Screens(await page_at(390), await page_at(1280))
    for page in (screens.phone, screens.desktop):
        await page.route(re.compile(r"/state\?"), _never_answer)
    return screens


async def _never_answer(route: Route) -> None:
    """Leave a request open until its page is closed."""

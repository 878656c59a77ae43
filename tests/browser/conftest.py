"""One Chromium a session; each page in it is to a site a browser of its own, whose faults fail the test."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.harness.browser import open_context, running_browser
from tests.sandbox.page.conftest import visit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page

    from tests.harness.browser import Scheme

__all__ = ["visit"]


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


@pytest.fixture
async def page_at(browser: Browser) -> AsyncIterator[PageAt]:
    """Give what opens pages; at the test's end none of them may have had a fault.

    A test asks for it after what it visits, so that pages are closed before that ends.
    """
    faults: list[str] = []
    async with AsyncExitStack() as stack:

        async def open_page(
            width: int, scheme: Scheme = "light", *, javascript: bool = True, locale: str = "en-GB"
        ) -> Page:
            context = await open_context(browser, faults, width, scheme, javascript=javascript, locale=locale)
            stack.push_async_callback(context.close)
            return await context.new_page()

        yield open_page
    assert not faults

"""A page on every screen at once: each width in light and dark, judged on each. It knows no page of ours."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from playwright.async_api import expect

from tests.harness.browser import axe_faults, no_sideways_scroll, save_screenshot

if TYPE_CHECKING:
    from playwright.async_api import Page

LARGE_TEXT: Final = "document.documentElement.style.fontSize = '200%'"


@dataclass(frozen=True, slots=True)
class Screens:
    """Pages of browsers that are one to a site: they share the cookies of the page that they show."""

    pages: list[Page]

    async def show(self, original: Page, name: str) -> None:
        """Load what a page shows on each screen, and hold that it is good to read; `name` names pictures."""
        cookies = await original.context.cookies()
        for page in self.pages:
            await page.context.add_cookies(cookies)  # type: ignore[arg-type] # playwright types what it gives otherwise
        heading = await original.get_by_role("heading").inner_text()
        await asyncio.gather(*(_is_good(page, original.url, heading, name) for page in self.pages))


async def _is_good(page: Page, url: str, heading: str, name: str) -> None:
    await page.goto(url)
    await expect(page.get_by_role("heading")).to_have_text(heading)
    await save_screenshot(page, name)
    assert not await axe_faults(page), (name, page.viewport_size)
    await no_sideways_scroll(page)
    await page.evaluate(LARGE_TEXT)
    await no_sideways_scroll(page)
    await page.goto("about:blank")  # what follows a login would go on to do so

"""A page on every screen, judged on each: phones and a desktop, light and dark. It knows no page of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from playwright.async_api import expect

from tests.harness.browser import (
    EVERY_SCREEN,
    HEIGHTS,
    NARROWEST_DESKTOP,
    axe_faults,
    no_sideways_scroll,
    save_screenshot,
)

if TYPE_CHECKING:
    from playwright.async_api import Page

LARGE_TEXT: Final = "document.documentElement.style.fontSize = '200%'"


@dataclass(frozen=True, slots=True)
class Screens:
    """Pages of two browsers that are one to a site: they share the cookies of the page that they show."""

    phone: Page
    desktop: Page

    async def show(self, original: Page, name: str) -> None:
        """Load what a page shows, and hold that it is good to read on each screen; `name` names pictures."""
        for page in (self.phone, self.desktop):
            await _load(page, original)
        for width, scheme in EVERY_SCREEN:
            page = self.phone if width < NARROWEST_DESKTOP else self.desktop
            await page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            await page.emulate_media(color_scheme=scheme)
            await _is_good(page, name)
        await self.phone.set_viewport_size({"width": min(HEIGHTS), "height": HEIGHTS[min(HEIGHTS)]})
        await self.phone.evaluate(LARGE_TEXT)
        await no_sideways_scroll(self.phone)


async def _load(page: Page, original: Page) -> None:
    cookies = await original.context.cookies()
    await page.context.add_cookies(cookies)  # type: ignore[arg-type] # playwright types what it gives otherwise
    await page.goto(original.url)
    heading = await original.get_by_role("heading").inner_text()
    await expect(page.get_by_role("heading")).to_have_text(heading)


async def _is_good(page: Page, name: str) -> None:
    await save_screenshot(page, name)
    assert not await axe_faults(page), (name, page.viewport_size)
    await no_sideways_scroll(page)

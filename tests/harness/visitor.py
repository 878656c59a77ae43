"""Stella at her connect page in a browser: what she sees and does there. It knows no HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.async_api import expect

from tests.harness.connecting import account_of, her_page

if TYPE_CHECKING:
    from playwright.async_api import FrameLocator, Locator, Page

    from tests.harness.world import Team


@dataclass
class Visitor:
    """She, with one browser of hers; `address` is the link that she opened last."""

    team: Team
    page: Page
    address: str = ""

    async def opens(self) -> None:
        """Press [Open] in the chat, and open the link that comes."""
        self.address = await her_page(self.team)
        await self.page.goto(self.address)

    async def begins(self) -> None:
        """Open the page, and press [Begin] on it."""
        await self.opens()
        await self.presses("Begin")

    async def shows(self, name: str) -> None:
        """Wait until the page is the one of this name."""
        await expect(self._page(name)).to_be_attached()
        await self.page.wait_for_load_state()  # as far as it can be acted on, and its style is there

    async def until(self, name: str) -> None:
        """Look again by the page's link, as without JavaScript, until it is the page of this name."""
        again = self.page.locator("#look-again")
        await expect(self._page(name).or_(again).first).to_be_attached()
        while not await self._page(name).count():
            async with self.page.expect_navigation():
                await again.click()

    def _page(self, name: str) -> Locator:
        return self.page.locator(f"body[data-page={name}]")

    async def signs_in(self, password: str | None = None, country: str | None = None) -> None:
        """Fill the form in and send it, by default with what is right."""
        await self.fills_in(password, country)
        await self.presses("Sign in")

    async def fills_in(self, password: str | None = None, country: str | None = None) -> None:
        """Fill the form in."""
        account = account_of(self.team)
        await self.page.locator("#username").fill(account.login)
        await self.page.locator("#password").fill(account.password if password is None else password)
        if country is not None:
            await self.page.get_by_label("Country").select_option(label=country)

    async def sends_code(self, code: str) -> None:
        """Type a code on the page and send it."""
        await self.shows("code")
        await self.page.get_by_label("Code").fill(code)
        await self.presses("Send the code")

    async def next_code(self) -> str:
        """Give the code that reaches her phone next."""
        return await self.team.code()

    async def presses(self, label: str) -> None:
        """Press a button of the page, each of which leads to a page, and wait until that is there."""
        async with self.page.expect_navigation():
            await self.button(label).click()

    def button(self, label: str) -> Locator:
        """Give a button of the page."""
        return self.page.get_by_role("button", name=label, exact=True)

    @property
    def frame(self) -> FrameLocator:
        """The provider's page inside ours."""
        return self.page.frame_locator("#provider")

    async def signs_in_there(self) -> None:
        """Fill the form on the provider's page in and send it."""
        account = account_of(self.team)
        await self.shows("hosted")
        await self.frame.get_by_label("E-mail").fill(account.login)
        await self.frame.get_by_label("Password").fill(account.password)
        await self.frame.get_by_role("button", name="Sign in").click()

    async def sends_code_there(self) -> None:
        """Type the code that reaches her into the provider's page and send it."""
        code = await self.next_code()
        await self.frame.get_by_label("Code").fill(code)
        await self.frame.get_by_role("button", name="Send the code").click()

"""The sandbox's page as a visitor sees it: readable on any screen, and a login can be played by clicking."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from sandbox.process import ROOT
from sandbox.telegram import Pace
from tests.harness.browser import axe_faults, no_sideways_scroll, on_every_screen, save_screenshot

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Locator, Page

    from tests.browser.conftest import PageAt
    from tests.harness.browser import Scheme
    from tests.sandbox.page.conftest import Visit

START_SECONDS = 120.0
"""What a whole login at the pace of Telegram may take, also on a machine that has much else to do."""


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[str]:
    """Start what `make demo` starts, wait until its login is played, and give the page's address."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox"),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path)},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(START_SECONDS):
            yield await _address(process)
    finally:
        process.terminate()
        await process.communicate()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    while line := (await process.stdout.readline()).decode():
        if found := re.search(r"Sam: (http://127\.0\.0\.1:\d+)", line):
            return found[1]
    message = "the sandbox has ended before it showed its page"
    raise AssertionError(message)


def _pane(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=re.compile(f"^{name},"))


async def _turn_to(page: Page, name: str) -> Locator:
    """Look at a person's phone; on a small screen one has to choose whose."""
    chooser = page.get_by_role("navigation").get_by_role("button", name=name)
    if await chooser.is_visible():
        await chooser.click()
    return _pane(page, name)


async def _let_something_be_shown(visit: Visit) -> None:
    """Let each kind of thing be on the page: formatted messages, a deleted one, buttons, codes."""
    stage, cast = visit.stage, visit.stage.cast
    stage.telegram.world.pace = Pace.off()
    cast.stella.starts_bot()
    cast.mia.says(cast.group, "/login Stella")
    await visit.bot_writes(
        cast.stella,
        "<b>OnlyFans</b> has sent a <u>code</u>. <code>12</code> <a href='https://t.me/x'>Help</a>\n"
        "<blockquote>Asked by Mia</blockquote><tg-time unix='1800000000' format='r'>12:00</tg-time> /help",
        "I don't have a code",
        "Not me",
    )
    deleted = cast.stella.tells_bot("My words")
    await visit.bot("deleteMessage", chat_id=cast.stella.id, message_id=deleted.id)
    for account in ("acct_sms", "acct_app"):
        await visit.login_at("onlyfanskit", account)
    await stage.telegram.until(lambda: stage.handset.arrivals)
    stage.handset.arrivals *= 2  # what came before is shown fainter


@on_every_screen
async def test_everybodys_phone_is_readable(
    visit: Visit, page_at: PageAt, width: int, scheme: Scheme
) -> None:
    await _let_something_be_shown(visit)
    page = await page_at(width, scheme)
    await page.goto(str(visit.browser.base_url))
    for name in ("Mia", "Sam", "Stella"):
        pane = await _turn_to(page, name)
        await expect(pane.get_by_role("log").first).to_be_in_viewport()
        await expect(pane.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
        await no_sideways_scroll(page)
        assert not await axe_faults(page)
        await save_screenshot(page, f"chat-{name}")
    await expect(_pane(page, "Stella").get_by_role("button", name="Not me")).to_be_visible()


@on_every_screen
async def test_the_list_of_other_logins_is_readable(
    visit: Visit, page_at: PageAt, width: int, scheme: Scheme
) -> None:
    page = await page_at(width, scheme)
    await page.goto(str(visit.browser.base_url))
    await page.get_by_role("button", name="Try other logins").click()
    await expect(page.get_by_role("dialog", name="Try other logins")).to_be_visible()
    await no_sideways_scroll(page)
    assert not await axe_faults(page)
    await save_screenshot(page, "chat-trials")


async def test_other_logins_follow_the_provider(visit: Visit, page_at: PageAt) -> None:
    page = await page_at(390)
    await page.goto(str(visit.browser.base_url))
    await page.get_by_role("button", name="Try other logins").click()
    again, connect = page.get_by_label("Sign an account in again"), page.get_by_label("Connect one")
    await expect(page.get_by_label("Provider")).to_have_value("onlyfanskit")
    await expect(again).to_be_checked()
    await page.get_by_role("button", name="acct_sms", exact=False).first.click()
    mia = _pane(page, "Mia")
    await expect(mia.get_by_role("textbox")).to_have_value("/accounts Stella acct_sms onlyfanskit")

    await page.get_by_role("button", name="Try other logins").click()
    await page.get_by_label("Provider").select_option("apifansly")
    await expect(again).to_be_disabled()
    await expect(connect).to_be_checked()
    await page.get_by_role("button", name="stella.wrong_once@example.com").click()
    await expect(mia.get_by_role("textbox")).to_have_value("/connect Stella fansly")
    stella = await _turn_to(page, "Stella")
    await expect(stella.get_by_role("button", name="stella.wrong_once@example.com")).to_be_visible()


async def test_of_plain_addresses_only_the_bots_own_can_be_opened(visit: Visit, page_at: PageAt) -> None:
    visit.stage.telegram.world.pace = Pace.off()
    stella = visit.stage.cast.stella
    stella.starts_bot()
    for address in (visit.stage.bot.url, "http://127.0.0.1:10", f"{visit.stage.bot.url}0"):
        await visit.bot_writes(stella, f"Here: {address}/connect/abc", "Later")
    page = await page_at(1280)
    await page.goto(str(visit.browser.base_url))
    await expect(_pane(page, "Stella").get_by_text("Here:")).to_have_count(3)
    link = _pane(page, "Stella").get_by_role("link")
    await expect(link).to_have_count(1)
    await expect(link).to_have_attribute("href", f"{visit.stage.bot.url}/connect/abc")
    await expect(link).to_have_attribute("target", "_blank")


async def test_without_javascript_the_page_says_that_it_needs_it(visit: Visit, page_at: PageAt) -> None:
    page = await page_at(320, javascript=False)
    await page.goto(str(visit.browser.base_url))
    await expect(page.locator("#noscript")).to_be_visible()
    assert not await axe_faults(page)


@pytest.mark.timeout(240)  # a whole login is played before the page is served, at Telegram's pace
async def test_a_login_is_played_by_clicking(demo: str, page_at: PageAt) -> None:
    page = await page_at(390)
    await page.goto(demo)
    mia = await _turn_to(page, "Mia")
    await expect(mia.get_by_text("✅ Connected")).to_have_count(1)
    await mia.get_by_role("button", name="/login Stella").click()
    await mia.get_by_role("button", name="Send").click()
    stella = await _turn_to(page, "Stella")
    await expect(stella.get_by_role("button", name="Type it")).to_have_count(2)
    await expect(stella.get_by_text("Type the code")).to_be_visible()
    await stella.get_by_role("button", name="Type it").first.click()
    await stella.get_by_role("button", name="Send").click()
    await expect(stella.get_by_text("✅ OnlyFans @stella signed in")).to_have_count(2)
    await _turn_to(page, "Mia")
    await expect(mia.get_by_text("✅ Connected")).to_have_count(2)


@pytest.mark.timeout(240)  # likewise
async def test_a_first_connection_is_played_by_clicking(demo: str, page_at: PageAt) -> None:
    page = await page_at(1280)
    await page.goto(demo)
    mia, stella = _pane(page, "Mia"), _pane(page, "Stella")
    await page.get_by_role("button", name="Try other logins").click()
    await page.get_by_label("Provider").select_option("apifansly")
    await page.get_by_role("button", name="stella.email@example.com").click()
    await mia.get_by_role("button", name="Send").click()
    await mia.get_by_role("button", name="Fansly API").click()
    await mia.get_by_role("button", name="United States").click()
    await stella.get_by_role("button", name="Open the page").click()
    async with page.expect_popup() as opened:
        await stella.get_by_role("link", name="/connect/").click()
    theirs = await opened.value
    await theirs.locator("form button").first.click()
    for field in ("username", "password"):
        saved = stella.get_by_title(f"Copy the {'user name' if field == 'username' else field}")
        await theirs.locator(f"[name={field}]").fill(await saved.inner_text())
    await theirs.locator("form button").first.click()
    await expect(stella.get_by_role("button", name="Type it")).to_have_count(2)
    await stella.get_by_role("button", name="Type it").first.click()
    await expect(stella.get_by_text("Type the code")).to_be_visible()
    await stella.get_by_role("button", name="Send").click()
    await expect(mia.get_by_text("✅ Connected")).to_have_count(2)

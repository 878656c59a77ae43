"""However she browses: by keyboard, without JavaScript, in her language, after a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from storage.models import Way
from tests.harness.browser import axe_faults
from tests.harness.connecting import account_of, asked_to_connect
from tests.harness.dialog import play
from tests.harness.visitor import Visitor

if TYPE_CHECKING:
    from playwright.async_api import Page

    from tests.browser.conftest import PageAt
    from tests.harness.world import Team, World

FOCUSED = """() => {
    const node = document.activeElement, style = getComputedStyle(node);
    const name = (node.labels?.[0] ?? node).textContent.trim();
    return {name, outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2};
}"""
STOPS_AT_MOST = 12
"""How often Tab is pressed at most: no page of ours has more places to go to."""


async def _tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this label is reached; whatever is passed shows that it is."""
    for _ in range(STOPS_AT_MOST):
        await page.keyboard.press("Tab")
        focused: dict[str, Any] = await page.evaluate(FOCUSED)
        assert focused["outlined"], focused
        if focused["name"] == name:
            return
    message = f"Tab does not lead to {name}"
    raise AssertionError(message)


async def _asked_for_password(world: World, provider: str, scenario: str) -> Team:
    """Give a team whose creator has just been asked for the password of her linked account."""
    team = await world.team(scenario, provider=provider)
    await play(team, [("Mia", "/login Stella", {"Stella": "needs your password"})])
    return team


async def test_all_of_the_form_can_be_done_by_keyboard(world: World, page_at: PageAt) -> None:
    stella = Visitor(await _asked_for_password(world, "apifansly", "email"), await page_at(1280))
    account, keyboard = account_of(stella.team), stella.page.keyboard
    await stella.opens()
    await _tab_to(stella.page, "Begin")
    await keyboard.press("Enter")
    await stella.shows("form")
    await _tab_to(stella.page, "User name or e-mail address")
    await keyboard.type(account.login)
    await _tab_to(stella.page, "Password")
    await keyboard.type(account.password)
    await _tab_to(stella.page, "Country")
    await keyboard.type("Germ")
    await _tab_to(stella.page, "Sign in")
    await keyboard.press("Enter")
    await stella.shows("code")
    await _tab_to(stella.page, "Code")
    await keyboard.type(await stella.next_code())
    await keyboard.press("Enter")
    await stella.shows("done")
    await _tab_to(stella.page, "Back to Telegram")


async def test_the_form_needs_no_javascript(world: World, page_at: PageAt) -> None:
    team = await asked_to_connect(world, "onlyfansapi", "wrong_once")
    stella = Visitor(team, await page_at(320, javascript=False))
    await stella.begins()
    assert not await axe_faults(stella.page)
    await stella.signs_in()
    for code in (await stella.next_code(), ""):
        await stella.until("code")
        assert not await axe_faults(stella.page)
        await stella.sends_code(code or await stella.next_code())
    await stella.until("done")
    await team.group_sees("✅ Connected")


async def test_a_hosted_login_needs_no_javascript(world: World, page_at: PageAt) -> None:
    team = await asked_to_connect(world, "onlyfansapi", way=Way.HOSTED)
    stella = Visitor(team, await page_at(320, javascript=False))
    await stella.begins()
    await stella.until("hosted")
    await stella.signs_in_there()
    await stella.sends_code_there()
    await expect(stella.frame.get_by_text("You are signed in.")).to_be_visible()
    await stella.page.get_by_role("link", name="I have finished").click()
    await stella.until("done")
    await team.group_sees("✅ Connected")


async def test_after_a_wrong_password_she_tries_again_in_the_same_browser(
    world: World, page_at: PageAt
) -> None:
    stella = Visitor(await asked_to_connect(world, "onlyfansapi"), await page_at(390))
    await stella.begins()
    await stella.signs_in("no password of hers")
    await stella.shows("failed")
    await expect(stella.page.get_by_role("main")).to_contain_text("did not accept")
    await stella.presses("Try again")
    await stella.shows("form")
    await expect(stella.page.locator("#username")).to_have_value("")
    await stella.signs_in()
    await stella.sends_code(await stella.next_code())
    await stella.shows("done")
    await stella.team.group_sees("✅ Connected")


@pytest.mark.parametrize(
    ("provider", "scenario", "country"),
    [("apifansly", "email", "Germany"), ("onlyfansapi", "no_credentials", None)],
)
async def test_an_account_that_needs_her_password_is_one_tap_from_the_page(
    world: World, page_at: PageAt, provider: str, scenario: str, country: str | None
) -> None:
    team = await _asked_for_password(world, provider, scenario)
    stella = Visitor(team, await page_at(390))
    await stella.begins()
    await stella.shows("form")
    await stella.signs_in(country=country)
    await stella.sends_code(await stella.next_code())
    await stella.shows("done")
    await team.group_sees("✅ Connected")


async def test_the_page_is_in_her_language_whatever_her_browsers_is(world: World, page_at: PageAt) -> None:
    stella = Visitor(await asked_to_connect(world, "onlyfansapi"), await page_at(390, locale="ar"))
    await stella.opens()
    html = stella.page.locator("html")
    await expect(html).to_have_attribute("lang", "en")
    await expect(html).to_have_attribute("dir", "ltr")

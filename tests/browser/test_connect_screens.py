"""Every page that she can come to is readable on every screen: no fault of axe, nothing sticks out."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from storage.models import Way
from tests.harness.browser import dark_and_light
from tests.harness.connecting import account_of, asked_to_connect
from tests.harness.dialog import SECONDS, play
from tests.harness.visitor import Visitor

if TYPE_CHECKING:
    from playwright.async_api import Locator, Route

    from tests.browser.conftest import PageAt
    from tests.harness.browser import Scheme
    from tests.harness.screens import Screens
    from tests.harness.world import World

pytestmark = pytest.mark.timeout(120)  # each page is judged on six screens

TURNING = "getComputedStyle(document.querySelector('.busy')).animationName"


async def _shades(drawn: Locator) -> set[int]:
    """Tell whether dark or light cells, or both, are in what is drawn."""
    return {cell for row in await dark_and_light(drawn, 40) for cell in row}


async def test_what_comes_before_a_sign_in_is_readable(
    world: World, page_at: PageAt, screens: Screens
) -> None:
    stella = Visitor(await asked_to_connect(world, "onlyfansapi"), await page_at(390))
    await stella.opens()
    await screens.show(stella.page, "intro")
    await stella.presses("Begin")
    await stella.shows("form")
    await screens.show(stella.page, "form")
    await stella.signs_in("long" * 100)
    await expect(stella.page.get_by_role("alert")).to_contain_text("too long")
    await screens.show(stella.page, "form-error")


async def test_what_comes_after_a_sign_in_is_readable(
    world: World, page_at: PageAt, screens: Screens
) -> None:
    stella = Visitor(await asked_to_connect(world, "onlyfansapi", "wrong_once"), await page_at(390))
    await stella.begins()
    await stella.signs_in()
    await stella.shows("code")
    await screens.show(stella.page, "code")
    await stella.sends_code(await stella.next_code())
    await expect(stella.page.get_by_role("alert")).to_contain_text("not accepted")
    await screens.show(stella.page, "code-rejected")
    await stella.sends_code(await stella.next_code())
    await stella.shows("done")
    await screens.show(stella.page, "done")
    await stella.presses("Not me")
    await stella.shows("stopped")
    await screens.show(stella.page, "stopped")


async def test_the_choice_of_a_country_is_readable(world: World, page_at: PageAt, screens: Screens) -> None:
    team = await world.team("email", provider="apifansly")
    await play(team, [("Mia", "/login Stella", {"Stella": "that needs your password"})])
    stella = Visitor(team, await page_at(390))
    await stella.begins()
    await stella.shows("form")
    await expect(stella.page.get_by_label("Country")).to_be_visible()
    await screens.show(stella.page, "form-country")


async def test_a_sign_in_under_way_is_readable(world: World, page_at: PageAt, screens: Screens) -> None:
    stella = Visitor(await asked_to_connect(world, "onlyfansapi", "stuck"), await page_at(390))
    await stella.begins()
    await stella.signs_in()
    await stella.shows("working")
    await screens.show(stella.page, "working")
    assert await stella.page.evaluate(TURNING) == "none"
    await stella.page.emulate_media(reduced_motion="no-preference")
    assert await stella.page.evaluate(TURNING) == "turn"
    await stella.presses("I can't now")
    await stella.shows("declined")
    await screens.show(stella.page, "declined")
    await stella.page.goto(stella.address)
    await stella.shows("gone")
    await screens.show(stella.page, "gone")


@pytest.mark.parametrize(
    ("scenario", "way", "page"), [("sms", Way.HOSTED, "hosted"), ("app", Way.APP, "app")]
)
async def test_what_needs_no_form_is_readable(  # noqa: PLR0913, PLR0917 - what there is, and what is shown in it
    world: World, page_at: PageAt, screens: Screens, scenario: str, way: Way, page: str
) -> None:
    stella = Visitor(await asked_to_connect(world, "onlyfansapi", scenario, way), await page_at(390))
    await stella.begins()
    await stella.shows(page)
    await screens.show(stella.page, page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("knows", ["light dark", "light"])
async def test_a_providers_page_is_readable_inside_ours_whatever_colours_it_knows(
    world: World, page_at: PageAt, scheme: Scheme, knows: str
) -> None:
    async def told_to_know(route: Route) -> None:
        answer = await route.fetch()
        body = (await answer.text()).replace('content="light dark"', f'content="{knows}"')
        await route.fulfill(response=answer, body=body)

    stella = Visitor(await asked_to_connect(world, "onlyfansapi", way=Way.HOSTED), await page_at(390, scheme))
    await stella.page.route("**/embed-auth/*", told_to_know)
    await stella.begins()
    async with asyncio.timeout(SECONDS):
        while await _shades(stella.frame.get_by_role("heading")) != {
            0,
            1,
        }:  # before it is painted, it is white
            pass


async def test_the_link_to_a_selfie_is_readable(world: World, page_at: PageAt, screens: Screens) -> None:
    stella = Visitor(await asked_to_connect(world, "onlyfansapi", "selfie"), await page_at(390))
    await stella.begins()
    await stella.signs_in()
    await stella.shows("link")
    await screens.show(stella.page, "selfie")


async def test_what_did_not_work_is_readable(world: World, page_at: PageAt, screens: Screens) -> None:
    stella = Visitor(await asked_to_connect(world, "onlyfansapi"), await page_at(390))
    await stella.begins()
    await stella.signs_in("no password of hers")
    await stella.shows("failed")
    await screens.show(stella.page, "failed")


async def test_an_account_that_is_connected_already_is_connected_anyway(
    world: World, page_at: PageAt, screens: Screens
) -> None:
    team = await asked_to_connect(world, "onlyfansapi")
    team.vendor.add_account(replace(account_of(team), connected=True))
    stella = Visitor(team, await page_at(390))
    await stella.begins()
    await stella.signs_in()
    await stella.shows("failed")
    await expect(stella.button("Connect anyway")).to_be_visible()
    await screens.show(stella.page, "already-connected")
    await stella.presses("Connect anyway")
    await stella.signs_in()
    await stella.sends_code(await stella.next_code())
    await stella.shows("done")

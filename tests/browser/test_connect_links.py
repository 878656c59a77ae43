"""A link opens one page, in one browser: previews, other browsers, old links, going back, stopping."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import httpx
import pytest

from bot.relay.limits import LIMITS
from storage.models import Way
from tests.harness.connecting import asked_to_connect, her_page
from tests.harness.dialog import play
from tests.harness.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playwright.async_api import Response, Route

    from tests.browser.conftest import PageAt
    from tests.harness.world import Team, World

PREVIEWS = ("TelegramBot (like TwitterBot)", "facebookexternalhit/1.1", "WhatsApp/2.23.20.0")
"""Who looks at a link before anybody opens it."""


@pytest.fixture
async def team(world: World) -> Team:
    """Give a creator who has just been asked to connect an account by the form."""
    return await asked_to_connect(world, "onlyfansapi")


def _says_that_it_is_dead(answer: Response) -> bool:
    """Tell whether an answer tells a page that follows a login that its link opens nothing any more."""
    return "/state?" in answer.url and answer.status == httpx.codes.NOT_FOUND


async def _answer(address: str) -> tuple[int, str]:
    """Give what a link answers to a browser that has never been there."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(address)
        return answer.status_code, answer.text


async def test_a_link_that_opens_nothing_does_not_tell_why(world: World, team: Team, page_at: PageAt) -> None:
    unknown = f"{world.bots[0].url}/connect/{secrets.token_urlsafe(32)}"
    replaced = await her_page(team)
    stella = Visitor(team, await page_at(390))
    await stella.begins()
    others = await _answer(stella.address)
    await stella.signs_in()
    await stella.sends_code(await stella.next_code())
    await stella.shows("done")
    second = await asked_to_connect(world, "onlyfansapi")
    expired = await her_page(second)
    assert (await _answer(expired))[0] == httpx.codes.OK
    await world.step(LIMITS.page)
    answers = {await _answer(each) for each in (unknown, replaced, stella.address, expired)} | {others}
    assert {status for status, _ in answers} == {httpx.codes.NOT_FOUND}
    assert len(answers) == 1
    await stella.page.reload()
    await stella.shows("gone")


async def test_a_form_that_is_sent_too_late_starts_nothing(world: World, team: Team, page_at: PageAt) -> None:
    stella = Visitor(team, await page_at(390))
    await stella.begins()
    await stella.fills_in()
    await world.step(LIMITS.page)
    await stella.presses("Sign in")
    await stella.shows("gone")
    assert not team.vendor.starts[team.account_id]
    await stella.begins()
    await stella.signs_in()
    await stella.shows("code")


async def test_previews_of_a_link_leave_it_usable(team: Team, page_at: PageAt) -> None:
    stella = Visitor(team, await page_at(390))
    await stella.opens()
    for agent in PREVIEWS:
        async with httpx.AsyncClient(headers={"User-Agent": agent}, trust_env=False) as preview:
            for method in ("HEAD", "GET", "GET"):
                answer = await preview.request(method, stella.address)
                assert (answer.status_code, answer.cookies) == (httpx.codes.OK, httpx.Cookies())
    await stella.presses("Begin")
    await stella.shows("form")


async def test_a_second_browser_is_shut_out_until_she_opens_the_page_anew(
    team: Team, page_at: PageAt
) -> None:
    first, second = [Visitor(team, await page_at(width)) for width in (390, 1280)]
    await first.begins()
    await first.shows("form")
    await second.page.goto(first.address)
    await second.shows("gone")
    await second.begins()
    await second.shows("form")
    await first.page.reload()
    await first.shows("gone")
    await second.signs_in()
    await second.sends_code(await second.next_code())
    await second.shows("done")


async def test_a_login_goes_on_in_another_browser_that_she_opens(world: World, page_at: PageAt) -> None:
    team = await asked_to_connect(world, "onlyfansapi", way=Way.HOSTED)
    sessions = len(team.vendor.requests_to("POST", "/client-sessions"))
    first, second = [Visitor(team, await page_at(width)) for width in (1280, 390)]
    await first.begins()
    await first.shows("hosted")
    await second.begins()
    await second.shows("hosted")
    await first.shows("gone")
    await second.signs_in_there()
    await second.sends_code_there()
    await second.shows("done")
    assert len(team.vendor.requests_to("POST", "/client-sessions")) == sessions + 1


async def test_a_page_that_was_closed_goes_on_where_it_was(team: Team, page_at: PageAt) -> None:
    stella = Visitor(team, await page_at(390))
    await stella.begins()
    for name, act in (("form", stella.signs_in), ("code", None)):
        await stella.shows(name)
        closed, stella.page = stella.page, await stella.page.context.new_page()
        await closed.close()
        await stella.page.goto(stella.address)
        await stella.shows(name)
        if act is not None:
            await act()
    await stella.sends_code(await stella.next_code())
    await stella.shows("done")


async def test_going_back_does_no_harm(team: Team, page_at: PageAt) -> None:
    stella = Visitor(team, await page_at(390))
    await stella.begins()
    await stella.signs_in()
    await stella.shows("code")
    await stella.page.go_back()
    await stella.shows("code")
    await stella.sends_code(await stella.next_code())
    await stella.shows("done")
    await stella.page.go_back()
    await stella.shows("done")
    assert team.vendor.starts[team.account_id] == 1


async def test_what_she_pressed_is_answered_though_its_link_died_meanwhile(
    team: Team, page_at: PageAt
) -> None:
    stella = Visitor(team, await page_at(390))
    await stella.begins()
    await stella.signs_in()
    await stella.shows("code")

    async def answer_late(route: Route) -> None:
        if route.request.method != "POST":
            await route.fallback()
            return
        headers = await route.request.all_headers() | {"sec-fetch-site": "same-origin"}
        async with stella.page.expect_response(_says_that_it_is_dead):
            answer = await route.fetch(max_redirects=0, headers=headers)
        await route.fulfill(response=answer)

    await stella.page.route(stella.address, answer_late)
    await stella.presses("I can't now")
    await stella.shows("declined")


@pytest.mark.parametrize("javascript", [True, False])
async def test_pressing_twice_signs_in_once_and_sends_a_code_once(
    team: Team, page_at: PageAt, *, javascript: bool
) -> None:
    stella = Visitor(team, await page_at(390, javascript=javascript))
    await stella.begins()
    await stella.fills_in()
    await stella.button("Sign in").dblclick()
    await (stella.shows if javascript else stella.until)("code")
    code = await stella.next_code()
    await stella.page.get_by_label("Code").fill(code)
    await stella.button("Send the code").dblclick()
    await (stella.shows if javascript else stella.until)("done")
    assert team.vendor.starts[team.account_id] == 1
    assert team.vendor.submissions(code) == 1


async def _cancels(stella: Visitor) -> None:
    await play(stella.team, [("Mia", "/cancel Stella", {"group": "Cancelled"})])


async def _not_me_in_telegram(stella: Visitor) -> None:
    await play(stella.team, [("Stella", "[Not me]", {"Stella": "stopped"})])


async def _not_me_on_the_page(stella: Visitor) -> None:
    await stella.presses("Not me")
    await stella.shows("stopped")


async def _cannot(stella: Visitor) -> None:
    await stella.presses("I can't now")
    await stella.shows("declined")


STOPS = pytest.mark.parametrize("stop", [_cancels, _not_me_in_telegram, _not_me_on_the_page, _cannot])


@STOPS
async def test_stopping_kills_the_link_before_she_has_signed_in(
    team: Team, page_at: PageAt, stop: Callable[[Visitor], Awaitable[None]]
) -> None:
    stella = Visitor(team, await page_at(390))
    await stella.begins()
    await stella.fills_in()
    other = await stella.page.context.new_page()
    await other.goto(stella.address)
    await stop(Visitor(team, other, stella.address))
    await stella.presses("Sign in")
    await stella.shows("gone")
    assert not team.vendor.starts[team.account_id]


@STOPS
async def test_stopping_kills_the_link_while_a_code_is_asked_for(
    team: Team, page_at: PageAt, faults: list[str], stop: Callable[[Visitor], Awaitable[None]]
) -> None:
    stella = Visitor(team, await page_at(390))
    await stella.begins()
    await stella.signs_in()
    await stella.shows("code")
    other = await stella.page.context.new_page()
    await other.goto(stella.address)
    await stop(Visitor(team, other, stella.address))
    await stella.shows("gone")
    assert faults

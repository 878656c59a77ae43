"""What others may try with the page: frame it, send forms to it, write into it, read its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.async_api import expect
from starlette.responses import HTMLResponse

from sandbox.serving import serve_app
from storage.models import Way
from tests.harness.connecting import ask_to_connect, asked_to_connect
from tests.harness.visitor import Visitor

if TYPE_CHECKING:
    from playwright.async_api import Request, Response

    from tests.browser.conftest import PageAt
    from tests.harness.world import World

MARKUP: Final = "<img src=x onerror=alert(1)>"
OWN: Final = {"origin": "null", "sec-fetch-site": "same-origin"}
"""What Chromium says of a form of a page that tells no referrer; playwright does not see it."""
HEADERS: Final = {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-frame-options": "DENY"}
POLICY: Final = {
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}
FRAMING: Final = '<link rel="icon" href="data:,"><iframe title="Framed" src="{}"></iframe>'
FORGED: Final = (
    '<link rel="icon" href="data:,"><form method="post" action="{}"><input name="act" value="begin">'
    "<button>Win a prize</button></form>"
)


async def test_no_other_site_can_frame_the_page(world: World, page_at: PageAt, faults: list[str]) -> None:
    team = await asked_to_connect(world, "onlyfansapi")
    stella = Visitor(team, await page_at(390))
    await stella.opens()
    async with serve_app(HTMLResponse(FRAMING.format(stella.address))) as other:
        async with stella.page.expect_console_message(lambda told: "frame-ancestors" in told.text):
            await stella.page.goto(other)
        framed = stella.page.frame_locator("iframe")
        await expect(framed.get_by_role("heading", name="Connect your")).to_have_count(0)
    assert len(faults) == 1
    assert "frame-ancestors" in faults.pop()


async def test_no_other_site_can_send_its_forms(world: World, page_at: PageAt) -> None:
    team = await asked_to_connect(world, "onlyfansapi")
    stella = Visitor(team, await page_at(390))
    await stella.opens()
    async with serve_app(HTMLResponse(FORGED.format(stella.address))) as other:
        for site in (other, other.replace("127.0.0.1", "localhost")):
            await stella.page.goto(site)
            await stella.presses("Win a prize")
            await stella.shows("refused")
    await stella.page.goto(stella.address)
    await stella.shows("intro")


async def test_a_form_is_taken_from_its_own_browser_and_page_alone(world: World, page_at: PageAt) -> None:
    team = await asked_to_connect(world, "onlyfansapi")
    stella = Visitor(team, await page_at(390))
    await stella.begins()
    await stella.fills_in()
    async with stella.page.expect_request(lambda request: request.method == "POST") as sent:
        await stella.presses("Sign in")
    await stella.shows("code")
    request = await sent.value
    headers, body = await request.all_headers(), request.post_data
    own = {name: headers[name] for name in ("content-type", "cookie")} | OWN
    forged = [
        {**own, "origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"},
        {**own, "origin": "https://elsewhere.example", "sec-fetch-site": "same-origin"},
        {name: value for name, value in own.items() if name != "sec-fetch-site"},
        {name: value for name, value in own.items() if not name.startswith(("origin", "sec"))},
    ]
    async with httpx.AsyncClient(trust_env=False) as attacker:
        answers = [await attacker.post(request.url, content=body, headers=each) for each in forged]
        without = await attacker.post(request.url, content=body, headers=own | {"cookie": ""})
        again = await attacker.post(request.url, content=body, headers=own)
    assert [answer.status_code for answer in answers] == [httpx.codes.FORBIDDEN] * len(forged)
    assert (without.status_code, again.status_code) == (httpx.codes.SEE_OTHER, httpx.codes.SEE_OTHER)
    assert team.vendor.starts[team.account_id] == 1
    await stella.page.reload()
    await stella.shows("code")


async def test_a_form_without_the_cookie_starts_nothing(world: World, page_at: PageAt) -> None:
    team = await asked_to_connect(world, "onlyfansapi")
    stella = Visitor(team, await page_at(390))
    await stella.begins()
    await stella.fills_in()
    await stella.page.context.clear_cookies()
    await stella.presses("Sign in")
    await stella.shows("gone")
    assert not team.vendor.starts[team.account_id]


async def test_names_with_markup_are_shown_as_text(world: World, page_at: PageAt) -> None:
    team = await world.team(provider="onlyfansapi", linked=False, named_with=MARKUP)
    await ask_to_connect(team, Way.FORM)
    stella = Visitor(team, await page_at(390))
    await stella.opens()
    await expect(stella.page.get_by_role("main")).to_contain_text(f"Mia{MARKUP}, {team.group.title}")
    await stella.presses("Begin")
    await expect(stella.page.get_by_role("main")).to_contain_text(f"Mia{MARKUP} never sees it.")
    await stella.signs_in()
    await stella.shows("code")
    await expect(stella.page.get_by_role("main")).to_contain_text(MARKUP)
    assert not await stella.page.locator("main img").count()


@pytest.mark.parametrize("way", [Way.FORM, Way.HOSTED])
async def test_every_answer_is_guarded_and_nothing_comes_from_elsewhere(
    world: World, page_at: PageAt, way: Way
) -> None:
    team = await asked_to_connect(world, "onlyfansapi", way=way)
    stella = Visitor(team, await page_at(390))
    answers: list[Response] = []
    asked: list[Request] = []
    # Playwright marks what it calls, which a builtin method cannot be.
    stella.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - see above
    stella.page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - likewise
    await stella.begins()
    if way is Way.FORM:
        await stella.signs_in()
        await stella.sends_code(await stella.next_code())
    else:
        await stella.signs_in_there()
        await stella.sends_code_there()
    await stella.shows("done")
    ours, theirs = _origin(stella.address), _origin(team.vendor.base_url)
    assert {_origin(request.url) for request in asked} == ({ours} if way is Way.FORM else {ours, theirs})
    for answer in [answer for answer in answers if _origin(answer.url) == ours]:
        headers = await answer.all_headers()
        assert headers.items() >= HEADERS.items(), answer.url
        assert "unsafe" not in headers["content-security-policy"]
        if answer.request.resource_type == "document" and answer.status == httpx.codes.OK:
            policy = set(headers["content-security-policy"].split("; "))
            assert policy >= POLICY
            assert {rule for rule in policy if rule.startswith("frame-src")} <= {f"frame-src {theirs}"}
    assert {request.resource_type for request in asked} >= {"document", "stylesheet", "script", "fetch"}


async def test_no_log_and_no_database_names_a_link_or_a_browser(world: World, page_at: PageAt) -> None:
    stella = Visitor(await asked_to_connect(world, "onlyfansapi"), await page_at(390))
    await stella.begins()
    await stella.signs_in()
    await stella.sends_code(await stella.next_code())
    await stella.shows("done")
    (cookie,) = await stella.page.context.cookies()
    secrets = [stella.address.rpartition("/")[2].encode(), cookie["value"].encode()]
    for name, data in world.everything_written():
        assert not [secret for secret in secrets if secret in data], name


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"

"""A connection over the page, from the link in her chat to its end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.relay.limits import LIMITS
from bot.web.connect.pieces import Act
from providers.logins import AppLogin, CountryProxy, Credentials, Hosted
from providers.steps import Done, Failed, LinkKind, LinkNeeded, Reason, Working
from storage.models import Purpose, State, Way
from tests.bot.relay.scripted import PasswordProvider
from tests.bot.web.connect.site import CODE, PASSWORD, SMS, TYPED, USERNAME, begun, shows

if TYPE_CHECKING:
    from tests.bot.web.connect.site import Browser, Site

WRONG = replace(SMS, challenge="sms/2", rejected=True, tries_left=2)
NOT_YET = "does not say yet that you are signed in"
FRAME = LinkNeeded("r1", "hosted/1", LinkKind.HOSTED, url="https://app.vendor.example/embed-auth/cs_1")
SELFIE = LinkNeeded("r2", "selfie/1", LinkKind.SELFIE, needs_confirmation=True)
APP = LinkNeeded("r1", "app/1", LinkKind.APP, app_link="fansapiauth://auth/fansapi_auth_1")


async def test_a_connection_by_the_form_plays_through(site: Site) -> None:
    provider = site.heart.provider
    provider.answers("start", SMS)
    provider.answers("submit_code", Done("acct_new", "@stella"))
    attempt = await site.asked()
    path, browser = await site.link(attempt), site.browser()
    await browser.get(path)
    assert browser.page == "intro"
    await browser.does(path, Act.BEGIN)
    assert browser.page == "form"
    await browser.does(path, Act.SIGN_IN, TYPED)
    await site.heart.becomes(attempt, State.CODE_NEEDED)
    await browser.get(path)
    assert browser.page == "code"
    await browser.does(path, Act.CODE, {"challenge": "1", "code": CODE})
    await site.heart.becomes(attempt, State.CONNECTED)
    await browser.get(path)
    assert browser.page == "done"
    assert provider.codes == [CODE]


async def test_what_she_typed_reaches_the_provider_as_it_was(site: Site) -> None:
    site.heart.provider.answers("start", Working("r1"))
    attempt = await site.asked()
    path, browser = await site.link(attempt), site.browser()
    await browser.does(path, Act.BEGIN)
    await browser.does(path, Act.SIGN_IN, TYPED)
    assert browser.page == "working"
    await site.heart.becomes(attempt, State.WORKING)
    [login] = site.heart.provider.logins
    assert isinstance(login, Credentials)
    assert (login.username.reveal(), login.password.reveal()) == (USERNAME, PASSWORD)
    assert login.proxy == CountryProxy("de")


async def test_the_country_that_the_manager_chose_is_not_asked_for_and_not_replaced(site: Site) -> None:
    site.heart.provider.answers("start", Working("r1"))
    attempt = await site.asked(proxy="us")
    path, browser = await site.link(attempt), site.browser()
    await browser.does(path, Act.BEGIN)
    assert 'name="country"' not in browser.text
    await browser.does(path, Act.SIGN_IN, TYPED)
    await site.heart.becomes(attempt, State.WORKING)
    [login] = site.heart.provider.logins
    assert isinstance(login, Credentials)
    assert login.proxy == CountryProxy("us")


async def test_a_form_with_a_gap_is_said_and_nothing_of_it_comes_back(site: Site) -> None:
    browser, path = await begun(site)
    await browser.does(path, Act.SIGN_IN, {"username": USERNAME, "password": PASSWORD})
    assert "choose a country" in browser.text
    assert USERNAME not in browser.text
    await browser.does(path, Act.SIGN_IN, TYPED | {"password": ""})
    assert "fill in every field" in browser.text
    await browser.does(path, Act.SIGN_IN, TYPED | {"password": "x" * 300})
    assert "too long" in browser.text
    assert site.heart.provider.logins == []


async def test_a_wrong_password_is_told_and_she_may_try_again_in_the_same_browser(site: Site) -> None:
    site.heart.provider.answers("start", Failed(Reason.CREDENTIALS_REFUSED), SMS)
    browser, path = await begun(site)
    await browser.does(path, Act.SIGN_IN, TYPED)
    await site.heart.changes.until(lambda: shows(browser, path, "failed"))
    assert "did not accept the user name or the password" in browser.text
    answer = await browser.post(path, Act.AGAIN)
    again = str(answer.url.join(answer.headers["location"]).path)
    assert answer.status_code == 303
    assert again != path
    await browser.get(again)
    assert browser.page == "form"
    await browser.does(again, Act.SIGN_IN, TYPED)
    await site.heart.changes.until(lambda: shows(browser, again, "code"))


async def test_an_account_that_is_connected_can_be_connected_anyway(site: Site) -> None:
    site.heart.provider.answers("start", Failed(Reason.ALREADY_CONNECTED), SMS)
    browser, path = await begun(site)
    await browser.does(path, Act.SIGN_IN, TYPED)
    await site.heart.changes.until(lambda: shows(browser, path, "failed"))
    await browser.does(path, Act.FORCE)
    assert browser.page == "form"
    assert browser.seen is not None
    forced = browser.seen.url.path
    await browser.does(forced, Act.SIGN_IN, TYPED)
    await site.heart.changes.until(lambda: shows(browser, forced, "code"))
    first, second = site.heart.provider.logins
    assert isinstance(first, Credentials)
    assert isinstance(second, Credentials)
    assert (first.force, second.force) == (False, True)


async def test_trying_again_is_needless_where_another_login_has_connected_since(site: Site) -> None:
    site.heart.provider.answers("start", Failed(Reason.CREDENTIALS_REFUSED))
    browser, path = await begun(site)
    await browser.does(path, Act.SIGN_IN, TYPED)
    await site.heart.changes.until(lambda: shows(browser, path, "failed"))
    later = site.heart.clock() + 1
    await site.heart.stored(State.CONNECTED, purpose=Purpose.CONNECT, way=Way.FORM, created_at=later)
    await browser.does(path, Act.AGAIN)
    assert browser.page == "failed"
    assert "You are signed in already" in browser.text


async def test_a_wrong_code_is_told_with_the_tries_that_are_left(site: Site) -> None:
    provider = site.heart.provider
    provider.answers("start", SMS)
    provider.answers("submit_code", WRONG)
    browser, path = await _asked_for_a_code(site)
    await browser.does(path, Act.CODE, {"challenge": "1", "code": CODE})
    await site.heart.changes.until(lambda: _shows_text(browser, path, "2 tries are left"))
    assert 'name="challenge" value="2"' in browser.text


async def test_what_is_no_code_is_said_and_not_sent(site: Site) -> None:
    site.heart.provider.answers("start", SMS)
    browser, path = await _asked_for_a_code(site)
    for typed in ("", "no code", "12"):
        await browser.does(path, Act.CODE, {"challenge": "1", "code": typed})
        assert "Type just the digits" in browser.text
    assert site.heart.provider.codes == []


async def test_a_code_for_a_challenge_that_is_past_is_not_sent(site: Site) -> None:
    provider = site.heart.provider
    provider.answers("start", SMS)
    provider.answers("submit_code", WRONG)
    browser, path = await _asked_for_a_code(site)
    await browser.does(path, Act.CODE, {"challenge": "1", "code": CODE})
    await site.heart.changes.until(lambda: _shows_text(browser, path, "tries are left"))
    await browser.does(path, Act.CODE, {"challenge": "1", "code": "99887766"})
    assert provider.codes == [CODE]


async def test_a_code_typed_on_the_page_is_sent_once_and_stands_in_no_chat(site: Site) -> None:
    provider = site.heart.provider
    provider.answers("start", SMS)
    held = provider.holds("submit_code", Done("acct_new"))
    browser, path = await _asked_for_a_code(site)
    await asyncio.gather(*(browser.post(path, Act.CODE, {"challenge": "1", "code": CODE}) for _ in range(5)))
    await held.reached.wait()
    await browser.get(path)
    assert browser.page == "working"
    held.go()
    await site.heart.changes.until(lambda: shows(browser, path, "done"))
    assert provider.codes == [CODE]
    assert site.heart.notices.said == []


async def test_two_forms_at_once_start_one_login(site: Site) -> None:
    site.heart.provider.answers("start", SMS)
    browser, path = await begun(site)
    answers = await asyncio.gather(*(browser.post(path, Act.SIGN_IN, TYPED) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {303}
    await site.heart.changes.until(lambda: shows(browser, path, "code"))
    assert site.heart.provider.made == ["start"]


async def test_a_hosted_login_starts_at_begin_and_is_framed(site: Site) -> None:
    site.heart.provider.answers("start", FRAME)
    browser, path = await begun(site, Way.HOSTED)
    await site.heart.changes.until(lambda: shows(browser, path, "hosted"))
    [login] = site.heart.provider.logins
    assert isinstance(login, Hosted)
    assert FRAME.url is not None
    assert f'src="{FRAME.url}"' in browser.text
    assert browser.seen is not None
    policy = browser.seen.headers["content-security-policy"]
    assert policy.endswith("; frame-src https://app.vendor.example")


async def test_the_app_is_opened_from_the_page(site: Site) -> None:
    site.heart.provider.answers("start", APP)
    browser, path = await begun(site, Way.APP)
    await site.heart.changes.until(lambda: shows(browser, path, "app"))
    assert isinstance(site.heart.provider.logins[0], AppLogin)
    assert 'href="fansapiauth://auth/fansapi_auth_1"' in browser.text


async def test_her_word_that_she_has_finished_is_told_to_the_provider_once(site: Site) -> None:
    provider = site.heart.provider
    provider.answers("start", SELFIE)
    provider.answers("confirm_link", Done("acct_new"))
    browser, path = await begun(site)
    await browser.does(path, Act.SIGN_IN, TYPED)
    await site.heart.changes.until(lambda: shows(browser, path, "link"))
    await asyncio.gather(*(browser.post(path, Act.CONFIRM, {"challenge": "1"}) for _ in range(3)))
    await site.heart.changes.until(lambda: shows(browser, path, "done"))
    assert provider.made == ["start", "confirm_link"]


@pytest.mark.parametrize("fields", [{}, {"challenge": "2"}, {"challenge": "one"}])
async def test_her_word_for_no_link_that_the_page_shows_is_not_told(
    site: Site, fields: dict[str, str]
) -> None:
    site.heart.provider.answers("start", SELFIE)
    browser, path = await begun(site)
    await browser.does(path, Act.SIGN_IN, TYPED)
    await site.heart.changes.until(lambda: shows(browser, path, "link"))
    assert _form(browser, Act.CONFIRM).count('<input type="hidden" name="challenge" value="1">') == 1
    assert "challenge" not in _form(browser, Act.DECLINE)
    await browser.does(path, Act.CONFIRM, fields)
    assert browser.page == "link"
    assert site.heart.provider.made == ["start"]


async def test_not_me_stops_everything_also_before_the_browser_is_bound(site: Site) -> None:
    path, browser = await site.link(await site.asked()), site.browser()
    await browser.get(path)
    await browser.does(path, Act.NOT_ME)
    assert browser.page == "stopped"
    assert "All your logins are stopped" in browser.text
    async with site.heart.store.read() as unit:
        stella = await unit.people.get(site.heart.cast.stella.id)
    assert stella is not None
    assert stella.blocked_at == site.heart.clock()
    assert (await browser.get(path)).status_code == 404


async def test_what_not_me_on_the_page_may_not_have_stopped_she_is_offered_in_her_chat(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def disconnect(_self: PasswordProvider, _account: str) -> None:
        return None

    monkeypatch.setattr(PasswordProvider, "disconnect", disconnect, raising=False)
    heart = site.heart
    path, browser = await site.link(await site.asked()), site.browser()
    await browser.get(path)
    await heart.stored(State.WORKING)
    await browser.does(path, Act.NOT_ME)
    async with heart.store.read() as unit:
        told = [entry for entry in await unit.outbox.due(heart.clock(), 9) if entry.body is not None]
    offers = [entry.chat_id for entry in told if "Sign it out too" in (entry.body or "")]
    assert offers == [heart.cast.stella.telegram_id]
    assert "Sign it out" not in browser.text


async def test_declining_ends_the_login_and_kills_the_link(site: Site) -> None:
    attempt = await site.asked()
    path, browser = await site.link(attempt), site.browser()
    await browser.does(path, Act.BEGIN)
    await browser.does(path, Act.DECLINE)
    assert browser.page == "declined"
    assert (await site.heart.row(attempt)).state is State.DECLINED
    assert (await browser.get(path)).status_code == 404


async def test_what_has_expired_is_told_in_its_own_browser_alone(site: Site) -> None:
    site.heart.provider.answers("start", SMS)
    attempt = await site.asked()
    path, browser = await site.link(attempt), site.browser()
    await browser.does(path, Act.BEGIN)
    await browser.does(path, Act.SIGN_IN, TYPED)
    await site.heart.changes.until(lambda: shows(browser, path, "code"))
    site.heart.clock.later(LIMITS.code)
    await site.heart.look(attempt)
    await browser.get(path)
    assert browser.page == "expired"
    assert (await site.browser().get(path)).status_code == 404
    for act in set(Act) - {Act.NOT_ME}:
        await browser.does(path, act, {**TYPED, "code": CODE, "challenge": "1"})
        assert browser.page == "expired"
    assert site.heart.provider.made == ["start"]


async def test_another_login_under_way_is_told_and_keeps_nothing(site: Site) -> None:
    browser, path = await begun(site)
    await site.heart.stored(State.WORKING)
    await browser.does(path, Act.SIGN_IN, TYPED)
    assert "Another login of yours is under way" in browser.text
    assert browser.page == "form"
    assert site.heart.provider.logins == []


async def test_the_page_waits_on_the_server_for_the_login_to_move_on(site: Site) -> None:
    provider = site.heart.provider
    held = provider.holds("start", SMS)
    browser, path = await begun(site)
    await browser.does(path, Act.SIGN_IN, TYPED)
    await held.reached.wait()
    digest = _digest(browser)
    looking = asyncio.create_task(browser.get(f"{path}?since={digest}"))
    asking = asyncio.create_task(browser.client.get(f"{path}/state?since={digest}"))
    held.go()
    assert (await asking).json()["digest"] != digest
    await looking
    assert browser.page == "code"


async def test_a_look_that_she_asked_for_and_that_found_nothing_fresh_is_told(site: Site) -> None:
    held = site.heart.provider.holds("start", SMS)
    browser, path = await begun(site)
    await browser.does(path, Act.SIGN_IN, TYPED)
    await held.reached.wait()
    digest = _digest(browser)
    assert NOT_YET not in browser.text
    await browser.get(f"{path}?since={digest}")
    assert browser.page == "working"
    assert NOT_YET in browser.text
    held.go()
    await site.heart.changes.until(lambda: shows(browser, f"{path}?since={digest}", "code"))
    assert NOT_YET not in browser.text


async def test_the_page_is_in_her_language_and_nobodys_page_in_the_browsers(site: Site) -> None:
    path, browser = await site.link(await site.asked()), site.browser(language="xx")
    assert '<html lang="en" dir="ltr">' in (await browser.get(path)).text
    assert '<html lang="en" dir="ltr">' in (await browser.get("/connect/nothing")).text


async def _asked_for_a_code(site: Site) -> tuple[Browser, str]:
    """Fill the form in, at a provider that then wants a code."""
    browser, path = await begun(site)
    await browser.does(path, Act.SIGN_IN, TYPED)
    await site.heart.changes.until(lambda: shows(browser, path, "code"))
    return browser, path


def _digest(browser: Browser) -> str:
    marker = 'data-digest="'
    start = browser.text.index(marker) + len(marker)
    return browser.text[start : browser.text.index('"', start)]


async def _shows_text(browser: Browser, path: str, text: str) -> bool:
    return text in (await browser.get(path)).text


def _form(browser: Browser, act: Act) -> str:
    start = browser.text.index(f'<form id="act-{act}"')
    return browser.text[start : browser.text.index("</form>", start)]

"""Which page a visit shows, and what stands on it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from bot.locales import Texts
from bot.relay.asks import Again
from bot.relay.endings import Own
from bot.web.connect.pages import page_of
from bot.web.connect.pieces import Act, Button, Look, Page, Said
from bot.web.connect.plain import gone
from bot.web.connect.rendering import Place, render
from bot.web.connect.sight import Sight, digest
from providers.steps import Channel, LinkKind, Reason
from storage.models import CallKind, State, Way, Why
from tests.bot.cards import scenes
from tests.bot.locales.reading import LOCALES
from tests.bot.web.connect.sights import BOT, MANIFEST, ORIGIN, WITH_COUNTRY, sight

HOSTED = "https://app.vendor.example/embed-auth/ofapi_cs_1"
APP = "fansapiauth://auth/fansapi_auth_0123456789abcdef"
SELFIE = "https://verify.vendor.example/face/1"


def text_of(page: Page) -> str:
    """Give all that is read on a page."""
    return re.sub(r"<[^>]+>", " ", html_of(page))


def html_of(page: Page) -> str:
    return bytes(render(page, "en", Place("token", "proof", "digest")).body).decode()


def acts_of(page: Page) -> list[Act]:
    form = [] if page.form is None else [page.form.act]
    return form + [button.act for button in page.buttons]


@pytest.mark.parametrize("way", Way)
def test_before_anything_she_reads_who_asks_and_what_for(way: Way) -> None:
    page = page_of(sight(bound=False, way=way))
    read = text_of(page)
    for fact in ("Mia", "Moonlight Agency", "OnlyFans", "OnlyFansKit", f"@{BOT}", "10 more minutes"):
        assert fact in read
    assert "Mia gave no reason" in read
    assert acts_of(page) == [Act.BEGIN, Act.NOT_ME]


def test_what_she_wished_for_herself_is_said_so() -> None:
    read = text_of(page_of(sight(bound=False, manager_id=None, why=Why.OWN_WISH)))
    assert "You, for Moonlight Agency" in read
    assert "you asked for it" in read
    assert "Mia" not in read


def test_where_the_password_goes_is_said_before_it_is_typed() -> None:
    read = text_of(page_of(sight(bound=False)))
    assert "go straight to OnlyFansKit" in read
    assert "keeps nothing of them once the login is over" in read


def test_an_account_that_is_linked_is_named() -> None:
    page = page_of(sight(bound=False, new_account=False))
    assert ("Account", f"OnlyFans {scenes.LABEL}") in page.facts


def test_a_link_of_a_login_under_way_asks_to_begin_before_it_shows_anything() -> None:
    asked = page_of(sight(bound=False, **scenes.code(hint=scenes.HINT)))
    assert asked.name == "intro"
    assert scenes.HINT not in text_of(asked)


def test_the_form_asks_for_what_the_manifest_names() -> None:
    page = page_of(sight())
    assert page.form is not None
    assert [(field.name, field.type, field.autocomplete) for field in page.form.fields] == [
        ("username", "email", "username"),
        ("password", "password", "current-password"),
    ]
    assert acts_of(page) == [Act.SIGN_IN, Act.DECLINE, Act.NOT_ME]


def test_a_country_is_asked_for_where_one_is_needed_and_none_was_chosen() -> None:
    page = page_of(sight(manifest=WITH_COUNTRY))
    assert page.form is not None
    assert [label for _, label in page.form.fields[-1].choices] == [
        "Choose a country",
        "Germany",
        "United Kingdom",
        "United States",
    ]
    chosen = page_of(sight(manifest=WITH_COUNTRY, proxy="us"))
    assert chosen.form is not None
    assert len(chosen.form.fields) == 2


@pytest.mark.parametrize("way", [Way.HOSTED, Way.APP])
def test_another_try_of_what_needs_no_form_asks_to_begin_once_more(way: Way) -> None:
    assert acts_of(page_of(sight(way=way))) == [Act.BEGIN, Act.NOT_ME]


@pytest.mark.parametrize("state", [State.STARTING, State.WORKING, State.SUBMITTING, State.UNSURE])
def test_while_something_is_under_way_the_page_says_what_and_follows(state: State) -> None:
    page = page_of(sight(state=state))
    assert (page.name, page.follows, page.is_busy) == ("working", True, True)
    assert page.look_again == "Look again"
    assert 'role="status"' in html_of(page)


def test_an_answer_that_is_checked_and_one_in_doubt_are_told_apart() -> None:
    checked = page_of(sight(state=State.SUBMITTING, call=CallKind.CODE))
    assert "checking your answer" in text_of(checked)
    assert "not clear" in text_of(page_of(sight(state=State.UNSURE, call=CallKind.CODE)))


def test_a_code_is_asked_for_with_where_to_look() -> None:
    page = page_of(sight(**scenes.code(Channel.SMS, hint=scenes.HINT)))
    read = text_of(page)
    assert f"SMS to {scenes.HINT}" in read
    assert f"send it to @{BOT} in Telegram" in read
    assert "Never send codes from Telegram itself" in read
    html = html_of(page)
    assert 'autocomplete="one-time-code" inputmode="numeric"' in html
    assert '<input type="hidden" name="challenge" value="1">' in html


@pytest.mark.parametrize("channel", Channel)
def test_every_channel_has_its_words(channel: Channel) -> None:
    assert page_of(sight(**scenes.code(channel))).name == "code"


def test_a_rejected_code_is_told_with_the_tries_that_are_left() -> None:
    page = page_of(sight(**scenes.code(rejected=True, tries_left=2)))
    assert "was not accepted" in str(page.notice)
    assert "2 tries are left" in str(page.notice)
    without = page_of(sight(**scenes.code(rejected=True)))
    assert "was not accepted" in str(without.notice)


@pytest.mark.parametrize("again", [each for each in Again if each not in {Again.NO, Again.PRESUMED_WRONG}])
def test_why_she_is_asked_once_more_is_told(again: Again) -> None:
    assert page_of(sight(**scenes.code(again=again))).notice
    assert page_of(sight(**scenes.link(again=again))).notice


@pytest.mark.parametrize("said", Said)
def test_what_came_of_her_last_act_is_told(said: Said) -> None:
    page = page_of(sight(said=said))
    html = html_of(page)
    assert str(page.notice) in html
    assert 'role="alert"' in html


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (Said.FIELDS_MISSING, ["username", "password"]),
        (Said.FIELD_TOO_LONG, ["username", "password"]),
        (Said.COUNTRY_MISSING, ["country"]),
        (Said.OTHER_FIRST, []),
        (None, []),
    ],
)
def test_the_notice_is_tied_to_the_fields_that_it_is_about(said: Said | None, wrong: list[str]) -> None:
    page = page_of(sight(said=said, manifest=WITH_COUNTRY))
    assert page.form is not None
    assert [field.name for field in page.form.fields if field.is_wrong] == wrong
    html = html_of(page)
    assert html.count('aria-invalid="true"') == html.count('aria-describedby="notice') == len(wrong)


def test_a_rejected_code_is_tied_to_its_field() -> None:
    assert 'aria-describedby="notice" aria-invalid="true"' in html_of(
        page_of(sight(**scenes.code(rejected=True)))
    )
    assert "aria-invalid" not in html_of(page_of(sight(**scenes.code())))


def test_a_hosted_login_is_shown_in_a_frame_of_exactly_its_origin() -> None:
    page = page_of(sight(way=Way.HOSTED, **scenes.link(LinkKind.HOSTED, url=HOSTED)))
    assert page.frame is not None
    assert (page.frame.url, page.frame.origin) == (HOSTED, "https://app.vendor.example")
    assert "app.vendor.example" in text_of(page)
    assert "I have finished" in text_of(page)
    html = html_of(page)
    assert 'referrerpolicy="no-referrer"' in html
    assert 'sandbox="' in html


@pytest.mark.parametrize(
    "url",
    [None, "http://app.vendor.example/1", "javascript:alert(1)", "https://u@vendor.example/", f"{ORIGIN}/x"],
)
def test_what_may_not_be_embedded_is_not(url: str | None) -> None:
    page = page_of(sight(way=Way.HOSTED, **scenes.link(LinkKind.HOSTED, url=url)))
    assert page.frame is None
    assert "<iframe" not in html_of(page)


def test_the_app_is_opened_by_a_picture_or_a_tap() -> None:
    page = page_of(sight(way=Way.APP, **scenes.link(LinkKind.APP, app_link=APP)))
    html = html_of(page)
    assert f'href="{APP}"' in html
    assert "<svg" in html
    assert "style=" not in html
    assert page.follows


@pytest.mark.parametrize("url", ["javascript://auth/1", "https://vendor.example/1", 'fansapiauth://a"b'])
def test_a_link_that_is_not_the_apps_is_not_shown(url: str) -> None:
    page = page_of(sight(way=Way.APP, **scenes.link(LinkKind.APP, app_link=url)))
    assert page.picture is None
    assert url not in html_of(page)


def test_a_selfie_names_the_whole_host_of_its_link_and_asks_for_her_word() -> None:
    page = page_of(sight(**scenes.link(url=SELFIE, needs_confirmation=True)))
    html = html_of(page)
    assert f'href="{SELFIE}" rel="noopener noreferrer" target="_blank"' in html
    assert "Open verify.vendor.example" in html
    assert page.buttons[0] == Button(Act.CONFIRM, "I've done it", Look.OTHER, challenge=1)


def test_a_page_has_one_main_button() -> None:
    with_link, without = [
        page_of(sight(**scenes.link(url=url, needs_confirmation=True))) for url in (SELFIE, None)
    ]
    looks = [link.look for link in with_link.outside] + [button.look for button in with_link.buttons]
    assert looks.count(Look.MAIN) == 1
    assert (without.outside, without.buttons[0].look) == ((), Look.MAIN)


def test_a_host_is_never_clipped() -> None:
    host = f"{'a' * 60}.{'b' * 60}.vendor.example"
    page = page_of(sight(**scenes.link(url=f"https://{host}/1")))
    assert f"Open {host}" in text_of(page)


def test_the_end_leads_back_to_telegram() -> None:
    page = page_of(sight(state=State.CONNECTED))
    assert page.heading == "Done"
    assert f'href="https://t.me/{BOT}"' in html_of(page)
    assert acts_of(page) == [Act.NOT_ME]


@pytest.mark.parametrize("ending", [*Reason, *Own])
def test_every_ending_has_words_that_fit_the_page(ending: Reason | Own) -> None:
    page = page_of(sight(state=State.FAILED, ending=ending))
    read = text_of(page)
    assert "Ask again" not in read
    assert "Open the page" not in read
    assert ("Try again" in read) is (Act.AGAIN in acts_of(page))


@pytest.mark.parametrize(
    "ending", [Reason.CREDENTIALS_REFUSED, Reason.CODES_EXHAUSTED, Own.TOO_MANY_CODES, Reason.PROVIDER_DOWN]
)
def test_another_try_is_offered_where_it_may_help(ending: Reason | Own) -> None:
    assert acts_of(page_of(sight(state=State.FAILED, ending=ending)))[0] is Act.AGAIN


@pytest.mark.parametrize("ending", [Reason.KEY_REFUSED, Reason.PLAN_REFUSED, Own.ACCOUNT_TAKEN])
def test_no_other_try_is_offered_where_it_cannot_help(ending: Reason | Own) -> None:
    assert acts_of(page_of(sight(state=State.FAILED, ending=ending))) == [Act.NOT_ME]


def test_a_login_whose_account_is_unclear_is_no_failure_of_hers() -> None:
    page = page_of(sight(state=State.FAILED, ending=Own.ACCOUNT_UNCLEAR))
    assert str(page.heading) == "You signed in. Your agency looks which account it is"
    assert "does not say which account you signed in" in text_of(page)
    assert "did not work" not in html_of(page)


@pytest.mark.parametrize(
    "state",
    [
        {"state": State.WORKING},
        scenes.link(LinkKind.HOSTED, url=HOSTED),
        scenes.link(LinkKind.APP, app_link=APP),
        scenes.link(LinkKind.SELFIE),
    ],
)
def test_wherever_she_can_look_again_it_is_told_that_nothing_was_found(state: dict[str, Any]) -> None:
    page = page_of(sight(said=Said.NOT_YET, **state))
    assert page.look_again
    assert "does not say yet that you are signed in" in str(page.notice)


@pytest.mark.parametrize("language", ["en", "de", "uk"])
def test_a_dead_link_names_no_button_for_there_may_be_none(language: str) -> None:
    texts = Texts.of(language)
    said = str(gone(texts).lines[0])
    assert "Telegram" in said
    assert not re.search("[“„«]", said)


@pytest.mark.parametrize("language", sorted(path.parent.name for path in LOCALES.glob("*/page.po")))
def test_what_has_expired_leads_back_to_the_button_in_the_chat_and_begins_nothing(language: str) -> None:
    look = sight(state=State.EXPIRED, challenge=1)
    texts = Texts.of(language)
    page = page_of(replace(look, say=replace(look.say, texts=texts)))
    assert page.name == "expired"
    assert acts_of(page) == [Act.NOT_ME]
    assert texts.plain("button.ask_again") in text_of(page)


def test_connecting_anyway_is_offered_where_the_provider_can() -> None:
    failed: dict[str, Any] = {"state": State.FAILED, "ending": Reason.ALREADY_CONNECTED}
    assert acts_of(page_of(sight(may_force=True, **failed))) == [Act.FORCE, Act.NOT_ME]
    assert acts_of(page_of(sight(**failed))) == [Act.NOT_ME]


def test_once_she_has_stopped_everything_the_page_says_so() -> None:
    page = page_of(sight(state=State.CONNECTED, stopped_at=scenes.NOW))
    assert page.name == "stopped"
    assert "All your logins are stopped" in text_of(page)


ALL = (
    sight(bound=False),
    sight(),
    sight(state=State.WORKING),
    sight(**scenes.code()),
    sight(**scenes.link(url=SELFIE)),
    sight(way=Way.HOSTED, **scenes.link(LinkKind.HOSTED, url=HOSTED)),
    sight(way=Way.APP, **scenes.link(LinkKind.APP, app_link=APP)),
    sight(state=State.CONNECTED),
    sight(state=State.EXPIRED, challenge=1),
    sight(state=State.FAILED, ending=Reason.LOGIN_FAILED),
)


@pytest.mark.parametrize("one", ALL, ids=lambda one: page_of(one).name)
def test_every_page_of_a_login_lets_her_stop_everything_and_names_the_bot(one: Sight) -> None:
    page = page_of(one)
    assert Button(Act.NOT_ME, "Not me", Look.STOP) in page.buttons
    assert f"@{BOT}" in text_of(page)


@pytest.mark.parametrize("one", ALL, ids=lambda one: page_of(one).name)
def test_every_page_is_one_document_without_inline_script_or_style(one: Sight) -> None:
    html = html_of(page_of(one))
    assert html.count("<h1>") == 1
    assert html.startswith('<!doctype html>\n<html lang="en" dir="ltr">')
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?! src=\"static/page\.js\" defer>)", html)
    assert len(re.findall(r"<label for=", html)) == len(re.findall(r"<(?:input|select) id=", html))
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_names_from_outside_are_escaped() -> None:
    seen = sight(bound=False)
    assert seen.visit.view.manager is not None
    hostile = replace(
        seen.visit.view,
        team=replace(seen.visit.view.team, title="<script>alert(1)</script>"),
        manager=replace(seen.visit.view.manager, name='"><img src=x>'),
    )
    say = type(seen.say).of(hostile, seen.say.texts, MANIFEST.label)
    html = html_of(page_of(replace(seen, say=say)))
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_the_digest_changes_with_what_is_shown_and_not_without() -> None:
    def of(**changes: object) -> str:
        return digest(sight(**changes).visit)  # type: ignore[arg-type] # fields of an attempt

    assert of(state=State.STARTING) == of(state=State.WORKING) == of(state=State.WORKING, version=9)
    shown = [
        of(),
        of(state=State.WORKING),
        of(**scenes.code()),
        of(**scenes.code() | {"challenge": 2}),
        of(state=State.SUBMITTING, call=CallKind.CODE),
        of(state=State.CONNECTED),
        of(state=State.FAILED, ending=Reason.LOGIN_FAILED),
        of(bound=False),
        of(stopped_at=1.0),
    ]
    assert len(set(shown)) == len(shown)

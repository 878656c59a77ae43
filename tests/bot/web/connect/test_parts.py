"""What the page is built on: the browser's proof, forms, links that leave it, waiting."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

import pytest
from starlette.datastructures import Headers

from bot.web.connect.browser import Browsers, is_proven, new_browser, proof
from bot.web.connect.forms import LONGEST, read_challenge, read_posted, read_sign_in
from bot.web.connect.outside import app_link, picture, web_host, web_origin
from bot.web.connect.pieces import Said
from bot.web.connect.waiting import Waiting
from providers.secret import Secret
from tests.bot.relay.attempts import an_attempt
from tests.bot.web.connect.sights import MANIFEST, WITH_COUNTRY

SITE = Browsers.at("https://codebell.example/")


@pytest.mark.parametrize(
    ("public_url", "origin", "cookie"),
    [
        ("https://codebell.example", "https://codebell.example", "__Host-codebell"),
        ("https://Codebell.example:443/bell", "https://codebell.example", "__Host-codebell"),
        ("https://codebell.example:8443", "https://codebell.example:8443", "__Host-codebell"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080", "codebell"),
        ("http://[::1]:8080", "http://[::1]:8080", "codebell"),
    ],
)
def test_the_origin_is_spelt_as_browsers_do(public_url: str, origin: str, cookie: str) -> None:
    site = Browsers.at(public_url)
    assert (site.origin, site.cookie) == (origin, cookie)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://codebell.example"},
        {"origin": "https://codebell.example", "sec-fetch-site": "same-origin"},
        {"origin": "null", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "same-origin"},
    ],
)
def test_a_form_of_ours_is_known(headers: dict[str, str]) -> None:
    assert SITE.sent_from_here(Headers(headers))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "https://evil.example"},
        {"origin": "http://codebell.example"},
        {"origin": "https://codebell.example.evil.example"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
        {"origin": "https://codebell.example", "sec-fetch-site": "cross-site"},
        {"origin": "https://codebell.example", "sec-fetch-site": "same-site"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-site"},
        {"referer": "https://codebell.example/connect/x"},
    ],
)
def test_a_form_of_another_site_is_not_ours(headers: dict[str, str]) -> None:
    assert not SITE.sent_from_here(Headers(headers))


def test_a_proof_is_of_one_browser_and_one_link() -> None:
    browser, token = new_browser(), Secret("token")
    given = Secret(proof(browser, token))
    assert is_proven(given, browser, token)
    assert not is_proven(given, new_browser(), token)
    assert not is_proven(given, browser, Secret("another"))
    assert not is_proven(given, None, token)
    assert not is_proven(None, browser, token)
    assert not is_proven(Secret("é"), browser, token)


def posted(**fields: str) -> dict[str, Secret]:
    return {name: Secret(value) for name, value in fields.items()}


def test_a_form_is_read_into_secrets() -> None:
    read = read_posted(urlencode({"username": "stella@x.example", "password": "a b+c&d=ü"}).encode())
    assert read == posted(username="stella@x.example", password="a b+c&d=ü")
    assert "ü" not in repr(read)


@pytest.mark.parametrize("body", [b"%FF=%FF&a", b"a=%FF", b"a", b"\xff=1", b"a=1&" * 17 + b"a=1"])
def test_what_is_no_form_is_not_read(body: bytes) -> None:
    assert read_posted(body) is None


def test_what_she_signs_in_with_is_read_as_it_was_typed() -> None:
    given = read_sign_in(MANIFEST, an_attempt(), posted(username=" stella ", password=" pass word "))
    assert not isinstance(given, Said)
    assert (given.username.reveal(), given.password.reveal(), given.country) == (
        "stella",
        " pass word ",
        None,
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, Said.FIELDS_MISSING),
        ({"username": "stella", "password": ""}, Said.FIELDS_MISSING),
        ({"username": "  ", "password": "x"}, Said.FIELDS_MISSING),
        ({"username": "s" * (LONGEST + 1), "password": "x"}, Said.FIELD_TOO_LONG),
        ({"username": "stella", "password": "x" * (LONGEST + 1)}, Said.FIELD_TOO_LONG),
        ({"username": "stella", "password": "x"}, Said.COUNTRY_MISSING),
        ({"username": "stella", "password": "x", "country": "fr"}, Said.COUNTRY_MISSING),
    ],
)
def test_what_is_wrong_with_a_form_is_said(fields: dict[str, str], said: Said) -> None:
    assert read_sign_in(WITH_COUNTRY, an_attempt(), posted(**fields)) is said


def test_a_country_is_taken_only_where_it_is_asked_for() -> None:
    fields = posted(username="stella", password="x", country="de")
    asked, not_asked = (read_sign_in(each, an_attempt(), fields) for each in (WITH_COUNTRY, MANIFEST))
    assert not isinstance(asked, Said)
    assert not isinstance(not_asked, Said)
    assert (asked.country, not_asked.country) == ("de", None)


@pytest.mark.parametrize(
    ("given", "number"), [("3", 3), ("", None), ("-1", None), ("٣", None), ("9" * 99, None)]
)
def test_the_challenge_is_a_small_number(given: str, number: int | None) -> None:
    assert read_challenge(posted(challenge=given)) == number


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://app.vendor.example/embed/1?x=1", "https://app.vendor.example"),
        ("https://app.vendor.example:8443/", "https://app.vendor.example:8443"),
        ("http://127.0.0.1:9000/embed/1", "http://127.0.0.1:9000"),
        ("http://app.vendor.example/", None),
        ("https://user@app.vendor.example/", None),
        ("https://app.vendor.example;script-src/", None),
        ("https://app.vendor.example:port/", None),
        ("https://[bad/", None),
        ("javascript:alert(1)", None),
        ("//app.vendor.example/", None),
        ("", None),
        (None, None),
    ],
)
def test_only_a_safe_link_has_an_origin_and_a_host(url: str | None, origin: str | None) -> None:
    assert web_origin(url) == origin
    assert (web_host(url) is None) is (origin is None)


@pytest.mark.parametrize(
    "url", ["javascript://auth/%0aalert(1)", "intent://auth/1", "fansapiauth:auth", "fansapiauth://a b", None]
)
def test_only_an_apps_own_link_opens_the_app(url: str | None) -> None:
    assert app_link(url) is None


def test_the_picture_brings_nothing_but_lines() -> None:
    drawn = picture("fansapiauth://auth/1", "<b>Stella</b>")
    assert drawn.startswith("<svg")
    assert "<b>" not in drawn
    assert "style" not in drawn


class Looks:
    """Gives numbers that grow by one with each look."""

    def __init__(self) -> None:
        """Begin with none."""
        self.count = 0

    async def __call__(self) -> int:
        self.count += 1
        return self.count


async def test_waiting_ends_as_soon_as_something_has_moved() -> None:
    async def moved(number: int) -> bool:
        return number == 3

    assert await Waiting(seconds=5, every=0.001).until(Looks(), moved) == 3


async def test_waiting_ends_when_the_time_is_up() -> None:
    async def never(_number: int) -> bool:
        return False

    assert await Waiting(seconds=0.004, every=0.001).until(Looks(), never) == 5


async def test_who_comes_beyond_the_places_is_answered_at_once_and_places_come_free() -> None:
    waiting, entered, go = Waiting(seconds=5, every=0.001, at_once=1), asyncio.Event(), asyncio.Event()

    async def moved(_number: int) -> bool:
        entered.set()
        return go.is_set()

    async def never(_number: int) -> bool:
        message = "nobody waits here"
        raise AssertionError(message)

    first = asyncio.create_task(waiting.until(Looks(), moved))
    await entered.wait()
    assert await waiting.until(Looks(), never) == 1
    go.set()
    await first
    entered.clear()
    assert await waiting.until(Looks(), moved) == 1
    assert entered.is_set()

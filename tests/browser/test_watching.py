"""What the browser is there to find is found: each fault where there is one, and none where there is none."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from starlette.responses import HTMLResponse

from sandbox.serving import serve_app
from tests.harness.browser import axe_faults, no_sideways_scroll, open_context, save_screenshot

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Browser

    from tests.browser.conftest import PageAt

PAGE = (
    '<!doctype html><html lang="en"><title>A page</title><meta name="viewport" content="width=device-width">'
    '<link rel="icon" href="data:,"><main><h1>A page</h1>{}</main>'
)
STRICT = "default-src 'none'; img-src data:"
OPEN = "default-src * 'unsafe-inline' data:"


@asynccontextmanager
async def _site(body: str, policy: str = STRICT, status: int = 200) -> AsyncIterator[str]:
    page = HTMLResponse(PAGE.format(body), status, {"Content-Security-Policy": policy})
    async with serve_app(page) as url:
        yield url


async def _faults_of(browser: Browser, body: str, policy: str = OPEN, status: int = 200) -> list[str]:
    faults: list[str] = []
    context = await open_context(browser, faults, 320)
    async with _site(body, policy, status) as url:
        page = await context.new_page()
        await page.goto(url, wait_until="networkidle")
        await context.close()
    return faults


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<script>console.error('it broke')</script>", "console: it broke"),
        ("<script>nothing.there()</script>", "uncaught: nothing is not defined"),
        ("<script>fetch('http://elsewhere.example/')</script>", "wanted to reach elsewhere.example"),
        ("<img alt='A cat' src='http://198.51.100.1/cat.png'>", "wanted to reach 198.51.100.1"),
        (
            "<iframe title='Ours' src='https://elsewhere.example/'></iframe>",
            "wanted to reach elsewhere.example",
        ),
    ],
)
async def test_a_fault_of_a_page_is_noted(browser: Browser, body: str, told: str) -> None:
    assert any(told in fault for fault in await _faults_of(browser, body))


async def test_what_a_page_loads_has_to_be_there(browser: Browser) -> None:
    faults = await _faults_of(browser, "<img alt='A cat' src='cat.png'>", status=404)
    assert len(faults) == 1
    assert faults[0].startswith("404 for http://127.0.0.1:")


async def test_a_page_that_answers_an_error_itself_has_no_fault(browser: Browser) -> None:
    assert not await _faults_of(browser, "<p>This link is not valid any more.</p>", STRICT, 410)


@pytest.mark.parametrize("body", ["<p style='color: red'>Red</p>", "<script>fetch('/')</script>"])
async def test_what_the_policy_forbids_is_noted(browser: Browser, body: str) -> None:
    assert any("Content Security Policy" in fault for fault in await _faults_of(browser, body, STRICT))


@pytest.mark.parametrize("javascript", [True, False])
async def test_axe_finds_a_field_without_a_label(page_at: PageAt, *, javascript: bool) -> None:
    page = await page_at(320, javascript=javascript)
    async with _site("<input>") as url:
        await page.goto(url)
        (fault,) = await axe_faults(page)
    assert fault.startswith("critical label at ['input']: Element does not have")


async def test_axe_judges_what_is_shown_without_javascript_alone(page_at: PageAt) -> None:
    page = await page_at(320, javascript=False)
    async with _site("<noscript><input></noscript><script>document.write('<input>')</script>", OPEN) as url:
        await page.goto(url)
        assert len(await axe_faults(page)) == 1


async def test_axe_holds_nothing_against_a_good_page(page_at: PageAt) -> None:
    page = await page_at(320)
    async with _site("<label>Name <input></label>") as url:
        await page.goto(url)
        assert not await axe_faults(page)


async def test_what_is_wider_than_the_screen_is_named(page_at: PageAt) -> None:
    page = await page_at(320)
    async with _site("<p>Short</p>", OPEN) as url:
        await page.goto(url)
        await no_sideways_scroll(page)
    async with _site("<p style='width: 400px'>Wide</p>", OPEN) as url:
        await page.goto(url)
        with pytest.raises(AssertionError, match="Wide"):
            await no_sideways_scroll(page)


async def test_two_pages_are_two_browsers(page_at: PageAt) -> None:
    one, other = await page_at(320), await page_at(1280)
    async with _site("<p>Cookies</p>") as url:
        await one.goto(url)
        await one.context.add_cookies([{"name": "bound", "value": "here", "url": url}])
        await other.goto(url)
        assert [len(await page.context.cookies()) for page in (one, other)] == [1, 0]


async def test_a_picture_is_saved_where_people_want_it(
    page_at: PageAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await page_at(320, "dark")
    await save_screenshot(page, "nowhere")
    monkeypatch.setenv("SCREENSHOTS", str(tmp_path))
    await save_screenshot(page, "page")
    assert os.listdir(tmp_path) == ["page-320-dark.png"]  # noqa: PTH208 - one look at a small folder

"""Debian's Chromium as tests use it: it reaches this machine alone, and tells what is wrong with a page.

Knows no page of ours.
"""

from __future__ import annotations

import base64
import ipaddress
import os
import shutil
from contextlib import asynccontextmanager
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

import pytest
import segno
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped] # it has no types
from playwright.async_api import async_playwright, expect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from playwright.async_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Locator,
        Page,
        Response,
        Route,
        WebError,
    )

Scheme = Literal["light", "dark"]

HEIGHTS: Final = {320: 568, 390: 844, 1280: 800}
"""The screens by their widths, in CSS pixels: the smallest phone still in use, a usual one, a desktop."""

ANSWER_MS: Final = 30_000
"""How long anything of a page is waited for, also on a machine that has much else to do; playwright's own."""
NARROWEST_DESKTOP: Final = 1000
ERROR: Final = 400
"""The lowest status with which HTTP says no."""

MISSING: Final = "Chromium is not on PATH: install it (Debian: apt-get install chromium) and run this again."

ARGUMENTS: Final = (
    "--disable-gpu",
    "--disable-quic",
    "--no-proxy-server",
    # Whatever a page or Chromium itself wants from elsewhere ends before a packet is sent.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
    # Playwright sets these too; they are the promise of this file and not of its version.
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

FAILED_LOAD: Final = "Failed to load resource: the server responded with a status of"
"""How Chromium logs an answer of 400 or more, also where it is the page itself that says so rightly."""

AXE_OPTIONS: Final = {"iframes": False, "resultTypes": ["violations"]}
"""What is in a frame is judged where it is made: ours on its own, a provider's not at all."""

PREPARE_FOR_AXE: Final = """() => {
    if (matchMedia("(scripting: enabled)").matches) return;
    window.setTimeout = (act, _, ...given) => { Promise.resolve().then(() => act(...given)); };
    document.querySelectorAll("noscript").forEach(node => node.replaceWith(...node.childNodes));
}"""
"""Where JavaScript is off no timer runs out, and axe takes what is in <noscript> for hidden."""

STICKING_OUT: Final = """width => [...document.querySelectorAll("body *")]
    .filter(node => node.getBoundingClientRect().right > width + 0.5)
    .map(node => node.outerHTML.slice(0, 120))"""

READ_PICTURE: Final = """async ([png, size]) => {
    const image = new Image();
    image.src = png;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    const at = (cell, length) => Math.floor((cell + 0.5) * length / size);
    const colour = (x, y) => canvas.getImageData(at(x, image.width), at(y, image.height), 1, 1).data;
    const isDark = (x, y) => colour(x, y)[0] < 128;
    return [...Array(size).keys()].map(y => [...Array(size).keys()].map(x => Number(isDark(x, y))));
}"""

EVERY_SCREEN: Final[tuple[tuple[int, Scheme], ...]] = tuple(product(HEIGHTS, ("light", "dark")))

on_every_screen = pytest.mark.parametrize(
    ("width", "scheme"), [pytest.param(*each, id="{}-{}".format(*each)) for each in EVERY_SCREEN]
)
"""Runs a test at each width in light and dark; it takes the arguments `width` and `scheme`."""


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    """Run a Chromium with an empty profile; where there is none the test fails and says what to do."""
    executable = shutil.which("chromium")
    if executable is None:
        pytest.fail(MISSING, pytrace=False)
    expect.set_options(timeout=ANSWER_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable,
            args=ARGUMENTS,
            chromium_sandbox=os.geteuid() != 0,  # Chromium cannot sandbox itself as root
        )
        try:
            yield browser
        finally:
            await browser.close()


async def open_context(  # noqa: PLR0913 - what a person's browser can be like
    browser: Browser,
    faults: list[str],
    width: int,
    scheme: Scheme = "light",
    *,
    javascript: bool = True,
    locale: str = "en-GB",
) -> BrowserContext:
    """Open what is to a site a browser of its own, without cookies; its pages' faults go into `faults`."""
    is_phone = width < NARROWEST_DESKTOP
    context = await browser.new_context(
        viewport={"width": width, "height": HEIGHTS[width]},
        is_mobile=is_phone,
        has_touch=is_phone,
        color_scheme=scheme,
        reduced_motion="reduce",  # else axe judges colours in the middle of a fade
        java_script_enabled=javascript,
        locale=locale,
        service_workers="block",  # their requests would pass by the route below
    )
    await _watch(context, faults)
    return context


async def _watch(context: BrowserContext, faults: list[str]) -> None:
    """Note errors on the console, CSP violations among them, uncaught errors, failed loads, and ways out."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(FAILED_LOAD):
            faults.append(f"console: {message.text}")

    def on_error(error: WebError) -> None:
        faults.append(f"uncaught: {error.error}")

    def on_response(response: Response) -> None:
        if response.status >= ERROR and response.request.resource_type != "document":
            faults.append(f"{response.status} for {response.url}")

    async def stay_here(route: Route) -> None:
        if _is_here(route.request.url):
            await route.continue_()
            return
        faults.append(f"a page wanted to reach {urlsplit(route.request.url).hostname}")
        await route.abort()

    context.on("console", on_console)
    context.on("weberror", on_error)
    context.on("response", on_response)
    await context.route("**/*", stay_here)


def _is_here(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        return parts.scheme in {"about", "blob", "data"}  # they hold what they show
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname == "localhost"


async def axe_faults(page: Page) -> list[str]:
    """List what axe holds against a page, each place once; also where the page's JavaScript is off."""
    await page.evaluate(PREPARE_FOR_AXE)
    results = await Axe().run(page, options=AXE_OPTIONS)
    return [
        f"{violation['impact']} {violation['id']} at {node['target']}: {_summary(node)}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


def _summary(node: Mapping[str, Any]) -> str:
    """Say what is wrong on one line, without the first of axe's, which is the same each time."""
    first, *rest = node["failureSummary"].splitlines()
    return " ".join(line.strip() for line in rest or [first])


async def no_sideways_scroll(page: Page) -> None:
    """Raise AssertionError, naming what sticks out, if the page is wider than the screen."""
    assert page.viewport_size is not None
    width = page.viewport_size["width"]
    needed = await page.evaluate("document.documentElement.scrollWidth")
    assert needed <= width, (needed, await page.evaluate(STICKING_OUT, width))


def qr_picture(text: str) -> list[list[int]]:
    """Give the dark and light modules of the QR picture of a text, the quiet zone around it too."""
    rows = segno.make_qr(text, error="m").matrix_iter(border=4)
    return [[int(module) for module in row] for row in rows]


async def dark_and_light(drawn: Locator, size: int) -> list[list[int]]:
    """Look at something as it is drawn: `size` rows of as many cells, each 1 where its middle is dark."""
    png = base64.b64encode(await drawn.screenshot()).decode()
    page = await drawn.page.context.new_page()  # an empty one, whose policy forbids nothing
    seen: list[list[int]] = await page.evaluate(READ_PICTURE, [f"data:image/png;base64,{png}", size])
    await page.close()
    return seen


async def save_screenshot(page: Page, name: str) -> None:
    """Save the whole page as a picture for people to look at, if SCREENSHOTS names a folder for them."""
    folder = os.environ.get("SCREENSHOTS")
    if not folder:
        return
    assert page.viewport_size is not None
    is_dark = await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    file = f"{name}-{page.viewport_size['width']}-{'dark' if is_dark else 'light'}.png"
    await page.screenshot(path=Path(folder) / file, full_page=True)

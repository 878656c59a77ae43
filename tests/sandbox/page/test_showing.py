"""The page shows each chat as it is at that moment, and tells at once when it changes."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.onlyfansapi.simulator import NOBODY
from sandbox.page.app import STATIC
from sandbox.telegram import Pace
from tests.sandbox.page.conftest import Visit


async def _views(lines: AsyncIterator[str]) -> AsyncIterator[dict[str, object]]:
    async for line in lines:
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


async def test_the_stream_brings_what_is_there_and_then_each_change(visit: Visit) -> None:
    async with asyncio.timeout(10), visit.browser.stream("GET", "/events") as stream:
        views = _views(stream.aiter_lines())
        before = await anext(views)
        visit.stage.cast.mia.says(visit.stage.cast.group, "Good morning")
        after = await anext(views)

    assert "Good morning" not in json.dumps(before)
    assert "Good morning" in json.dumps(after)


async def test_an_edited_message_says_so_and_shows_its_last_text(visit: Visit) -> None:
    stella = visit.stage.cast.stella
    visit.stage.telegram.world.pace = Pace.off()
    stella.starts_bot()
    message = await visit.bot_writes(stella, "Type the code", "Not me")

    await visit.bot("editMessageText", chat_id=stella.id, message_id=message.id, text="Signed in")

    shown = (await visit.shown("stella"))[-1]
    assert (shown["text"], shown["edits"], shown["buttons"]) == ("Signed in", 1, [])


async def test_a_deleted_message_leaves_a_trace_without_its_text(visit: Visit) -> None:
    stella = visit.stage.cast.stella
    message = stella.tells_bot("123 456")

    await visit.bot("deleteMessage", chat_id=stella.id, message_id=message.id)

    (shown,) = await visit.shown("stella")
    assert (shown["deleted_by"], shown["text"]) == ("Codebell", "")


async def test_entities_stand_beside_the_plain_text(visit: Visit) -> None:
    stella = visit.stage.cast.stella
    stella.starts_bot()

    await visit.bot_writes(
        stella, '🔔 <b>now</b> <tg-time unix="1800000000" format="r">12:00</tg-time>', "Not me"
    )

    shown = (await visit.shown("stella"))[-1]
    assert shown["text"] == "🔔 now 12:00"
    assert shown["entities"] == [
        {"type": "bold", "offset": 3, "length": 3},
        {"type": "date_time", "offset": 7, "length": 5, "unix_time": 1800000000, "date_time_format": "r"},
    ]


@pytest.mark.parametrize(
    ("slug", "trial", "platform"),
    [
        ("onlyfanskit", "sms", "OnlyFans"),
        ("onlyfansapi", "sms", "OnlyFans"),
        ("onlyfansapi_fansly", "email", "Fansly"),
        ("apifansly", "email", "Fansly"),
    ],
)
async def test_her_phone_shows_the_code_that_reached_it(
    visit: Visit, slug: str, trial: str, platform: str
) -> None:
    attempt = await visit.login_at(slug, f"stella_{trial}")
    arrivals = visit.stage.handset.arrivals
    await visit.stage.telegram.until(lambda: arrivals)

    phone = (await visit.state())["phone"]

    assert isinstance(phone, dict)
    (shown,) = phone["arrivals"]
    assert shown["code"] == visit.stage.providers[slug].vendor.code_for(attempt.id)
    assert (shown["platform"], shown["account"]) == (platform, f"@stella_{trial}")


async def test_her_phone_tells_that_the_app_waits(visit: Visit) -> None:
    attempt = await visit.login_at("onlyfanskit", "acct_app")

    phone = (await visit.state())["phone"]

    assert isinstance(phone, dict)
    assert [(each["kind"], each["attempt"]) for each in phone["wanted"]] == [("app", attempt.id)]


async def test_her_phone_tells_of_a_login_by_app_that_is_nobodys_yet(visit: Visit) -> None:
    vendor: Any = visit.stage.providers["onlyfansapi"].vendor
    attempt = vendor.begin_by_app(NOBODY, "Stella")

    phone = (await visit.state())["phone"]

    assert isinstance(phone, dict)
    assert [(each["account"], each["attempt"]) for each in phone["wanted"]] == [("a new account", attempt.id)]


async def test_the_page_knows_where_the_bots_own_pages_are(visit: Visit) -> None:
    assert (await visit.state())["site"] == visit.stage.bot.url


async def test_the_page_needs_nothing_from_elsewhere(visit: Visit) -> None:
    for name in ("", "page.js", "page.css", "icon.svg"):
        text = (await visit.browser.get(f"/{name}")).text
        addresses = set(re.findall(r"https?://[^\s\"'`]+", text))
        assert addresses <= {"http://www.w3.org/2000/svg", "https://$", "https://${text}"}


def test_texts_never_become_markup() -> None:
    script = Path(STATIC / "page.js").read_text()

    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTML|DOMParser|eval\(", script
    )

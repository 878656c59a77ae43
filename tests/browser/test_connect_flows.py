"""First connections as people make them: from the manager's command to an account that is connected."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from storage.models import Way
from tests.harness.browser import dark_and_light, qr_picture
from tests.harness.connecting import HERE, account_of, asked_to_connect
from tests.harness.dialog import CODE, play
from tests.harness.visitor import Visitor

if TYPE_CHECKING:
    from tests.browser.conftest import PageAt
    from tests.harness.world import Team, World

FORMS = pytest.mark.parametrize(
    ("provider", "scenario", "hands_over"),
    [
        ("onlyfansapi", "sms", 1),
        ("onlyfanskit", "sms", 1),
        ("onlyfansapi_fansly", "email", 1),
        ("apifansly", "email", 2),
    ],
)
"""How often a provider is handed the password: the Fansly API wants it once more with the code."""


async def _is_connected(stella: Visitor) -> None:
    """Hold that her page, the group's card and her chat say so, and that the link has left her chat."""
    await stella.shows("done")
    await stella.team.group_sees("✅ Connected")
    await stella.team.sees(" connected · Mia")
    await stella.team.world.telegram.until(lambda: not any(HERE in said.text for said in stella.team.private))


def _requests_with(team: Team, secret: str) -> int:
    """Count the requests to any provider that hold a secret."""
    vendors = team.world.vendors.values()
    return sum(secret in json.dumps(one.body) for vendor in vendors for one in vendor.requests)


def _kept(team: Team) -> bytes | None:
    """Give what the database keeps of the newest login at the team's provider to go on with it, sealed."""
    query = "SELECT resume FROM attempts WHERE provider = ? ORDER BY created_at DESC"
    file = f"file:{team.world.directory / 'bot.db'}?mode=ro"
    with closing(sqlite3.connect(file, uri=True)) as database:
        resume: bytes | None = database.execute(query, (team.provider,)).fetchone()[0]
        return resume


@FORMS
async def test_her_password_and_a_code_on_the_page_connect_her_account(
    world: World, page_at: PageAt, provider: str, scenario: str, hands_over: int
) -> None:
    stella = Visitor(await asked_to_connect(world, provider, scenario), await page_at(390))
    await stella.begins()
    await stella.signs_in()
    code = await stella.next_code()
    await stella.sends_code(code)
    await _is_connected(stella)
    assert not [message for message in stella.team.creator.private.history if code in message.text]
    assert _requests_with(stella.team, code) == 1
    assert _requests_with(stella.team, account_of(stella.team).password) == hands_over


@FORMS
async def test_the_page_moves_on_by_itself_while_she_types_the_code_in_the_chat(
    world: World, page_at: PageAt, provider: str, scenario: str, hands_over: int
) -> None:
    stella = Visitor(await asked_to_connect(world, provider, scenario), await page_at(390))
    await stella.begins()
    await stella.signs_in()
    await stella.shows("code")
    await play(stella.team, [("Stella", CODE, {"group": "✅ Connected", "Stella": " connected · Mia"})])
    await stella.shows("done")
    assert _requests_with(stella.team, account_of(stella.team).password) == hands_over


async def test_nothing_is_kept_of_a_login_that_held_her_password(world: World, page_at: PageAt) -> None:
    stella = Visitor(await asked_to_connect(world, "apifansly", "email"), await page_at(390))
    await stella.begins()
    await stella.signs_in()
    await stella.shows("code")
    assert _kept(stella.team)
    await stella.sends_code(await stella.next_code())
    await _is_connected(stella)
    assert _kept(stella.team) is None


async def test_a_hosted_login_is_filled_in_inside_the_providers_frame(world: World, page_at: PageAt) -> None:
    stella = Visitor(await asked_to_connect(world, "onlyfansapi", way=Way.HOSTED), await page_at(390))
    await stella.begins()
    await stella.signs_in_there()
    await stella.sends_code_there()
    await _is_connected(stella)
    assert not _requests_with(stella.team, account_of(stella.team).password)


async def test_two_hosted_logins_at_once_each_connect_their_own_account(
    world: World, page_at: PageAt
) -> None:
    stellas = [
        Visitor(await asked_to_connect(world, "onlyfansapi", way=Way.HOSTED), await page_at(390))
        for _ in range(2)
    ]
    for stella in stellas:
        await stella.begins()
    for stella in reversed(stellas):
        await stella.signs_in_there()
    for stella in stellas:
        await stella.sends_code_there()
    for stella in stellas:
        await _is_connected(stella)
        await stella.team.sees(f"{account_of(stella.team).username}")


async def test_the_app_is_opened_by_a_picture_or_a_tap(world: World, page_at: PageAt) -> None:
    stella = Visitor(await asked_to_connect(world, "onlyfansapi", "app", Way.APP), await page_at(390, "dark"))
    await stella.begins()
    await stella.shows("app")
    link = await stella.page.get_by_role("link", name="Open the app").get_attribute("href")
    assert link is not None
    expected = qr_picture(link)
    assert await dark_and_light(stella.page.get_by_role("img", name="QR picture"), len(expected)) == expected
    assert stella.team.vendor.phone(stella.team.account_id).use_app(link)
    await _is_connected(stella)

"""The vendor's own page for a client session, as a browser without JavaScript uses it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sandbox.onlyfansapi import SCENARIOS, Account

if TYPE_CHECKING:
    from tests.sandbox.onlyfansapi.conftest import Client

SIGN_IN = {"email": "first@example.com", "password": "her password"}


@pytest.fixture
async def page(client: Client) -> str:
    """Open a client session for an account that the vendor has never seen, and give the page's path."""
    account = Account(
        "first", SCENARIOS["sms"], login=SIGN_IN["email"], password=SIGN_IN["password"], connected=False
    )
    client.simulator.add_account(account)
    answer = await client.call("POST", "/api/client-sessions", display_name="Stella 3f9c")
    return f"/embed-auth/{answer['data']['token']}"


async def post(client: Client, page: str, **fields: str) -> str:
    """Send the page's form and give what it shows then."""
    return (await client.http.post(page, data=fields, follow_redirects=True)).text


async def test_the_page_may_be_framed_and_needs_no_script(client: Client, page: str) -> None:
    shown = await client.http.get(page)
    assert shown.headers["content-security-policy"] == "frame-ancestors *"
    assert "x-frame-options" not in shown.headers
    assert "<script" not in shown.text


async def test_she_signs_in_with_a_code_and_nothing_of_it_passes_the_api(client: Client, page: str) -> None:
    asked = await post(client, page, **SIGN_IN)
    assert 'name="code"' in asked
    assert "Wrong code" in await post_and_wait(client, page, code="none")
    code = await client.simulator.phone("first").next_code()
    assert "You are signed in" in await post_and_wait(client, page, code=code)
    (row,) = [row for row in (await client.accounts()).values() if row["display_name"] == "Stella 3f9c"]
    assert row["is_authenticated"]
    assert client.simulator.submissions(code) == 0
    assert "her password" not in str([request.body for request in client.simulator.requests])


async def post_and_wait(client: Client, page: str, **fields: str) -> str:
    """Likewise, and look again a second later."""
    assert "One moment" in await post(client, page, **fields)
    client.clock.now += 1
    return (await client.http.get(page)).text


async def test_a_wrong_password_is_asked_for_again(client: Client, page: str) -> None:
    assert "Wrong e-mail or password" in await post(client, page, **SIGN_IN | {"password": "another"})
    assert 'name="code"' in await post(client, page, **SIGN_IN)


async def test_the_account_may_be_listed_without_the_sessions_name(client: Client, page: str) -> None:
    client.simulator.unknown = replace(client.simulator.unknown, names_hosted=False)
    client.simulator.add_account(replace(client.simulator.platform["first"], scenario=SCENARIOS["plain"]))
    assert "You are signed in" in await post(client, page, **SIGN_IN)
    (key,) = [key for key, name in client.simulator.names.items() if name == SIGN_IN["email"]]
    assert key == client.simulator.id_of("first")


@pytest.mark.parametrize("scenario", ["selfie", "app"])
async def test_she_says_when_she_is_done_elsewhere(client: Client, page: str, scenario: str) -> None:
    client.simulator.add_account(replace(client.simulator.platform["first"], scenario=SCENARIOS[scenario]))
    assert "I have" in await post(client, page, **SIGN_IN)
    await post(client, page)
    client.clock.now += 1
    assert "You are signed in" in (await client.http.get(page)).text


async def test_a_page_that_nobody_opened_or_that_is_old_is_not_valid(client: Client, page: str) -> None:
    assert (await client.http.get("/embed-auth/ofapi_cs_guess")).status_code == 404
    client.clock.now += client.simulator.unknown.hosted_seconds
    assert (await client.http.get(page)).status_code == 404

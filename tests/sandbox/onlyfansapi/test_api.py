"""What the simulated vendor refuses, lists and forgets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from sandbox.onlyfansapi import Meta, Refusal

if TYPE_CHECKING:
    from sandbox.onlyfansapi import Simulator
    from tests.sandbox.onlyfansapi.conftest import Client

SIGN_IN: dict[str, Any] = {"email": "sms@example.com", "password": "a long password"}


async def test_a_wrong_key_is_refused_before_anything_else(simulator: Simulator) -> None:
    async with httpx.AsyncClient(base_url=simulator.base_url, trust_env=False) as stranger:
        answer = await stranger.get("/api/whoami", headers={"authorization": "Bearer guess"})
    assert answer.status_code == 401
    assert not simulator.requests[0].authorised


async def test_the_key_tells_its_team(client: Client) -> None:
    assert (await client.call("GET", "/api/whoami"))["team"]["name"] == "Moonlight Agency"


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("plan_refused", 402),
        ("scope_refused", 403),
        ("unknown", 404),
        ("of_nobody", 404),
        ("bad_request", 422),
        ("refused_at_start", 422),
        ("no_credentials", 412),
        ("error_500", 500),
    ],
)
async def test_a_start_is_refused(client: Client, name: str, status: int) -> None:
    await client.reauthenticate(name, status)


@pytest.mark.parametrize("status", [502, 520, 524])
async def test_a_vendor_that_is_down_answers_with_a_page(client: Client, status: int) -> None:
    answer = await client.http.post(f"/api/authenticate/acct_error_{status}/reauthenticate")
    assert (answer.status_code, answer.headers["content-type"][:9]) == (status, "text/html")


async def test_a_vendor_that_was_down_comes_back(client: Client) -> None:
    answer = await client.http.post("/api/authenticate/acct_down_and_back/reauthenticate")
    assert answer.status_code == 502
    attempt = await client.reauthenticate("down_and_back")
    assert (await client.poll(attempt))["state"] == "needs-otp"


async def test_a_vendor_may_be_down_for_polls_alone(client: Client) -> None:
    attempt = await client.reauthenticate("down_while_polled")
    polls = [await client.http.get(f"/api/authenticate/{attempt}") for _ in range(4)]
    assert [poll.status_code for poll in polls] == [502, 520, 524, 200]


async def test_too_many_requests_name_their_wait(client: Client) -> None:
    answer = await client.http.post("/api/authenticate/acct_throttled/reauthenticate")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "12")


async def test_an_expired_session_is_not_the_keys_fault(client: Client) -> None:
    answer = await client.http.post("/api/authenticate/acct_session_expired/reauthenticate")
    expected = (401, "SESSION_EXPIRED:NEEDS_REAUTHENTICATION")
    assert (answer.status_code, answer.json()["error"]) == expected
    attempt = await client.reauthenticate("session_expired_in_poll")
    assert (await client.poll(attempt, 401))["error"] == expected[1]


async def test_an_account_that_is_signed_in_is_not_signed_in_again(client: Client) -> None:
    refused = await client.call("POST", "/api/authenticate/acct_already_connected/reauthenticate", 400)
    assert refused["reason"] == "Account is already successfully authenticated"
    client.simulator.sign_out("acct_already_connected")
    await client.reauthenticate("already_connected")


async def test_a_known_account_is_connected_by_force_only(client: Client) -> None:
    refused = await client.call("POST", "/api/authenticate", 400, **SIGN_IN)
    assert "already connected" in refused["message"]
    begun = await client.call("POST", "/api/authenticate", **SIGN_IN, force_connect=True)
    assert (await client.poll(begun["attempt_id"]))["account"]["id"] == "acct_sms"


async def test_the_refusal_of_a_known_account_may_come_by_the_poll(client: Client) -> None:
    client.simulator.unknown = replace(client.simulator.unknown, already_connected=Refusal.IN_POLL)
    begun = await client.call("POST", "/api/authenticate", **SIGN_IN)
    last = (await client.poll(begun["attempt_id"]))["lastAttempt"]
    assert "already connected" in last["error_message"]


async def test_force_may_make_another_account(client: Client) -> None:
    client.simulator.unknown = replace(client.simulator.unknown, force_makes_new=True)
    begun = await client.call("POST", "/api/authenticate", **SIGN_IN, force_connect=True)
    assert (await client.poll(begun["attempt_id"]))["account"]["id"] != "acct_sms"


async def test_new_credentials_close_the_account_until_they_are_proven(client: Client) -> None:
    begun = await client.call(
        "PUT",
        "/api/authenticate/acct_no_credentials/credentials",
        **{
            **SIGN_IN,
            "email": "no_credentials@example.com",
        },
    )
    await client.call("GET", "/api/acct_no_credentials/me", 503)
    attempt = begun["attempt_id"]
    await client.poll(attempt)
    await client.put(attempt, code=client.simulator.code_for(attempt))
    assert (await client.poll_after(1, attempt))["state"] == "authenticated"
    await client.call("GET", "/api/acct_no_credentials/me")
    client.simulator.sign_out("acct_no_credentials")
    await client.call("GET", "/api/acct_no_credentials/me", 401)
    await client.reauthenticate("no_credentials")


async def test_new_credentials_of_another_account_are_refused(client: Client) -> None:
    begun = await client.call("PUT", "/api/authenticate/acct_plain/credentials", **SIGN_IN)
    assert (await client.poll(begun["attempt_id"]))["state"] == "failed"


async def test_credentials_may_be_renewed_by_the_app(client: Client) -> None:
    path = "/api/authenticate/acct_app/credentials"
    begun = await client.call("PUT", path, auth_type="mobile_app")
    assert client.simulator.phone("acct_app").use_app(begun["mobile_auth_session_deeplink"])
    assert (await client.poll(begun["attempt_id"]))["account"]["id"] == "acct_app"


@pytest.mark.parametrize(
    "body",
    [
        {"email": "sms@example.com"},
        {"email": 1, "password": "pw"},
        {"auth_type": "raw_data"},
        {**SIGN_IN, "proxyCountry": "de"},
        {**SIGN_IN, "proxyCountry": "us", "customProxy": {"host": "203.0.113.9", "port": 80}},
        {**SIGN_IN, "customProxy": {"host": "203.0.113.9"}},
        {**SIGN_IN, "customProxy": {"host": "203.0.113.9", "port": 65_536}},
        {**SIGN_IN, "customProxy": {"host": "203.0.113.9", "port": 80, "username": None}},
    ],
)
async def test_a_start_that_is_not_documented_is_invalid(client: Client, body: dict[str, Any]) -> None:
    refused = await client.call("POST", "/api/authenticate", 422, **body)
    assert refused["error"] == "VALIDATION_ERROR"
    assert client.simulator.attempts == {}


@pytest.mark.parametrize(
    "body", [{}, {"code": ""}, {"code": 123456}, {"selfie_verification_completed": None}]
)
async def test_an_answer_that_is_not_documented_is_invalid(client: Client, body: dict[str, Any]) -> None:
    await client.put(await client.reauthenticate("sms"), 422, **body)


async def test_the_list_is_bare_and_filtered(client: Client) -> None:
    rows = await client.accounts()
    assert set(client.simulator.accounts) == set(rows)
    for key in ("onlyfans_id", "onlyfans_username", "onlyfans_email"):
        assert set(await client.accounts(**{key: str(rows["acct_sms"][key])})) == {"acct_sms"}
    assert await client.accounts(onlyfans_username="nobody") == {}


async def test_a_disconnected_account_is_gone_and_gets_another_id(client: Client) -> None:
    await client.call("DELETE", "/api/accounts/acct_plain", 204)
    missing = await client.call("DELETE", "/api/accounts/acct_plain", 404)
    assert missing["code"] == "account_not_found"
    begun = await client.call(
        "POST", "/api/authenticate", email="plain@example.com", password="a long password"
    )
    assert (await client.poll(begun["attempt_id"]))["account"]["id"] not in {"acct_plain", ""}


@pytest.mark.parametrize("meta", Meta)
async def test_an_envelope_has_more_or_less_beside_its_data(client: Client, meta: Meta) -> None:
    client.simulator.unknown = replace(client.simulator.unknown, meta=meta)
    answer = await client.call(
        "POST", "/api/client-sessions", display_name="Stella", client_reference_id="r1"
    )
    assert answer["data"] == {
        "token": next(iter(client.simulator.sessions)),
        "display_name": "Stella",
        "client_reference_id": "r1",
    }
    assert answer.get("_meta", meta) == {Meta.NONE: meta, Meta.EMPTY: {}}.get(meta, answer.get("_meta"))


@pytest.mark.parametrize("body", [{"client_reference_id": "r"}, {"display_name": "x", "proxy_country": "de"}])
async def test_a_client_session_needs_a_name_and_takes_few_countries(
    client: Client, body: dict[str, Any]
) -> None:
    await client.call("POST", "/api/client-sessions", 422, **body)

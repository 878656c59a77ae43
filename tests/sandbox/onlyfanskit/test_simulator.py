"""The simulated vendor: documented shapes, its own strictness, and what tests can tell it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from sandbox.onlyfanskit import SCENARIOS, Account, Fault, Gate, Simulator, serve
from sandbox.onlyfanskit.shapes import mask

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

DOCUMENTED = {
    "attempt_id",
    "state",
    "account_id",
    "polling_url",
    "verification_page_url",
    "phone_url",
    "embed_url",
    "otp_channel",
    "email_mask",
    "next_actions",
}


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """Serve a fresh simulator."""
    simulated = Simulator()
    async with serve(simulated):
        yield simulated


@pytest.fixture
async def http(simulator: Simulator) -> AsyncIterator[httpx.AsyncClient]:
    """Give a plain client with the right key."""
    headers = {"authorization": f"Bearer {simulator.key}"}
    async with httpx.AsyncClient(base_url=simulator.base_url, headers=headers, trust_env=False) as client:
        yield client


async def begin(http: httpx.AsyncClient, account: str) -> dict[str, Any]:
    """Start a re-authentication and give the attempt."""
    answer = await http.post(f"/v1/accounts/{account}/reauthenticate")
    assert answer.status_code == 200
    shape: dict[str, Any] = answer.json()
    return shape


def path(attempt: dict[str, Any]) -> str:
    """Give where an attempt is polled."""
    return f"/v1/connect/login/{attempt['attempt_id']}"


async def test_an_attempt_has_every_documented_key(http: httpx.AsyncClient) -> None:
    for name in ("plain", "sms", "authenticator", "email", "app", "selfie_no_link"):
        attempt = await begin(http, f"acct_{name}")
        assert set(attempt) - {"face_verification_url"} == DOCUMENTED


async def test_a_wrong_bearer_is_refused_before_anything_else(simulator: Simulator) -> None:
    async with httpx.AsyncClient(base_url=simulator.base_url, trust_env=False) as stranger:
        answer = await stranger.get("/v1/me", headers={"authorization": "Bearer guess"})
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert not simulator.requests[0].authorised


async def test_a_key_without_the_scope_is_refused(http: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.scopes = ("accounts:read",)
    assert (await http.post("/v1/accounts/acct_sms/reauthenticate")).status_code == 403
    assert simulator.attempts == {}


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        [],
        {"code": 123456},
        {"code": ""},
        {"code": "1" * 17},
        {"code": "123456", "selfie_verification_completed": True},
        {"selfie_verification_completed": True},
        {"selfie_verification_completed": "true"},
    ],
)
async def test_a_body_that_is_not_documented_is_a_bad_request(http: httpx.AsyncClient, body: object) -> None:
    attempt = await begin(http, "acct_sms")
    assert (await http.put(path(attempt), json=body)).status_code == 400
    assert (await http.get(path(attempt))).json()["state"] == "needs_otp"


async def test_no_mail_is_sent_before_it_is_asked_for(http: httpx.AsyncClient, simulator: Simulator) -> None:
    attempt = await begin(http, "acct_email")
    assert simulator.next_message("acct_email") is None
    assert (await http.put(path(attempt), json={"code": ""})).status_code == 400
    await http.post(f"{path(attempt)}/send-email-to-creator")
    message = await simulator.phone("acct_email").next_message()
    assert message.gate is Gate.EMAIL


async def test_a_mail_is_sent_at_its_gate_only(http: httpx.AsyncClient) -> None:
    attempt = await begin(http, "acct_sms")
    assert (await http.post(f"{path(attempt)}/send-email-to-creator")).status_code == 400


async def test_a_wrong_code_hides_the_channel_and_enough_of_them_fail(http: httpx.AsyncClient) -> None:
    attempt = await begin(http, "acct_wrong_until_failed")
    states = [(await http.put(path(attempt), json={"code": "none"})).json() for _ in range(3)]
    assert [state["state"] for state in states] == ["wrong_2fa_code_retry"] * 2 + ["completed_failed"]
    assert states[0]["otp_channel"] is None
    assert (await http.put(path(attempt), json={"code": "none"})).status_code == 400


async def test_submissions_are_counted_for_each_code(http: httpx.AsyncClient, simulator: Simulator) -> None:
    attempt = await begin(http, "acct_sms")
    code = simulator.code_for(attempt["attempt_id"])
    for _ in range(2):
        await http.put(path(attempt), json={"code": code})
    assert simulator.submissions(code) == 2
    assert code not in repr(simulator.requests)


async def test_the_account_is_named_only_by_a_success(http: httpx.AsyncClient, simulator: Simulator) -> None:
    attempt = await begin(http, "acct_sms")
    assert attempt["account_id"] is None
    code = await simulator.phone("acct_sms").next_code()
    answer = await http.put(path(attempt), json={"code": code})
    assert (answer.json()["state"], answer.json()["account_id"]) == ("completed_success", "acct_sms")


async def test_the_code_can_come_while_the_attempt_is_still_pending(
    http: httpx.AsyncClient, simulator: Simulator
) -> None:
    attempt = await begin(http, "acct_code_first")
    assert attempt["state"] == "pending"
    assert await simulator.phone("acct_code_first").next_code()


async def test_a_quota_names_its_wait(http: httpx.AsyncClient) -> None:
    answer = await http.post("/v1/accounts/acct_throttled/reauthenticate")
    assert (answer.status_code, answer.json()["retryAfterSec"], answer.json()["retryable"]) == (429, 12, True)


async def test_a_fault_is_for_so_many_matching_requests(
    http: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.fail_next(503, "GET", "/v1/me", count=2)
    assert (await http.get("/v1/accounts")).status_code == 200
    assert [(await http.get("/v1/me")).status_code for _ in range(3)] == [503, 503, 200]
    simulator.fail_next(503, count=100)
    simulator.heal()
    assert (await http.get("/v1/me")).status_code == 200


async def test_a_lost_answer_had_its_effect(http: httpx.AsyncClient, simulator: Simulator) -> None:
    attempt = await begin(http, "acct_sms")
    code = await simulator.phone("acct_sms").next_code()
    simulator.fail_next(Fault.LOST, "PUT")
    with pytest.raises(httpx.RemoteProtocolError):
        await http.put(path(attempt), json={"code": code})
    assert (await http.get(path(attempt))).json()["state"] == "completed_success"


async def test_an_answer_is_held_until_it_is_released(http: httpx.AsyncClient, simulator: Simulator) -> None:
    attempt = await begin(http, "acct_sms")
    hold = simulator.hold("PUT")
    put = asyncio.create_task(
        http.put(path(attempt), json={"code": await simulator.phone("acct_sms").next_code()})
    )
    await hold.arrived.wait()
    assert not put.done()
    assert (await http.get(path(attempt))).json()["state"] == "completed_success"
    hold.release()
    assert (await put).status_code == 200


async def test_what_hangs_and_is_held_ends_with_the_simulator() -> None:
    simulated = Simulator()
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        async with serve(simulated) as base_url:
            headers = {"authorization": f"Bearer {simulated.key}"}
            simulated.fail_next(Fault.HANG, "GET")
            simulated.hold("POST")
            calls = [
                asyncio.create_task(client.get(f"{base_url}/v1/me", headers=headers)),
                asyncio.create_task(client.post(f"{base_url}/v1/connect/login", headers=headers)),
            ]
            await simulated.wait_for(lambda: len(simulated.requests) == 2)
        await asyncio.gather(*calls, return_exceptions=True)
        assert all(call.done() for call in calls)


async def test_waiting_has_an_end(simulator: Simulator) -> None:
    with pytest.raises(TimeoutError):
        await simulator.phone("acct_sms").next_code(seconds=0.05)


async def test_the_page_behind_a_link_lets_a_person_go_on(
    http: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.link_base = simulator.base_url
    simulator.add_account(Account("acct_x", SCENARIOS["app"]))
    attempt = await begin(http, "acct_x")
    assert "go on" in (await http.get(attempt["phone_url"])).text
    assert (await http.post(attempt["phone_url"])).status_code == 200
    assert (await http.get(path(attempt))).json()["state"] == "completed_success"


async def test_an_unknown_path_or_method_is_a_problem_and_noted(
    http: httpx.AsyncClient, simulator: Simulator
) -> None:
    assert (await http.get("/v1/nothing")).json()["status"] == 404
    assert (await http.patch("/v1/me")).json()["status"] == 405
    assert "GET /v1/nothing" in simulator.strays


async def test_a_first_connection_makes_an_account_that_nobody_knew(
    http: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.add_account(Account("first", SCENARIOS["sms"], login="first@example.com", connected=False))
    before = {row["id"] for row in (await http.get("/v1/accounts")).json()["accounts"]}
    body = {"email": "first@example.com", "password": "a long password"}
    attempt = (await http.post("/v1/connect/login", json=body)).json()
    code = await simulator.phone("first").next_code()
    new = (await http.put(path(attempt), json={"code": code})).json()["account_id"]
    after = {row["id"] for row in (await http.get("/v1/accounts")).json()["accounts"]}
    assert after - before == {new} == {simulator.id_of("first")}
    assert (await begin(http, new))["state"] == "needs_otp"
    assert {code, await simulator.phone(new).next_code()} <= simulator.codes()
    assert body["password"] in simulator.passwords()


async def test_a_vendor_that_was_down_comes_back(http: httpx.AsyncClient) -> None:
    assert (await http.post("/v1/accounts/acct_down_and_back/reauthenticate")).status_code == 502
    attempt = await begin(http, "acct_down_while_polled")
    assert [(await http.get(path(attempt))).status_code for _ in range(4)] == [502, 503, 502, 200]
    assert (await begin(http, "acct_down_and_back"))["state"] == "needs_otp"


async def test_a_lost_code_was_taken(http: httpx.AsyncClient, simulator: Simulator) -> None:
    attempt = await begin(http, "acct_lost_code")
    with pytest.raises(httpx.RemoteProtocolError):
        await http.put(path(attempt), json={"code": simulator.code_for(attempt["attempt_id"])})
    assert (await http.get(path(attempt))).json()["state"] == "completed_success"


def test_a_mask_shows_the_first_letters_only() -> None:
    assert mask("stella@example.com") == "s*****@e******.com"

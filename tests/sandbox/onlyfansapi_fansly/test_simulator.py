"""The simulated vendor: documented shapes, its own strictness, and what nobody knows either way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from sandbox.clock import Clock
from sandbox.onlyfansapi_fansly import SCENARIOS, Account, Refusal, Simulator, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

START = "/api/fansly/authenticate"
ACCOUNTS = "/api/fansly/accounts"
DOCUMENTED = {
    "account_id",
    "display_name",
    "status",
    "is_authenticated",
    "needs_code",
    "twofa_type",
    "masked_email",
    "last_error",
    "fansly_user_data",
}


@pytest.fixture
def clock() -> Clock:
    """Give a clock that can be put forward."""
    return Clock()


@pytest.fixture
async def simulator(clock: Clock) -> AsyncIterator[Simulator]:
    """Serve a fresh simulator."""
    simulated = Simulator(clock=clock)
    async with serve(simulated):
        yield simulated


@pytest.fixture
async def http(simulator: Simulator) -> AsyncIterator[httpx.AsyncClient]:
    """Give a plain client with the right key."""
    headers = {"authorization": f"Bearer {simulator.key}"}
    async with httpx.AsyncClient(base_url=simulator.base_url, headers=headers, trust_env=False) as client:
        yield client


def path(name: str) -> str:
    """Give where a scenario's account is polled."""
    return f"{START}/fansly_acct_{name}"


def credentials(name: str, **others: object) -> dict[str, object]:
    """Give what a start takes."""
    return {"username": name, "password": "a long password", "name": f"Stella {name}", **others}


async def begin(http: httpx.AsyncClient, name: str) -> None:
    """Start a login with user name and password."""
    assert (await http.post(START, json=credentials(name))).status_code == 200


async def poll(http: httpx.AsyncClient, name: str) -> dict[str, Any]:
    """Give what a poll shows."""
    answer = await http.get(path(name))
    assert answer.status_code == 200
    shape: dict[str, Any] = answer.json()
    assert set(shape) == DOCUMENTED
    return shape


async def submit(http: httpx.AsyncClient, name: str, code: str) -> dict[str, Any]:
    """Send a code and give the answer."""
    answer = await http.put(path(name), json={"code": code})
    assert answer.status_code == 200
    shape: dict[str, Any] = answer.json()
    return shape


async def rows(http: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    """Give the list by display name."""
    return {row["display_name"]: row for row in (await http.get(ACCOUNTS)).json()}


async def test_the_account_is_the_handle_of_a_start(http: httpx.AsyncClient, simulator: Simulator) -> None:
    answer = (await http.post(START, json=credentials("email"))).json()
    assert set(answer) == {"account_id", "message", "polling_url"}
    assert answer["polling_url"] == f"{simulator.base_url}{path('email')}"
    assert answer["account_id"] == "fansly_acct_email"


async def test_a_first_connection_gets_an_id_that_nobody_knew(
    http: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.add_account(Account("fansly_acct_x", SCENARIOS["plain"], username="x", connected=False))
    account = (await http.post(START, json=credentials("x"))).json()["account_id"]
    assert account.startswith("fansly_acct_")
    assert account != "fansly_acct_x"
    assert (await http.get(f"{START}/{account}")).json()["is_authenticated"]
    assert (await rows(http))["Stella x"]["id"] == account


@pytest.mark.parametrize(
    ("name", "type_", "masked"),
    [
        ("email", 2, "e**@e*****.com"),
        ("authenticator", 0, None),
        ("unknown_channel", 7, "u**@e*****.com"),
    ],
)
async def test_a_challenge_tells_its_channel_by_a_number(
    http: httpx.AsyncClient, name: str, type_: int, masked: str | None
) -> None:
    await begin(http, name)
    shape = await poll(http, name)
    assert (shape["needs_code"], shape["twofa_type"], shape["masked_email"]) == (True, type_, masked)


async def test_verifying_comes_with_needs_code_for_a_while(
    http: httpx.AsyncClient, simulator: Simulator, clock: Clock
) -> None:
    await begin(http, "email")
    shown = await submit(http, "email", await simulator.phone("fansly_acct_email").next_code())
    assert (shown["status"], shown["needs_code"], shown["is_authenticated"]) == ("verifying", True, False)
    assert await poll(http, "email") == shown
    clock.ahead += 1
    shape = await poll(http, "email")
    assert (shape["needs_code"], shape["is_authenticated"], shape["twofa_type"]) == (False, True, None)


@pytest.mark.parametrize(("name", "told"), [("wrong_once", True), ("wrong_once_silent", False)])
async def test_a_wrong_code_leaves_the_challenge_with_an_error_or_without(
    http: httpx.AsyncClient, simulator: Simulator, clock: Clock, name: str, *, told: bool
) -> None:
    await begin(http, name)
    phone = simulator.phone(f"fansly_acct_{name}")
    await submit(http, name, await phone.next_code())
    clock.ahead += 1
    shape = await poll(http, name)
    assert (shape["status"], shape["needs_code"]) == ("challenge-email", True)
    assert (shape["last_error"] is not None) is told
    await submit(http, name, await phone.next_code())
    clock.ahead += 1
    assert (await poll(http, name))["is_authenticated"]


async def test_an_error_can_stay_while_the_next_code_is_verified(
    http: httpx.AsyncClient, clock: Clock
) -> None:
    await begin(http, "wrong_once_sticky")
    assert (await submit(http, "wrong_once_sticky", "none"))["last_error"] is None
    clock.ahead += 1
    assert (await submit(http, "wrong_once_sticky", "none"))["last_error"] is not None


@pytest.mark.parametrize(
    ("name", "told"), [("wrong_until_failed", True), ("wrong_until_failed_silent", False)]
)
async def test_enough_wrong_codes_end_a_login(
    http: httpx.AsyncClient, clock: Clock, name: str, *, told: bool
) -> None:
    await begin(http, name)
    for _ in range(3):
        await submit(http, name, "none")
        clock.ahead += 1
    shape = await poll(http, name)
    assert (shape["needs_code"], shape["is_authenticated"]) == (False, False)
    assert (shape["last_error"] is not None) is told
    assert (await http.put(path(name), json={"code": "123456"})).status_code == 400


async def test_a_challenge_expires_and_a_login_vanishes(http: httpx.AsyncClient, clock: Clock) -> None:
    await begin(http, "expiring")
    await begin(http, "vanishing")
    clock.ahead += 60
    assert not (await poll(http, "expiring"))["needs_code"]
    gone = await http.get(path("vanishing"))
    assert (gone.status_code, gone.json()["code"]) == (404, "account_not_found")


async def test_an_unknown_status_comes_with_true_flags_or_never_ends(
    http: httpx.AsyncClient, clock: Clock
) -> None:
    await begin(http, "unknown_status")
    await begin(http, "stuck")
    clock.ahead += 3600
    assert (await poll(http, "unknown_status"))["needs_code"]
    shape = await poll(http, "stuck")
    assert (shape["needs_code"], shape["is_authenticated"], shape["last_error"]) == (False, False, None)


@pytest.mark.parametrize("name", ["refused", "email"])
async def test_a_wrong_password_is_told_by_the_poll_or_by_the_start(
    http: httpx.AsyncClient, simulator: Simulator, name: str
) -> None:
    wrong = credentials(name) | ({"password": "guess"} if name == "email" else {})
    assert (await http.post(START, json=wrong)).status_code == 200
    assert (await poll(http, name))["last_error"] is not None
    assert not simulator.accounts[f"fansly_acct_{name}"].signed_in
    simulator.unknown = replace(simulator.unknown, wrong_password=Refusal.AT_START)
    for body in (credentials("refused_at_start"), credentials("nobody")):
        answer = await http.post(START, json=body)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["password"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": None}, "username"),
        ({"password": ""}, "password"),
        ({"proxyCountry": "fr"}, "proxyCountry"),
        ({"proxyCountry": "us", "customProxy": {"host": "203.0.113.1", "port": 1}}, "proxyCountry"),
        ({"customProxy": {"host": "203.0.113.1"}}, "customProxy"),
        ({"customProxy": {"host": "203.0.113.1", "port": 1, "user": "x"}}, "customProxy"),
        ({"force_connect": "yes"}, "force_connect"),
    ],
)
async def test_a_start_that_is_not_documented_is_invalid(
    http: httpx.AsyncClient, change: dict[str, object], field: str
) -> None:
    answer = await http.post(START, json=credentials("email") | change)
    assert (answer.status_code, answer.json()["error"]) == (422, "VALIDATION_ERROR")
    assert list(answer.json()["errors"]) == [field]


async def test_an_account_that_is_signed_in_has_to_be_forced(http: httpx.AsyncClient) -> None:
    refused = await http.post(START, json=credentials("already_connected"))
    assert (refused.status_code, "already connected" in refused.json()["message"]) == (400, True)
    forced = await http.post(START, json=credentials("already_connected", force_connect=True))
    assert forced.status_code == 200
    assert (await poll(http, "already_connected"))["needs_code"]


async def test_a_reauthentication_answers_as_the_poll_or_as_the_twin(
    http: httpx.AsyncClient, simulator: Simulator
) -> None:
    as_poll = await http.post(f"{path('email')}/reauthenticate")
    assert as_poll.json() == await poll(http, "email")
    simulator.unknown = replace(simulator.unknown, reauthenticate_polls=False)
    as_twin = (await http.post(f"{path('email')}/reauthenticate")).json()
    assert (as_twin["success"], "account_id" in as_twin) == (True, False)
    assert as_twin["polling_url"].endswith(path("email"))


@pytest.mark.parametrize("status", [412, 400])
async def test_without_stored_credentials_there_is_no_reauthentication(
    http: httpx.AsyncClient, simulator: Simulator, status: int
) -> None:
    simulator.unknown = replace(simulator.unknown, no_credentials_status=status)
    assert (await http.post(f"{path('no_credentials')}/reauthenticate")).status_code == status


async def test_a_session_that_is_over_is_no_refused_key(http: httpx.AsyncClient) -> None:
    answer = await http.post(f"{path('session_expired')}/reauthenticate")
    assert (answer.status_code, answer.json()["error"]) == (401, "SESSION_EXPIRED:NEEDS_REAUTHENTICATION")
    key = await http.get("/api/whoami", headers={"authorization": "Bearer guess"})
    assert (key.status_code, "error" in key.json()) == (401, False)


async def test_a_lost_start_is_in_the_list_under_its_name_or_is_not(http: httpx.AsyncClient) -> None:
    for name in ("lost", "lost_unlisted"):
        with pytest.raises(httpx.RemoteProtocolError):
            await http.post(START, json=credentials(name))
    listed = await rows(http)
    assert not listed["Stella lost"]["is_authenticated"]
    assert "Stella lost_unlisted" not in listed


async def test_a_lost_code_had_its_effect(
    http: httpx.AsyncClient, simulator: Simulator, clock: Clock
) -> None:
    await begin(http, "lost_code")
    code = await simulator.phone("fansly_acct_lost_code").next_code()
    with pytest.raises(httpx.RemoteProtocolError):
        await http.put(path("lost_code"), json={"code": code})
    clock.ahead += 1
    assert (await poll(http, "lost_code"))["is_authenticated"]
    assert simulator.submissions(code) == 1


async def test_a_vendor_that_is_down_answers_html_and_comes_back(
    http: httpx.AsyncClient, clock: Clock
) -> None:
    down = await http.post(START, json=credentials("down_and_back"))
    assert (down.status_code, down.headers["content-type"].split(";")[0]) == (502, "text/html")
    await begin(http, "down_and_back")
    await begin(http, "down_while_polled")
    clock.ahead += 1
    statuses = [(await http.get(path("down_while_polled"))).status_code for _ in range(4)]
    assert statuses == [502, 520, 524, 200]


async def test_a_rate_limit_names_its_wait(http: httpx.AsyncClient) -> None:
    answer = await http.post(START, json=credentials("throttled"))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "12")


@pytest.mark.parametrize("status", [200, 204])
async def test_a_disconnected_account_is_gone(
    http: httpx.AsyncClient, simulator: Simulator, status: int
) -> None:
    simulator.unknown = replace(simulator.unknown, deleted_status=status)
    answer = await http.delete(f"{ACCOUNTS}/fansly_acct_email")
    assert (answer.status_code, answer.content) == (status, b"{}" if status == 200 else b"")
    assert (await http.delete(f"{ACCOUNTS}/fansly_acct_email")).status_code == 404
    assert (await http.get(path("email"))).status_code == 404


async def test_an_account_at_rest_wants_nothing(http: httpx.AsyncClient) -> None:
    assert (await poll(http, "already_connected"))["is_authenticated"]
    resting = await poll(http, "email")
    assert (resting["is_authenticated"], resting["needs_code"]) == (False, False)


async def test_whoami_tells_key_and_team(http: httpx.AsyncClient) -> None:
    assert set((await http.get("/api/whoami")).json()) == {"api_key", "team"}

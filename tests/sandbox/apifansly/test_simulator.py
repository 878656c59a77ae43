"""The simulated vendor: its envelope, its spellings, its strictness, and what nobody knows either way."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from sandbox.apifansly import SCENARIOS, Account, Scenario, Simulator, Telling, serve
from sandbox.clock import Clock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CONNECT = "/api/fansly/connect"
VERIFY = "/api/fansly/verify-2fa"
ACCOUNTS = "/api/fansly/accounts"
SEND = {"useEmailTwoFAFallback": True}


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
    headers = {"x-api-key": simulator.key}
    async with httpx.AsyncClient(base_url=simulator.base_url, headers=headers, trust_env=False) as client:
        yield client


def credentials(name: str) -> dict[str, str]:
    """Give what a connect takes."""
    password = "a long password"
    return {"username": name, "password": password, "name": f"Stella {name}", "countryCode": "US"}


async def connect(http: httpx.AsyncClient, name: str) -> dict[str, Any]:
    """Connect and give the data of the answer."""
    answer = await http.post(CONNECT, json=credentials(name))
    assert answer.status_code == 201
    data: dict[str, Any] = answer.json()["data"]
    return data


async def verify(http: httpx.AsyncClient, name: str, token: str, code: str) -> httpx.Response:
    """Bring the code of a login, with everything that connect took once more."""
    body = {**credentials(name), "twoFactorToken": token, "twoFactorCode": code}
    return await http.post(VERIFY, json=body)


async def listed(http: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    """Give the list by name."""
    data = (await http.get(ACCOUNTS)).json()["data"]
    assert data["count"] == len(data["accounts"])
    return {row["name"]: row for row in data["accounts"]}


async def send(http: httpx.AsyncClient, name: str) -> str:
    """Have the code of a step-up sent and give the token."""
    answer = await http.post(f"/api/fansly/fansly_{name}/twofa/session", json=SEND)
    assert answer.status_code == 201
    token: str = answer.json()["data"]["data"]["response"]["emailTwofa"]["token"]
    return token


async def step_up(http: httpx.AsyncClient, name: str, token: str, code: str) -> httpx.Response:
    """Bring the code of a step-up."""
    body = {"token": token, "code": code, "mode": 1}
    return await http.post(f"/api/fansly/fansly_{name}/twofa/session/verify", json=body)


def says_no(answer: httpx.Response, telling: Telling) -> bool:
    """Tell whether an answer refuses in one of the ways."""
    data = answer.json()["data"]
    if telling is Telling.STATUS:
        return answer.status_code == 400 and data is None
    if telling is Telling.INSIDE:
        return answer.is_success and data["status_code"] == 400
    return answer.is_success and data["data"]["success"] is False


async def test_a_login_without_a_code_is_connected_at_once(
    http: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.add_account(Account("fansly_x", SCENARIOS["plain"], username="x", connected=False))
    account = (await connect(http, "x"))["account_id"]
    assert account.startswith("fansly_")
    assert account != "fansly_x"
    assert set((await listed(http))["Stella x"]) == {"accountId", "email", "name", "country", "createdAt"}


async def test_a_login_with_a_code_is_connected_by_a_second_call(
    http: httpx.AsyncClient, simulator: Simulator
) -> None:
    asked = await connect(http, "email")
    assert asked.keys() == {"requires_2fa", "twofa_token", "masked_email"}
    code = await simulator.phone("fansly_email").next_code()
    answer = await verify(http, "email", asked["twofa_token"], code)
    assert answer.json()["data"] == {"account_id": "fansly_email"}
    assert simulator.submissions(code) == 1
    assert (await verify(http, "email", asked["twofa_token"], code)).status_code == 400


async def test_an_authenticator_has_no_masked_address(http: httpx.AsyncClient) -> None:
    assert "masked_email" not in await connect(http, "authenticator")


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("camel", {"requires2FA", "twoFactorToken", "maskedEmail"}),
        ("mixed", {"requires2fa", "twofaToken", "masked_email"}),
        ("drifted", {"needs_otp", "otp_token", "sent_to"}),
        ("no_token", {"requires_2fa", "masked_email"}),
    ],
)
async def test_the_spelling_drifts(http: httpx.AsyncClient, name: str, members: set[str]) -> None:
    assert set(await connect(http, name)) == members


async def test_a_challenge_can_be_nested(http: httpx.AsyncClient) -> None:
    response = (await connect(http, "nested_camel"))["data"]["response"]
    assert set(response) == {"requires2FA", "twoFactorToken", "maskedEmail"}


@pytest.mark.parametrize(
    ("name", "telling"),
    [
        ("wrong_once", Telling.STATUS),
        ("wrong_once_inside", Telling.INSIDE),
        ("wrong_once_unsuccessful", Telling.UNSUCCESSFUL),
    ],
)
async def test_a_wrong_code_is_refused_outside_or_inside_and_its_token_lives(
    http: httpx.AsyncClient, simulator: Simulator, name: str, telling: Telling
) -> None:
    token = (await connect(http, name))["twofa_token"]
    phone = simulator.phone(f"fansly_{name}")
    assert says_no(await verify(http, name, token, await phone.next_code()), telling)
    assert (await verify(http, name, token, await phone.next_code())).json()["data"]["account_id"]


async def test_a_wrong_code_can_ask_again_with_another_token(
    http: httpx.AsyncClient, simulator: Simulator
) -> None:
    name = "wrong_once_asking"
    token = (await connect(http, name))["twofa_token"]
    again = (await verify(http, name, token, "none")).json()["data"]["twofa_token"]
    code = await simulator.phone(f"fansly_{name}").next_code()
    assert (await verify(http, name, token, code)).status_code == 400
    assert says_no(await verify(http, "email", again, code), Telling.STATUS)
    assert (await verify(http, name, again, "none")).json()["data"]["twofa_token"] not in {token, again}


@pytest.mark.parametrize(("name", "tries"), [("wrong_until_failed", 3), ("wrong_ends", 1)])
async def test_after_the_last_wrong_code_the_right_one_is_refused(
    http: httpx.AsyncClient, simulator: Simulator, name: str, tries: int
) -> None:
    token = (await connect(http, name))["twofa_token"]
    code = await simulator.phone(f"fansly_{name}").next_code()
    for _ in range(tries):
        await verify(http, name, token, "none")
    assert (await verify(http, name, token, code)).status_code == 400
    assert f"Stella {name}" not in await listed(http)


async def test_a_token_expires_and_a_login_vanishes(
    http: httpx.AsyncClient, simulator: Simulator, clock: Clock
) -> None:
    tokens = {name: (await connect(http, name))["twofa_token"] for name in ("expiring", "vanishing")}
    clock.ahead += 60
    statuses = [
        (await verify(http, name, token, await simulator.phone(f"fansly_{name}").next_code())).status_code
        for name, token in tokens.items()
    ]
    assert statuses == [400, 404]


@pytest.mark.parametrize(
    ("name", "telling"),
    [
        ("refused", Telling.STATUS),
        ("refused_inside", Telling.INSIDE),
        ("refused_unsuccessful", Telling.UNSUCCESSFUL),
    ],
)
async def test_a_password_is_refused_outside_or_inside(
    http: httpx.AsyncClient, simulator: Simulator, name: str, telling: Telling
) -> None:
    assert says_no(await http.post(CONNECT, json=credentials(name)), telling)
    simulator.unknown = replace(simulator.unknown, wrong_password=telling)
    wrong = credentials("email") | {"password": "guess"}
    assert says_no(await http.post(CONNECT, json=wrong), telling)
    assert simulator.attempts == {}


@pytest.mark.parametrize("field", ["username", "password", "name", "countryCode", "twoFactorToken"])
async def test_every_field_is_needed(http: httpx.AsyncClient, field: str) -> None:
    body = {**credentials("email"), "twoFactorToken": "t", "twoFactorCode": "1"}
    del body[field]
    assert (await http.post(VERIFY, json=body)).status_code == 400
    country = credentials("email") | {"countryCode": "us"}
    assert (await http.post(CONNECT, json=country)).json()["data"] is None


@pytest.mark.parametrize("name", ["key", "plan", "scope"])
async def test_a_refusal_has_null_data(http: httpx.AsyncClient, name: str) -> None:
    status = {"key": 401, "plan": 402, "scope": 403}[name]
    answer = await http.post(CONNECT, json=credentials(f"{name}_refused"))
    assert (answer.status_code, answer.json()["statusCode"], answer.json()["data"]) == (status, status, None)


async def test_a_wrong_key_is_refused_before_anything_else(simulator: Simulator) -> None:
    async with httpx.AsyncClient(base_url=simulator.base_url, trust_env=False) as stranger:
        answer = await stranger.get(ACCOUNTS, headers={"authorization": f"Bearer {simulator.key}"})
    assert answer.status_code == 401


async def test_a_rate_limit_names_its_wait_in_a_header_of_its_own(
    http: httpx.AsyncClient, simulator: Simulator
) -> None:
    limited = await http.post(CONNECT, json=credentials("throttled"))
    assert (limited.status_code, limited.headers["x-ratelimit-retry-after"]) == (429, "12")
    assert "retry-after" not in limited.headers
    simulator.unknown = replace(simulator.unknown, retry_after="Retry-After")
    assert (await http.post(CONNECT, json=credentials("throttled"))).headers["retry-after"] == "12"


async def test_a_lost_connect_is_in_the_list_only_where_no_code_was_wanted(http: httpx.AsyncClient) -> None:
    for name in ("lost", "lost_asking"):
        with pytest.raises(httpx.RemoteProtocolError):
            await http.post(CONNECT, json=credentials(name))
    rows = await listed(http)
    assert "Stella lost" in rows
    assert "Stella lost_asking" not in rows


async def test_a_lost_verify_may_have_connected(http: httpx.AsyncClient, simulator: Simulator) -> None:
    for name in ("lost_code", "lost_wrong_code"):
        token = (await connect(http, name))["twofa_token"]
        code = await simulator.phone(f"fansly_{name}").next_code()
        with pytest.raises(httpx.RemoteProtocolError):
            await verify(http, name, token, code)
    rows = await listed(http)
    assert "Stella lost_code" in rows
    assert "Stella lost_wrong_code" not in rows


async def test_a_vendor_that_is_down_answers_html_and_comes_back(http: httpx.AsyncClient) -> None:
    down = await http.post(CONNECT, json=credentials("down_and_back"))
    assert (down.status_code, down.headers["content-type"].split(";")[0]) == (502, "text/html")
    assert (await connect(http, "down_and_back"))["requires_2fa"]


async def test_a_slow_connect_has_its_effect_before_its_answer(simulator: Simulator) -> None:
    simulator.add_account(Account("fansly_x", Scenario(takes=30), username="x", connected=False))
    async with httpx.AsyncClient(base_url=simulator.base_url, trust_env=False) as client:
        client.headers["x-api-key"] = simulator.key
        call = asyncio.create_task(client.post(CONNECT, json=credentials("x")))
        await simulator.wait_for(lambda: simulator.id_of("fansly_x"))
        assert not call.done()
        simulator.close()
        assert (await call).json()["data"]["account_id"] == simulator.id_of("fansly_x")


@pytest.mark.parametrize("in_account", [True, False])
async def test_an_account_tells_that_its_session_is_alive(
    http: httpx.AsyncClient, simulator: Simulator, *, in_account: bool
) -> None:
    simulator.unknown = replace(simulator.unknown, me_in_account=in_account)
    response = (await http.get("/api/fansly/fansly_email/me")).json()["data"]["data"]["response"]
    assert set(response["account"] if in_account else response) == {"id", "username", "displayName"}


async def test_a_session_that_is_over_is_told_outside_or_inside_until_a_connect(
    http: httpx.AsyncClient,
) -> None:
    assert (await http.get("/api/fansly/fansly_session_expired/me")).status_code == 401
    inside = await http.get("/api/fansly/fansly_session_expired_inside/me")
    assert (inside.status_code, inside.json()["data"]["status_code"]) == (200, 401)
    refused = await http.post("/api/fansly/fansly_session_expired/twofa/session", json=SEND)
    assert refused.status_code == 401
    await connect(http, "session_expired")
    assert (await http.get("/api/fansly/fansly_session_expired/me")).status_code == 200


async def test_a_disconnected_account_is_gone(http: httpx.AsyncClient) -> None:
    assert (await http.delete(f"{ACCOUNTS}/fansly_email")).json()["data"] is not None
    assert (await http.delete(f"{ACCOUNTS}/fansly_email")).status_code == 404
    assert (await http.get("/api/fansly/fansly_email/me")).status_code == 404
    assert (await http.post("/api/fansly/fansly_email/twofa/session", json=SEND)).status_code == 404


async def test_a_step_up_echoes_everything_and_another_token(
    http: httpx.AsyncClient, simulator: Simulator
) -> None:
    token = await send(http, "plain")
    code = await simulator.phone("fansly_plain").next_code()
    answer = (await step_up(http, "plain", token, code)).json()
    response = answer["data"]["data"]["response"]
    assert (answer["statusCode"], answer["data"]["data"]["success"]) == (201, True)
    assert (response["code"], response["email"], response["status"]) == (code, "plain@example.com", 3)
    assert (response["tries"], ":1:1:" in response["token"]) == (1, True)
    assert token != response["token"]
    assert (await step_up(http, "plain", token, code)).status_code == 400


@pytest.mark.parametrize(
    ("name", "telling"),
    [
        ("step_up_wrong_once", Telling.STATUS),
        ("step_up_wrong_once_inside", Telling.INSIDE),
        ("step_up_wrong_once_unsuccessful", Telling.UNSUCCESSFUL),
    ],
)
async def test_a_wrong_code_of_a_step_up_leaves_another_try(
    http: httpx.AsyncClient, simulator: Simulator, name: str, telling: Telling
) -> None:
    token = await send(http, name)
    phone = simulator.phone(f"fansly_{name}")
    assert says_no(await step_up(http, name, token, await phone.next_code()), telling)
    right = (await step_up(http, name, token, await phone.next_code())).json()
    assert right["data"]["data"]["response"]["tries"] == 2


async def test_a_step_up_can_be_refused_or_lost(http: httpx.AsyncClient, simulator: Simulator) -> None:
    refused = ("step_up_refused", "step_up_scope_refused", "step_up_throttled")
    statuses = [
        (await http.post(f"/api/fansly/fansly_{name}/twofa/session", json=SEND)).status_code
        for name in refused
    ]
    assert statuses == [400, 403, 429]
    token = await send(http, "step_up_lost")
    with pytest.raises(httpx.RemoteProtocolError):
        await step_up(http, "step_up_lost", token, await simulator.phone("fansly_step_up_lost").next_code())


@pytest.mark.parametrize("body", [None, {}, {"useEmailTwoFAFallback": "true"}, SEND | {"mode": 1}])
async def test_a_step_up_is_sent_for_the_documented_body_only(http: httpx.AsyncClient, body: object) -> None:
    assert (await http.post("/api/fansly/fansly_plain/twofa/session", json=body)).status_code == 400


async def test_a_token_is_good_for_what_it_was_given_for(
    http: httpx.AsyncClient, simulator: Simulator
) -> None:
    login, step = (await connect(http, "email"))["twofa_token"], await send(http, "plain")
    mail, code = simulator.code_for(login), simulator.code_for(step)
    assert (await step_up(http, "email", login, mail)).status_code == 400
    assert (await step_up(http, "email", step, code)).status_code == 400
    assert (await verify(http, "plain", step, code)).status_code == 400
    assert (await step_up(http, "plain", step, code)).status_code == 201

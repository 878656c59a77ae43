"""Every answer of both simulators of Fansly, judged by the vendors' OpenAPI files where those say anything.

Where the files are absent each test still plays its logins and says that nobody judged them.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import httpx
from jsonschema import Draft202012Validator

from sandbox import apifansly, onlyfansapi_fansly
from sandbox.clock import Clock
from tests.contract.openapi import Specification

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "a long password"
BROKEN = {"garbage", "hanging", "html", "huge"}
SLOW = {"slow"}


@dataclass(slots=True)
class Judge:
    """Looks at each answer; without a specification it only counts."""

    specification: Specification | None
    base: str
    answers: int = 0
    faults: set[str] = field(default_factory=set)

    async def __call__(self, response: httpx.Response) -> None:
        """Judge one."""
        await response.aread()
        self.answers += 1
        path = response.request.url.path
        if self.specification is None or not path.startswith("/api/fansly"):
            return
        found = self.specification.operation(response.request.method, path.removeprefix(self.base))
        where = f"{response.request.method} {path}"
        self.faults.update(f"{where}: {fault}" for fault in self._of(found, response))

    def _of(self, operation: dict[str, Any] | None, response: httpx.Response) -> Iterator[str]:
        if operation is None:
            yield "is not documented"
            return
        envelope = self._envelope()
        if envelope is not None and response.status_code < 502:
            yield from (
                error.message for error in Draft202012Validator(envelope).iter_errors(response.json())
            )
        example = _example(operation, response.status_code)
        if example is not None and response.content:
            yield from unlike(example, response.json())

    def _envelope(self) -> dict[str, Any] | None:
        """Give the envelope that each answer has, closed and whole."""
        assert self.specification is not None
        schemas = self.specification.document.get("components", {}).get("schemas", {})
        envelope = schemas.get("Envelope")
        if envelope is None:
            return None
        return {**envelope, "required": list(envelope["properties"]), "additionalProperties": False}


def unlike(example: object, value: object, where: str = "$") -> Iterator[str]:
    """Say where a value differs from an example in its members or their types; null goes with anything."""
    if isinstance(example, dict) and isinstance(value, dict):
        if example.keys() != value.keys():
            yield f"{where}: {sorted(value)} instead of {sorted(example)}"
        for key in example.keys() & value.keys():
            yield from unlike(example[key], value[key], f"{where}.{key}")
    elif example is not None and value is not None and type(example) is not type(value):
        yield f"{where}: {type(value).__name__} instead of {type(example).__name__}"


def _example(operation: dict[str, Any], status: int) -> Any:  # noqa: ANN401 - JSON
    answers = operation.get("responses", {})
    answer = answers.get(str(status)) or (answers.get("2XX", {}) if status < 300 else {})
    return answer.get("content", {}).get("application/json", {}).get("example")


def judge(name: str, base: str = "") -> Judge:
    """Judge by a file, or say that it is absent."""
    specification = Specification.load(name)
    if specification is None:
        print(f"{name} is absent: played, but not judged")  # noqa: T201 - the test says so
    return Judge(specification, base)


async def play_onlyfansapi(
    http: httpx.AsyncClient, simulator: onlyfansapi_fansly.Simulator, clock: Clock, name: str
) -> None:
    """Go through a re-authentication and a login, with a wrong code first in each."""
    account = f"fansly_acct_{name}"
    path = f"/api/fansly/authenticate/{account}"
    body = {"username": name, "password": PASSWORD, "name": "Stella", "force_connect": True}
    for start, sent in ((f"{path}/reauthenticate", None), ("/api/fansly/authenticate", body)):
        with contextlib.suppress(httpx.RemoteProtocolError):
            await http.post(start, json=sent)
        await http.get(path)
        for right in (False, True):
            known = right and account in simulator.attempts
            code = simulator.code_for(account) if known else "none"
            with contextlib.suppress(httpx.RemoteProtocolError):
                await http.put(path, json={"code": code or "none"})
            clock.ahead += 120
            await http.get(path)
    await http.get("/api/fansly/accounts")
    await http.delete(f"/api/fansly/accounts/{account}")


async def play_apifansly(http: httpx.AsyncClient, simulator: apifansly.Simulator, name: str) -> None:
    """Go through a login and a step-up, with a wrong code first in each."""
    body = {"username": name, "password": PASSWORD, "name": "Stella", "countryCode": "US"}
    account = f"/api/fansly/fansly_{name}"
    for _ in range(2):
        with contextlib.suppress(httpx.RemoteProtocolError):
            await http.post("/api/fansly/connect", json=body)
    await http.get(f"{account}/me")
    await http.post(f"{account}/twofa/session", json={"useEmailTwoFAFallback": True})
    for attempt in simulator.attempts_of(f"fansly_{name}"):
        for code in ("none", simulator.code_for(attempt.id)):
            step = {"token": attempt.id, "code": code, "mode": 1}
            login = body | {"twoFactorToken": attempt.id, "twoFactorCode": code}
            with contextlib.suppress(httpx.RemoteProtocolError):
                if attempt.is_step_up:
                    await http.post(f"{account}/twofa/session/verify", json=step)
                else:
                    await http.post("/api/fansly/verify-2fa", json=login)
    await http.get("/api/fansly/accounts")
    await http.delete(f"/api/fansly/accounts/fansly_{name}")


async def test_every_answer_of_onlyfansapi_for_fansly_is_as_documented() -> None:
    judging, clock = judge("onlyfansapi-fansly.openapi.yaml"), Clock()
    for status in (200, 204):
        simulator = onlyfansapi_fansly.Simulator(clock=clock)
        simulator.unknown = replace(simulator.unknown, deleted_status=status)
        headers = {"authorization": f"Bearer {simulator.key}"}
        async with (
            onlyfansapi_fansly.serve(simulator) as base_url,
            httpx.AsyncClient(base_url=base_url, headers=headers, trust_env=False) as http,
        ):
            http.event_hooks = {"response": [judging]}
            for name in onlyfansapi_fansly.SCENARIOS.keys() - BROKEN:
                await play_onlyfansapi(http, simulator, clock, name)
    assert judging.answers > 400
    assert not judging.faults


async def test_every_answer_of_the_fansly_api_is_as_documented() -> None:
    judging = judge("apifansly.openapi.yaml", "/api/fansly")
    simulator = apifansly.Simulator()
    headers = {"x-api-key": simulator.key}
    async with (
        apifansly.serve(simulator) as base_url,
        httpx.AsyncClient(base_url=base_url, headers=headers, trust_env=False) as http,
    ):
        http.event_hooks = {"response": [judging]}
        for name in apifansly.SCENARIOS.keys() - BROKEN - SLOW:
            await play_apifansly(http, simulator, name)
    assert judging.answers > 300
    assert not judging.faults


def test_a_judge_finds_what_is_unlike_an_example() -> None:
    assert not list(unlike({"a": 1, "b": None}, {"a": 2, "b": "x"}))
    assert list(unlike({"a": 1}, {}))
    assert list(unlike({"a": {"b": False}}, {"a": {"b": 0}}))

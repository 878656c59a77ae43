"""Whatever a vendor answers: a step or an error of the tree, no call elsewhere, and nothing secret shown."""

from __future__ import annotations

import asyncio
import json
import traceback
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from providers import http
from providers.errors import NoAnswer, NotSent, ProviderError, Unreadable
from providers.logins import StepUp
from providers.registry import build
from providers.secret import Secret
from tests.contract.calls import outcome, that_go_on, that_stand_alone
from tests.contract.case import CODE, KEY, PASSWORD, Case
from tests.contract.spoiling import GONE, spoilt
from tests.contract.vendor import Reply, Vendor, json_reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator, Sequence

    from _pytest.mark import ParameterSet

    from providers.base import Provider
    from providers.steps import CodeNeeded

SECRETS = (KEY, CODE, PASSWORD)
UNREADABLE = {
    "HTML": Reply(b"<html>Bad gateway</html>", headers={"content-type": "text/html"}),
    "nothing": Reply(b"", 204),
    "an empty answer": Reply(b""),
    "half an object": Reply(b'{"state": "pen'),
    "no text": Reply(b"\xff\xfe\x00{"),
    "null": Reply(b"null"),
    "a number": Reply(b"1"),
    "an array": Reply(b"[]"),
    "a text": Reply(b'"pending"'),
    "deep nesting": Reply(b"[" * 200_000),
    "an endless number": Reply(b'{"state": ' + b"9" * 10_000 + b"}"),
    "a huge object": json_reply({"state": "pending", "filler": "x" * http.BODY_BYTES}),
    "a redirect": Reply(b"", 302, {"location": "http://127.0.0.1:1/elsewhere"}),
    "compressed bytes": Reply(b"\x1f\x8b", 200, {"content-encoding": "gzip"}),
    "an HTML refusal": Reply(b"<html>Forbidden</html>", 403, {"content-type": "text/html"}),
}
ODD: tuple[object, ...] = (GONE, None, True, [None], {}, "no id", 10**400)
HOSTILE = (
    "http://169.254.169.254/latest",
    "https://evil.example/steal",
    "../../v1/me/keys",
    "acct_1/../../me",
    "@evil.example",
    "a?b#c",
    "%2e%2e%2f",
    "\r\nX-Injected: 1",
    "\x00\ud800",
    "x" * 5000,
    "",
)


def sample_of(values: Sequence[object], name: str) -> list[ParameterSet]:
    """Name the values; all but the first are slow together, a second for each and each adapter."""
    return [
        pytest.param(value, id=f"{name}-{place}", marks=[pytest.mark.slow] if place else [])
        for place, value in enumerate(values)
    ]


@pytest.mark.parametrize("reply", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_an_answer_of_another_shape_is_unreadable_in_every_call(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded, reply: Reply
) -> None:
    vendor.answer(*map(json_reply, case.start.reads), reply)
    with pytest.raises(Unreadable) as caught:
        await provider.start(case.start.login)
    assert caught.value.sent
    vendor.answer(reply)
    with pytest.raises(Unreadable):
        await provider.submit_code(asked.resume, Secret(CODE))
    if case.polled is not None:
        with pytest.raises(Unreadable):
            await provider.check(asked.resume)
    for call in that_stand_alone(provider):
        await outcome(call)


@pytest.mark.parametrize("value", sample_of(ODD, "odd"))
async def test_any_value_in_any_member_gives_a_step_or_an_error_of_the_tree(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded, value: object
) -> None:
    for answer in case.answers:
        for bad in spoilt(answer, value):
            came = await every_outcome(case, provider, vendor, asked, bad)
            assert {request.path for request in came} <= case.paths


@pytest.mark.parametrize("value", sample_of(HOSTILE, "hostile"))
async def test_a_hostile_text_in_any_member_leads_to_no_request_elsewhere(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded, value: str
) -> None:
    for answer in case.answers:
        for bad in spoilt(answer, value):
            came = await every_outcome(case, provider, vendor, asked, bad)
            assert {request.path for request in came} <= case.paths
            assert not [request for request in came if "x-injected" in request.headers]


async def test_the_paths_of_a_case_are_those_that_are_called(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded
) -> None:
    came = [
        request.path
        for answer in case.answers
        for request in await every_outcome(case, provider, vendor, asked, answer)
    ]
    assert set(came) == case.paths


async def test_a_body_that_never_ends_is_no_answer_within_the_limit(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[float] = []

    def shortened(limit: float) -> asyncio.Timeout:
        limits.append(limit)
        return asyncio.timeout(0.1)

    monkeypatch.setattr(http, "asyncio", SimpleNamespace(timeout=shortened))
    slow = Reply(b'{"state": ', headers={"content-type": "application/json"}, whole=False)
    begun, handed = provider.start(case.start.login), provider.submit_code(asked.resume, Secret(CODE))
    for reads, call in ((case.start.reads, begun), ((), handed)):
        vendor.answer(*map(json_reply, reads), slow)
        with pytest.raises(NoAnswer):
            await call
    assert max(limits) <= http.START_SECONDS


async def test_no_error_holds_a_secret_anywhere(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded
) -> None:
    echo = json.dumps({"echo": [*SECRETS]}).encode()
    for reply in (Reply(echo, 500), Reply(echo, 429), Reply(echo[:-1]), Reply(b"x" + echo, 403)):
        vendor.answer(reply)
        for call in with_secrets(case, provider, asked):
            with pytest.raises(ProviderError) as caught:
                await call
            assert_silent(caught.value)


async def test_a_connection_that_breaks_leaves_the_outcome_unknown_and_silent(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded
) -> None:
    vendor.answer(Reply(b"{", headers={"content-length": "100"}))
    for call in with_secrets(case, provider, asked):
        with pytest.raises(NoAnswer) as caught:
            await call
        assert caught.value.sent
        assert_silent(caught.value)


async def test_nobody_at_the_address_means_not_sent(case: Case) -> None:
    provider = build(case.slug, Secret(KEY), "http://127.0.0.1:1")
    with pytest.raises(NotSent) as caught:
        await provider.start(case.with_password.login)
    await provider.aclose()
    assert not caught.value.sent
    assert_silent(caught.value)


def with_secrets(case: Case, provider: Provider, asked: CodeNeeded) -> Iterator[Awaitable[Any]]:
    """Make the calls that carry a code and a password."""
    yield provider.submit_code(asked.resume, Secret(CODE))
    yield provider.start(case.with_password.login)


def assert_silent(error: BaseException) -> None:
    """Find no secret in the error, its chain, its attributes, or the locals of its traceback."""
    assert error.__cause__ is None
    assert error.__context__ is None
    parts = [str(error), repr(error), repr(vars(error))]
    parts += traceback.TracebackException.from_exception(error, capture_locals=True).format()
    ours = "\n".join(part for part in parts if "/tests/" not in part)
    assert not [secret for secret in SECRETS if secret in ours]


async def every_outcome(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded, answer: object
) -> list[Any]:
    """Have `answer` given to every call, and to those that follow a start; give the requests that came."""
    came = []
    for start in case.starts:
        vendor.answer(*map(json_reply, start.reads), json_reply(answer))
        step = await outcome(provider.start(start.login))
        came += vendor.came
        if hasattr(step, "resume"):
            # Of the further logins only a step-up goes on otherwise than the first.
            differs = start is case.start or isinstance(start.login, StepUp)
            after = that_go_on(provider, step.resume) if differs else iter([provider.check(step.resume)])
            came += await _requests(vendor, answer, after)
    came += await _requests(vendor, answer, that_go_on(provider, asked.resume))
    return came + await _requests(vendor, answer, that_stand_alone(provider))


async def _requests(vendor: Vendor, answer: object, calls: Iterator[Awaitable[object]]) -> list[Any]:
    vendor.answer(json_reply(answer))
    for call in calls:
        await outcome(call)
    return list(vendor.came)

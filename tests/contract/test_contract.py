"""The contract of providers.base, kept by every adapter of the registry."""

from __future__ import annotations

import json
import traceback
from typing import TYPE_CHECKING, Any

import pytest

from providers import http
from providers.base import CodeNeeded, Failed, Provider, Reason, Working
from providers.errors import NoAnswer, NotSent, ProviderError, Throttled, Unavailable, Unreadable
from providers.registry import ADAPTERS, build
from providers.secret import Secret
from sandbox.serving import serve_app
from tests.contract.case import CODE, KEY, PASSWORD, Case, shown, stored
from tests.contract.onlyfanskit import ONLYFANSKIT
from tests.contract.vendor import Reply, Vendor, json_reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CASES = {case.slug: case for case in (ONLYFANSKIT,)}
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
HOSTILE = (
    "http://169.254.169.254/latest",
    "https://evil.example/steal",
    "//evil.example",
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


@pytest.fixture(params=list(CASES.values()), ids=list(CASES))
def case(request: pytest.FixtureRequest) -> Case:
    """Give each adapter's payloads."""
    found: Case = request.param
    return found


@pytest.fixture
def vendor() -> Vendor:
    """Give a vendor that does as told."""
    return Vendor()


@pytest.fixture
async def provider(case: Case, vendor: Vendor) -> AsyncIterator[Provider]:
    """Build the adapter for the vendor's address."""
    async with serve_app(vendor) as base_url:
        built = build(case.slug, Secret(KEY), base_url)
        yield built
        await built.aclose()


@pytest.fixture
async def asked(case: Case, provider: Provider, vendor: Vendor) -> CodeNeeded:
    """Start a login that wants a code."""
    vendor.answer(json_reply(case.asks))
    step = await provider.start(case.login)
    assert isinstance(step, CodeNeeded)
    return step


def test_every_adapter_of_the_registry_is_tested() -> None:
    assert set(CASES) == set(ADAPTERS)
    assert all(ADAPTERS[slug].manifest.slug == slug for slug in ADAPTERS)


async def test_building_sends_nothing(provider: Provider, vendor: Vendor) -> None:
    assert provider.manifest.slug
    assert vendor.came == []


async def test_a_start_is_sent_once_with_the_key(case: Case, provider: Provider, vendor: Vendor) -> None:
    for login in (case.login, *case.others):
        vendor.answer(json_reply(case.asks))
        await provider.start(login)
        assert len(vendor.came) == 1
        assert any(KEY in value for value in vendor.came[0].headers.values())


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_start_that_failed_is_not_sent_again(
    case: Case, provider: Provider, vendor: Vendor, status: int
) -> None:
    vendor.answer(json_reply({}, status))
    with pytest.raises(ProviderError):
        await provider.start(case.login)
    assert len(vendor.came) == 1


async def test_a_login_of_another_kind_is_unsupported_and_sends_nothing(
    case: Case, provider: Provider, vendor: Vendor
) -> None:
    for login in case.unsupported:
        assert await provider.start(login) == Failed(Reason.UNSUPPORTED)
    assert vendor.came == []


async def test_a_wrong_code_is_a_step_asked_anew_and_shown_once(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded
) -> None:
    vendor.answer(*(json_reply(payload) for payload in case.wrong))
    step = await provider.submit_code(asked.resume, Secret(CODE))
    while isinstance(step, Working):
        step = await provider.check(step.resume)
    assert isinstance(step, CodeNeeded)
    assert step.rejected
    assert step.challenge != asked.challenge
    assert step.channel is asked.channel
    again = await provider.check(step.resume)
    assert again == step


async def test_checking_again_gives_the_same_step(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded
) -> None:
    vendor.answer(json_reply(case.polled))
    once = await provider.check(asked.resume)
    assert once == asked
    assert await provider.check(asked.resume) == once
    assert {came.method for came in vendor.came} == {"GET"}


async def test_an_unknown_state_is_working(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded
) -> None:
    for payload in case.busy:
        vendor.answer(json_reply(payload))
        assert isinstance(await provider.check(asked.resume), Working)


async def test_every_refused_start_has_its_reason(case: Case, provider: Provider, vendor: Vendor) -> None:
    for status, reason in case.start_refusals.items():
        vendor.answer(json_reply({"title": "x", "status": status}, status))
        assert await provider.start(case.login) == Failed(reason)


async def test_every_refused_check_has_its_reason(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded
) -> None:
    for status, reason in case.poll_refusals.items():
        for body in (b"", b"{}"):
            vendor.answer(Reply(body, status))
            assert await provider.check(asked.resume) == Failed(reason)


@pytest.mark.parametrize("reply", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_an_answer_of_another_shape_is_unreadable_in_every_call(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded, reply: Reply
) -> None:
    vendor.answer(reply)
    for call in (
        provider.start(case.login),
        provider.check(asked.resume),
        provider.submit_code(asked.resume, Secret(CODE)),
    ):
        with pytest.raises(Unreadable) as caught:
            await call
        assert caught.value.sent
    assert len(vendor.came) == 3


async def test_a_throttled_call_says_when_to_come_back(
    case: Case, provider: Provider, vendor: Vendor
) -> None:
    vendor.answer(json_reply({}, 429, retry_after="7"))
    with pytest.raises(Throttled) as caught:
        await provider.start(case.login)
    assert (caught.value.retry_after, caught.value.sent) == (7.0, False)


async def test_an_html_fault_of_the_provider_is_unavailable(
    case: Case, provider: Provider, vendor: Vendor
) -> None:
    for status in (500, 502, 503, 520, 524):
        vendor.answer(Reply(b"<html>", status, {"content-type": "text/html"}))
        with pytest.raises(Unavailable) as caught:
            await provider.start(case.login)
        assert (caught.value.status, caught.value.sent) == (status, True)


@pytest.mark.parametrize("value", [None, 0, True, [], {}, [None], "", "x", 1e308], ids=repr)
async def test_any_value_in_any_field_gives_a_step_or_an_error_of_the_tree(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded, value: object
) -> None:
    for name in case.fields:
        for payload in (case.fields | {name: value}, {k: v for k, v in case.fields.items() if k != name}):
            vendor.answer(json_reply(payload))
            await _step_or_error(provider, case, asked.resume)


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
async def test_a_hostile_text_in_any_field_leads_to_no_request_elsewhere(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded, value: str
) -> None:
    known = {came.path for came in vendor.came}
    for name in case.fields:
        vendor.answer(json_reply(case.fields | {name: value}))
        step = await _step_or_error(provider, case, asked.resume)
        if step is not None and not isinstance(step, Failed) and hasattr(step, "resume"):
            vendor.came.clear()
            await _step_or_error(provider, case, step.resume)
        assert all("att_1" in came.path or came.path in known for came in vendor.came)
        assert all("x-injected" not in came.headers for came in vendor.came)


async def test_an_account_that_is_no_id_is_sent_nowhere(provider: Provider, vendor: Vendor) -> None:
    for account in HOSTILE:
        assert isinstance(await provider.start(stored(account)), Failed)
    assert vendor.came == []


async def test_a_resume_of_another_make_ends_as_gone(case: Case, provider: Provider, vendor: Vendor) -> None:
    for resume in (
        "",
        "{}",
        "null",
        "[]",
        '{"version":2,"attempt":"att_1"}',
        '{"version":1,"attempt":"../me"}',
    ):
        assert await provider.check(resume) == Failed(Reason.ATTEMPT_GONE), case.slug
        assert await provider.submit_code(resume, Secret(CODE)) == Failed(Reason.ATTEMPT_GONE)
    assert vendor.came == []


async def test_no_step_shows_what_it_resumes_from(asked: CodeNeeded) -> None:
    assert asked.resume not in shown(asked)


async def test_no_error_holds_a_secret_anywhere(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded
) -> None:
    echo = json.dumps({"echo": [*SECRETS]}).encode()
    for reply in (Reply(echo, 500), Reply(echo, 429), Reply(echo[:-1]), Reply(b"x" + echo, 403)):
        vendor.answer(reply)
        for call in (provider.submit_code(asked.resume, Secret(CODE)), provider.start(case.others[0])):
            with pytest.raises(ProviderError) as caught:
                await call
            assert_silent(caught.value)


async def test_a_connection_that_breaks_leaves_the_outcome_unknown_and_silent(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded
) -> None:
    vendor.answer(Reply(b"{", headers={"content-length": "100"}))
    for call in (provider.submit_code(asked.resume, Secret(CODE)), provider.start(case.others[0])):
        with pytest.raises(NoAnswer) as caught:
            await call
        assert caught.value.sent
        assert_silent(caught.value)


async def test_nobody_at_the_address_means_not_sent(case: Case) -> None:
    provider = build(case.slug, Secret(KEY), "http://127.0.0.1:1")
    with pytest.raises(NotSent) as caught:
        await provider.start(case.others[0])
    await provider.aclose()
    assert not caught.value.sent
    assert_silent(caught.value)


def assert_silent(error: BaseException) -> None:
    """Find no secret in the error, its chain, its attributes, or the locals of its traceback."""
    assert error.__cause__ is None
    assert error.__context__ is None
    parts = [str(error), repr(error), repr(vars(error))]
    parts += traceback.TracebackException.from_exception(error, capture_locals=True).format()
    ours = "\n".join(part for part in parts if "/tests/" not in part)
    assert not [secret for secret in SECRETS if secret in ours]


async def _step_or_error(provider: Provider, case: Case, resume: str) -> Any:  # noqa: ANN401 - any step
    """Make each call and give the last start's step; only errors of the tree may come."""
    for act in case.acts.values():
        await _caught(act(provider, resume))
    await _caught(provider.check(resume))
    await _caught(provider.submit_code(resume, Secret(CODE)))
    return await _caught(provider.start(case.login))


async def _caught(call: Any) -> Any:  # noqa: ANN401 - any step
    try:
        return await call
    except ProviderError:
        return None

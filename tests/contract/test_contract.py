"""The contract of providers.base, kept by every adapter of the registry."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from providers import http
from providers.base import CanDisconnect, CanListAccounts, Provider
from providers.errors import NotSent, ProviderError, Throttled, Unavailable, Unreadable
from providers.registry import ADAPTERS
from providers.secret import Secret
from providers.steps import CodeNeeded, Failed, LinkNeeded, Reason, Working
from tests.contract.calls import ACCOUNT, aimed_at, unsupported
from tests.contract.case import CODE, KEY, PASSWORD, Case, lost, shown
from tests.contract.vendor import Reply, Vendor, json_reply

if TYPE_CHECKING:
    from providers.steps import Step

KEY_FAULTS = {401: Reason.KEY_REFUSED, 402: Reason.PLAN_REFUSED, 403: Reason.SCOPE_REFUSED}


def test_each_adapter_is_found_by_its_own_slug(case: Case) -> None:
    assert ADAPTERS[case.slug].manifest.slug == case.slug


async def test_building_sends_nothing(provider: Provider, vendor: Vendor) -> None:
    assert provider.manifest.slug
    assert vendor.came == []


async def test_a_start_is_sent_once_with_the_key_and_only_reads_come_before_it(
    case: Case, provider: Provider, vendor: Vendor
) -> None:
    for start in case.starts:
        vendor.answer(*map(json_reply, (*start.reads, start.answer)))
        step = await provider.start(start.login)
        assert not isinstance(step, Failed)
        assert [came.method == "GET" for came in vendor.came] == [True] * len(start.reads) + [False]
        assert all(KEY in " ".join(came.headers.values()) for came in vendor.came)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_start_that_failed_is_not_sent_again(
    case: Case, provider: Provider, vendor: Vendor, status: int
) -> None:
    for start in case.starts:
        vendor.answer(*map(json_reply, start.reads), json_reply({}, status))
        with pytest.raises(ProviderError):
            await provider.start(start.login)
        assert len(vendor.writes()) == 1


async def test_nothing_is_started_if_the_read_before_it_failed(
    case: Case, provider: Provider, vendor: Vendor
) -> None:
    for start in case.starts:
        vendor.answer(json_reply({}, 500))
        with pytest.raises(ProviderError):
            await provider.start(start.login)
        assert len(vendor.writes()) == (0 if start.reads else 1)


async def test_a_login_of_another_kind_is_unsupported_and_sends_nothing(
    provider: Provider, vendor: Vendor
) -> None:
    for login in unsupported(provider):
        assert await provider.start(login) == Failed(Reason.UNSUPPORTED)
    assert vendor.came == []


async def test_only_a_step_that_says_so_remembers_her_password(
    case: Case, provider: Provider, vendor: Vendor
) -> None:
    start = case.with_password
    vendor.answer(*map(json_reply, (*start.reads, start.answer)))
    step = await provider.start(start.login)
    assert isinstance(step, (Working, CodeNeeded, LinkNeeded))
    assert (PASSWORD in step.resume) == (isinstance(step, CodeNeeded) and step.holds_password)
    assert PASSWORD not in shown(step)


async def test_a_right_code_signs_in_and_is_sent_once(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded
) -> None:
    assert await answered(provider, vendor, asked, case.right) == case.done
    assert len([came for came in vendor.writes() if CODE.encode() in came.body]) == 1


async def test_a_wrong_code_is_a_step_asked_anew_and_shown_once(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded
) -> None:
    step = await answered(provider, vendor, asked, case.wrong)
    assert isinstance(step, CodeNeeded)
    assert step.rejected
    assert step.challenge != asked.challenge
    assert step.channel is asked.channel
    again = await provider.check(step.resume)
    assert isinstance(again, CodeNeeded)
    assert (again.challenge, again.rejected) == (step.challenge, True)


async def test_checking_again_gives_the_same_step_and_only_looks(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded
) -> None:
    for _ in range(2):
        again = await provider.check(asked.resume)
        assert isinstance(again, CodeNeeded)
        assert (again.resume, again.challenge, again.rejected) == (asked.resume, asked.challenge, False)
    assert vendor.writes() == []
    assert case.polled is not None or vendor.came == []


async def test_an_unknown_state_is_working(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded
) -> None:
    for payload in case.busy:
        vendor.answer(json_reply(payload))
        assert isinstance(await provider.check(asked.resume), Working)


async def test_every_refused_start_has_its_reason(case: Case, provider: Provider, vendor: Vendor) -> None:
    for status, reason in case.start_refusals.items():
        vendor.answer(*map(json_reply, case.start.reads), json_reply(dict(case.refusal), status))
        assert await provider.start(case.start.login) == Failed(reason), status


async def test_every_refused_check_has_its_reason(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded
) -> None:
    for status, reason in case.check_refusals.items():
        for reply in (Reply(b"", status), Reply(b"{}", status), json_reply(dict(case.refusal), status)):
            vendor.answer(reply)
            assert await provider.check(asked.resume) == Failed(reason), status


@pytest.mark.parametrize("status", KEY_FAULTS)
async def test_a_fault_of_the_key_is_named_as_such_by_every_call(
    case: Case, provider: Provider, vendor: Vendor, asked: CodeNeeded, status: int
) -> None:
    reason = KEY_FAULTS[status]
    vendor.answer(json_reply(dict(case.refusal), status))
    assert await provider.preflight() == Failed(reason)
    assert await provider.submit_code(asked.resume, Secret(CODE)) == Failed(reason)
    for start in case.starts:
        assert await provider.start(start.login) == Failed(reason)
    if isinstance(provider, CanListAccounts):
        assert await provider.list_accounts() == Failed(reason)
    if isinstance(provider, CanDisconnect):
        assert await provider.disconnect(ACCOUNT) == Failed(reason)


async def test_a_throttled_call_says_when_to_come_back(
    case: Case, provider: Provider, vendor: Vendor
) -> None:
    vendor.answer(*map(json_reply, case.start.reads), json_reply({}, 429, retry_after="7"))
    with pytest.raises(Throttled) as caught:
        await provider.start(case.start.login)
    assert (caught.value.retry_after, caught.value.sent) == (7.0, False)


async def test_an_html_fault_of_the_provider_is_unavailable(
    case: Case, provider: Provider, vendor: Vendor
) -> None:
    for status in (500, 502, 503, 520, 524):
        fault = Reply(b"<html>", status, {"content-type": "text/html"})
        vendor.answer(*map(json_reply, case.start.reads), fault)
        with pytest.raises(Unavailable) as caught:
            await provider.start(case.start.login)
        assert (caught.value.status, caught.value.sent) == (status, True)


@pytest.mark.parametrize("status", [500, 503])
async def test_where_a_read_before_a_start_gives_nothing_surely_nothing_was_begun(
    case: Case, provider: Provider, vendor: Vendor, status: int
) -> None:
    for start in case.starts:
        if not start.reads:
            continue
        vendor.answer(json_reply({}, status))
        with pytest.raises(NotSent):
            await provider.start(start.login)
        assert [came.method for came in vendor.came] == ["GET"]


async def test_the_accounts_are_listed_by_id_and_by_their_name_on_the_platform(
    case: Case, provider: Provider, vendor: Vendor
) -> None:
    if case.listed is None:
        assert not isinstance(provider, CanListAccounts)
        return
    payload, expected = case.listed
    vendor.answer(json_reply(payload))
    assert isinstance(provider, CanListAccounts)
    assert await provider.list_accounts() == expected


async def test_a_list_is_read_that_is_longer_than_any_other_answer_may_be(
    case: Case, provider: Provider, vendor: Vendor
) -> None:
    if case.listed is None or not isinstance(provider, CanListAccounts):
        return
    payload, expected = case.listed
    vendor.answer(Reply(json.dumps(payload).encode() + b" " * http.BODY_BYTES))
    assert await provider.list_accounts() == expected
    vendor.answer(Reply(json.dumps(payload).encode() + b" " * http.LIST_BYTES))
    with pytest.raises(Unreadable):
        await provider.list_accounts()


async def test_an_account_is_disconnected_also_if_it_was_gone(
    case: Case, provider: Provider, vendor: Vendor
) -> None:
    if not isinstance(provider, CanDisconnect):
        return
    for reply in (Reply(b"", 204), Reply(b"{}"), json_reply(dict(case.refusal), 404)):
        vendor.answer(reply)
        assert await provider.disconnect(ACCOUNT) is None
        assert [came.method for came in vendor.came] == ["DELETE"]


async def test_looking_for_a_lost_start_begins_nothing(provider: Provider, vendor: Vendor) -> None:
    for reply in (json_reply({}), json_reply([]), json_reply({}, 404)):
        vendor.answer(reply)
        for platform in provider.manifest.platforms:
            for account in (None, ACCOUNT):
                try:
                    assert await provider.recover(lost(platform, account)) is None
                except ProviderError:
                    assert len(vendor.came) > 0
        assert vendor.writes() == []


async def test_an_account_that_is_no_id_is_sent_nowhere(
    case: Case, provider: Provider, vendor: Vendor
) -> None:
    for account in ("../../v1/me", "acct_1/../me", "a?b", "", "x" * 65):
        for login in [aimed_at(start.login, account) for start in case.starts]:
            assert login is None or isinstance(await provider.start(login), Failed)
        if isinstance(provider, CanDisconnect):
            assert isinstance(await provider.disconnect(account), Failed)
    assert vendor.came == []


async def test_a_resume_of_another_make_ends_as_gone(provider: Provider, vendor: Vendor) -> None:
    for resume in (
        "",
        "{}",
        "null",
        "[]",
        '{"version":999,"attempt":"att_1"}',
        '{"version":1,"attempt":"../me"}',
    ):
        assert await provider.check(resume) == Failed(Reason.ATTEMPT_GONE)
        assert await provider.submit_code(resume, Secret(CODE)) == Failed(Reason.ATTEMPT_GONE)
    assert vendor.came == []


async def test_no_step_shows_what_it_resumes_from(asked: CodeNeeded) -> None:
    assert asked.resume not in shown(asked)


async def answered(provider: Provider, vendor: Vendor, asked: CodeNeeded, replies: tuple[Reply, ...]) -> Step:
    """Hand over a code, and look for as long as the vendor says nothing else."""
    vendor.answer(*replies)
    step = await provider.submit_code(asked.resume, Secret(CODE))
    for _ in replies:
        if isinstance(step, Working) or (isinstance(step, CodeNeeded) and step.challenge == asked.challenge):
            step = await provider.check(step.resume)
    return step

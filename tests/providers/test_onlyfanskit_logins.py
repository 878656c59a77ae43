"""Whole sign-ins through the adapter against the simulated vendor over HTTP."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from providers.errors import NoAnswer, Throttled, Unavailable, Unreadable
from providers.logins import CountryProxy, Credentials, Lost, Platform, StoredCredentials
from providers.registry import build
from providers.secret import Secret
from providers.steps import (
    Channel,
    CodeNeeded,
    Done,
    Failed,
    LinkKind,
    LinkNeeded,
    ListedAccount,
    Reason,
    Step,
    Working,
)
from sandbox.onlyfanskit import SCENARIOS, Account, Fault, Simulator

if TYPE_CHECKING:
    from providers.onlyfanskit.adapter import OnlyFansKit
    from tests.providers.conftest import Clock

WRONG = Secret("nonsense")
REFERENCE = "cb-Rf3_x9-K2mQa"


async def code_asked(step: Step) -> CodeNeeded:
    """Take a step that has to want a code."""
    assert isinstance(step, CodeNeeded)
    return step


def first_connection(password: str, proxy: CountryProxy | None = None) -> Credentials:
    """Give Stella's first connection with a password."""
    label = f"Stella (Moonlight Agency) {REFERENCE}"
    email = Secret("stella@example.com")
    return Credentials(Platform.ONLYFANS, email, Secret(password), label, REFERENCE, proxy)


async def start(adapter: OnlyFansKit, account: str) -> Step:
    """Sign an account in again."""
    return await adapter.start(StoredCredentials(account))


async def answer(adapter: OnlyFansKit, simulator: Simulator, asked: CodeNeeded, account: str) -> Step:
    """Hand over the next code that the creator gets."""
    code = await simulator.phone(account).next_code()
    return await adapter.submit_code(asked.resume, Secret(code))


async def test_an_account_without_second_factor_is_signed_in_at_once(adapter: OnlyFansKit) -> None:
    assert await start(adapter, "acct_plain") == Done("acct_plain")


async def test_the_code_from_the_sms_signs_in(adapter: OnlyFansKit, simulator: Simulator) -> None:
    asked = await code_asked(await start(adapter, "acct_sms"))
    assert (asked.channel, asked.sent, asked.rejected, asked.resend_after) == (Channel.SMS, True, False, None)
    code = await simulator.phone("acct_sms").next_code()
    assert await adapter.submit_code(asked.resume, Secret(code)) == Done("acct_sms")
    assert simulator.submissions(code) == 1


async def test_the_code_of_the_authenticator_signs_in(
    adapter: OnlyFansKit, simulator: Simulator, clock: Clock
) -> None:
    asked = await code_asked(await start(adapter, "acct_authenticator"))
    assert asked.channel is Channel.AUTHENTICATOR
    clock.now += 60
    (attempt,) = simulator.attempts
    assert await adapter.submit_code(asked.resume, Secret(simulator.code_for(attempt))) == Done(
        "acct_authenticator"
    )


async def test_the_email_is_sent_by_a_call_of_its_own_and_never_by_a_check(
    adapter: OnlyFansKit, simulator: Simulator
) -> None:
    gate = await code_asked(await start(adapter, "acct_email"))
    assert (gate.channel, gate.sent, gate.hint) == (Channel.EMAIL, False, "e****@e******.com")
    assert await adapter.check(gate.resume) == gate
    assert simulator.requests_to("POST", "send-email") == []

    sent = await code_asked(await adapter.send_code(gate.resume))
    assert (sent.sent, sent.challenge, sent.hint) == (True, gate.challenge, gate.hint)
    assert sent.resend_after == 60
    assert await adapter.check(sent.resume) == sent
    assert await answer(adapter, simulator, sent, "acct_email") == Done("acct_email")


async def test_an_email_is_sent_again_on_request(adapter: OnlyFansKit, simulator: Simulator) -> None:
    gate = await code_asked(await start(adapter, "acct_email"))
    sent = await code_asked(await adapter.send_code(gate.resume))
    lost = await simulator.phone("acct_email").next_code()
    again = await code_asked(await adapter.send_code(sent.resume))
    assert again == sent
    assert (await simulator.phone("acct_email").next_code()) != lost


@pytest.mark.parametrize("reply", [Fault.EMPTY, Fault.HTML, Fault.ARRAY])
async def test_whatever_the_email_call_answers_with_success_means_sent(
    adapter: OnlyFansKit, simulator: Simulator, reply: Fault
) -> None:
    gate = await code_asked(await start(adapter, "acct_email"))
    simulator.fail_next(reply, "POST", "send-email")
    assert (await code_asked(await adapter.send_code(gate.resume))).sent


async def test_there_is_nothing_to_send_at_another_gate(adapter: OnlyFansKit, simulator: Simulator) -> None:
    asked = await code_asked(await start(adapter, "acct_sms"))
    assert await adapter.send_code(asked.resume) == asked
    assert simulator.requests_to("POST", "send-email") == []


async def test_gates_chain(adapter: OnlyFansKit, simulator: Simulator) -> None:
    asked = await code_asked(await start(adapter, "acct_sms_email"))
    gate = await code_asked(await answer(adapter, simulator, asked, "acct_sms_email"))
    assert (gate.channel, gate.sent, gate.rejected) == (Channel.EMAIL, False, False)
    assert gate.challenge != asked.challenge
    sent = await code_asked(await adapter.send_code(gate.resume))
    assert await answer(adapter, simulator, sent, "acct_sms_email") == Done("acct_sms_email")


@pytest.mark.parametrize(
    ("account", "channel"),
    [("acct_sms", Channel.SMS), ("acct_authenticator", Channel.AUTHENTICATOR), ("acct_email", Channel.EMAIL)],
)
async def test_a_wrong_code_is_asked_again_once_in_the_channel_it_came_by(
    adapter: OnlyFansKit, simulator: Simulator, account: str, channel: Channel
) -> None:
    asked = await code_asked(await start(adapter, account))
    if not asked.sent:
        asked = await code_asked(await adapter.send_code(asked.resume))
    seen = {asked.challenge}
    for _ in range(3):
        asked = await code_asked(await adapter.submit_code(asked.resume, WRONG))
        assert (asked.rejected, asked.channel, asked.sent) == (True, channel, True)
        assert asked.challenge not in seen
        assert await adapter.check(asked.resume) == asked
        seen.add(asked.challenge)
    assert await answer(adapter, simulator, asked, account) == Done(account)


async def test_a_right_code_called_wrong_is_followed_by_another(
    adapter: OnlyFansKit, simulator: Simulator
) -> None:
    asked = await code_asked(await start(adapter, "acct_wrong_once"))
    again = await code_asked(await answer(adapter, simulator, asked, "acct_wrong_once"))
    assert again.rejected
    assert await answer(adapter, simulator, again, "acct_wrong_once") == Done("acct_wrong_once")


async def test_codes_that_are_wrong_to_the_end_fail(adapter: OnlyFansKit, simulator: Simulator) -> None:
    step = await start(adapter, "acct_wrong_until_failed")
    for _ in range(3):
        step = await answer(adapter, simulator, await code_asked(step), "acct_wrong_until_failed")
    assert step == Failed(Reason.LOGIN_FAILED)


async def test_a_slow_provider_is_working_before_and_after_the_code(
    adapter: OnlyFansKit, simulator: Simulator, clock: Clock
) -> None:
    step = await start(adapter, "acct_slow")
    assert isinstance(step, Working)
    clock.now += 47
    asked = await code_asked(await adapter.check(step.resume))
    step = await answer(adapter, simulator, asked, "acct_slow")
    assert isinstance(step, Working)
    clock.now += 48
    assert await adapter.check(step.resume) == Done("acct_slow")


async def test_a_wrong_code_that_is_judged_late_is_asked_anew_each_time(
    adapter: OnlyFansKit, simulator: Simulator, clock: Clock
) -> None:
    step = await start(adapter, "acct_slow")
    assert isinstance(step, Working)
    clock.now += 47
    asked = await code_asked(await adapter.check(step.resume))
    for _ in range(2):
        step = await adapter.submit_code(asked.resume, WRONG)
        assert isinstance(step, Working)
        assert isinstance(await adapter.check(step.resume), Working)
        clock.now += 48
        again = await code_asked(await adapter.check(step.resume))
        assert (again.rejected, again.channel) == (True, Channel.SMS)
        assert again.challenge != asked.challenge
        asked = again
    assert simulator.attempts_of("acct_slow")[0].wrong == 2


async def test_a_selfie_is_confirmed_by_her_word(adapter: OnlyFansKit, simulator: Simulator) -> None:
    step = await start(adapter, "acct_selfie")
    (attempt,) = simulator.attempts
    assert isinstance(step, LinkNeeded)
    assert (step.kind, step.needs_confirmation) == (LinkKind.SELFIE, True)
    assert step.url == f"https://onlyfanskit.dev/verify/{attempt}"
    assert await adapter.check(step.resume) == step
    assert await adapter.confirm_link(step.resume) == Done("acct_selfie")
    assert simulator.requests_to("PUT")[0].body == {"selfie_verification_completed": True}


async def test_a_selfie_may_come_without_a_link(adapter: OnlyFansKit) -> None:
    step = await start(adapter, "acct_selfie_no_link")
    assert isinstance(step, LinkNeeded)
    assert step.url is None
    assert await adapter.confirm_link(step.resume) == Done("acct_selfie_no_link")


async def test_signing_in_with_the_app_is_only_waited_for(adapter: OnlyFansKit, simulator: Simulator) -> None:
    step = await start(adapter, "acct_app")
    assert isinstance(step, LinkNeeded)
    assert (step.kind, step.needs_confirmation) == (LinkKind.APP, False)
    assert simulator.phone("acct_app").use_app()
    assert await adapter.check(step.resume) == Done("acct_app")


async def test_a_link_elsewhere_ends_the_login_and_names_its_host(
    adapter: OnlyFansKit, simulator: Simulator
) -> None:
    simulator.link_base = "https://selfie.example.net"
    assert await start(adapter, "acct_selfie") == Failed(Reason.LINK_HOST_UNKNOWN, host="selfie.example.net")


async def test_the_page_of_a_vendor_on_this_machine_is_shown_if_it_was_added(simulator: Simulator) -> None:
    host = simulator.base_url.removeprefix("http://")
    simulator.link_base = simulator.base_url
    adapter = build("onlyfanskit", Secret(simulator.key), simulator.base_url, (host,))
    step = await adapter.start(StoredCredentials("acct_selfie"))
    await adapter.aclose()
    assert isinstance(step, LinkNeeded)
    assert (step.url or "").startswith(simulator.base_url)


@pytest.mark.parametrize("account", ["acct_vanishing", "acct_vanishing_410"])
async def test_an_attempt_that_vanishes_is_gone(
    adapter: OnlyFansKit, simulator: Simulator, clock: Clock, account: str
) -> None:
    asked = await code_asked(await start(adapter, account))
    code = await simulator.phone(account).next_code()
    clock.now += 5
    for call in (adapter.check(asked.resume), adapter.submit_code(asked.resume, Secret(code))):
        assert await call == Failed(Reason.ATTEMPT_GONE)


@pytest.mark.parametrize(
    ("account", "reason"),
    [
        ("acct_no_credentials", Reason.NO_STORED_CREDENTIALS),
        ("acct_dead", Reason.NO_STORED_CREDENTIALS),
        ("acct_of_nobody", Reason.ACCOUNT_UNKNOWN),
        ("acct_unknown", Reason.ACCOUNT_UNKNOWN),
        ("acct_refused", Reason.CREDENTIALS_REFUSED),
        ("acct_bad_request", Reason.REQUEST_REFUSED),
        ("acct_key_refused", Reason.KEY_REFUSED),
        ("acct_plan_refused", Reason.PLAN_REFUSED),
        ("acct_scope_refused", Reason.SCOPE_REFUSED),
        ("acct_failed", Reason.LOGIN_FAILED),
    ],
)
async def test_every_refusal_has_its_reason(adapter: OnlyFansKit, account: str, reason: Reason) -> None:
    assert await start(adapter, account) == Failed(reason)


@pytest.mark.parametrize(
    ("account", "error"),
    [
        ("acct_error_500", Unavailable),
        ("acct_error_502", Unavailable),
        ("acct_error_503", Unavailable),
        ("acct_html", Unreadable),
        ("acct_garbage", Unreadable),
        ("acct_huge", Unreadable),
        ("acct_lost", NoAnswer),
    ],
)
async def test_what_gave_no_answer_is_an_error_and_was_sent_once(
    adapter: OnlyFansKit, simulator: Simulator, account: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await start(adapter, account)
    assert len(simulator.requests) == 1
    assert await adapter.recover(Lost(Platform.ONLYFANS, account, REFERENCE, since=0)) is None


async def test_a_lost_start_had_its_effect(adapter: OnlyFansKit, simulator: Simulator) -> None:
    with pytest.raises(NoAnswer):
        await start(adapter, "acct_lost")
    assert await simulator.phone("acct_lost").next_code()


async def test_a_throttled_start_says_when_to_come_back(adapter: OnlyFansKit) -> None:
    with pytest.raises(Throttled) as caught:
        await start(adapter, "acct_throttled")
    assert caught.value.retry_after == 12


async def test_a_code_whose_answer_is_lost_is_not_sent_again_by_the_adapter(
    adapter: OnlyFansKit, simulator: Simulator
) -> None:
    asked = await code_asked(await start(adapter, "acct_sms"))
    code = await simulator.phone("acct_sms").next_code()
    simulator.fail_next(Fault.LOST, "PUT")
    with pytest.raises(NoAnswer):
        await adapter.submit_code(asked.resume, Secret(code))
    assert await adapter.check(asked.resume) == Done("acct_sms")
    assert simulator.submissions(code) == 1


async def test_a_first_connection_names_the_fields_and_has_the_credentials_stored(
    adapter: OnlyFansKit, simulator: Simulator
) -> None:
    simulator.add_account(
        Account("acct_stella", SCENARIOS["sms"], login="stella@example.com", password="pw 1")
    )
    asked = await code_asked(await adapter.start(first_connection("pw 1", CountryProxy("us"))))
    assert await answer(adapter, simulator, asked, "acct_stella") == Done("acct_stella")
    assert simulator.requests[0].body == {
        "email": "stella@example.com",
        "password": "pw 1",
        "proxy_country": "us",
        "remember_credentials": True,
    }
    assert "pw 1" not in json.dumps(asked.resume)


async def test_a_wrong_password_is_refused(adapter: OnlyFansKit, simulator: Simulator) -> None:
    simulator.add_account(Account("acct_stella", login="stella@example.com"))
    assert await adapter.start(first_connection("wrong")) == Failed(Reason.CREDENTIALS_REFUSED)


async def test_the_key_is_tried_without_effect(adapter: OnlyFansKit, simulator: Simulator) -> None:
    assert await adapter.preflight() is None
    simulator.scopes = ("accounts:read", "me:read")
    assert await adapter.preflight() == Failed(Reason.SCOPE_REFUSED)
    simulator.scopes = ("accounts:read", "accounts:write")
    assert await adapter.preflight() is None
    simulator.scopes = ()
    assert await adapter.preflight() == Failed(Reason.SCOPE_REFUSED)
    simulator.key = "another"
    assert await adapter.preflight() == Failed(Reason.KEY_REFUSED)
    assert {request.method for request in simulator.requests} == {"GET"}


@pytest.mark.parametrize("wrapped_in", ["accounts", "data", None])
async def test_accounts_are_listed_however_they_are_wrapped(
    adapter: OnlyFansKit, simulator: Simulator, wrapped_in: str | None
) -> None:
    simulator.accounts = {"a1": Account("a1"), "a2": Account("a2", username="stella")}
    simulator.accounts_wrapped_in = wrapped_in
    assert await adapter.list_accounts() == (ListedAccount("a1"), ListedAccount("a2", "stella"))


async def test_an_account_is_disconnected_also_if_it_was_gone(
    adapter: OnlyFansKit, simulator: Simulator
) -> None:
    assert await adapter.disconnect("acct_sms") is None
    assert "acct_sms" not in simulator.accounts
    assert await adapter.disconnect("acct_sms") is None
    simulator.scopes = ()
    assert await adapter.disconnect("acct_sms") == Failed(Reason.SCOPE_REFUSED)

"""OnlyFansAPI's polls as steps: the order of the flags, what is asked anew and what is only stale."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from providers.errors import Unreadable
from providers.links import LinkHosts
from providers.onlyfansapi.attempt import read_step
from providers.onlyfansapi.memory import Memory
from providers.onlyfansapi.poll import attempt_of
from providers.resumes import dump, load
from providers.steps import Channel, CodeNeeded, Done, Failed, LinkKind, LinkNeeded, Reason, Step, Working
from tests.contract.onlyfansapi import DEEP_LINK, poll

LINKS = LinkHosts.of((".onlyfansapi.com",), (), "https://app.onlyfansapi.com")
FRESH = Memory("auth_1")
KNOWN = Memory("auth_1", account="acct_1")
ENDED = "2026-11-01T19:41:44.000000Z"
SELFIE = "https://app.onlyfansapi.com/verify/1"
SMS = poll("needs-otp", "waiting_for_otp", needs_otp=True, otp_phone_ending="42")


def read(memory: Memory, body: dict[str, Any]) -> Step:
    """Read a poll."""
    return read_step(memory, body, LINKS)


def after(step: Step, *, submitted: bool = False) -> Memory:
    """Take up what a step remembers."""
    assert isinstance(step, (Working, CodeNeeded, LinkNeeded))
    memory = load(Memory, step.resume)
    assert memory is not None
    return replace(memory, submitted=submitted or memory.submitted)


def asked(step: Step) -> CodeNeeded:
    """Take a step that has to want a code."""
    assert isinstance(step, CodeNeeded)
    return step


def linked(step: Step) -> LinkNeeded:
    """Take a step that has to show a link."""
    assert isinstance(step, LinkNeeded)
    return step


def wrong(**last: object) -> dict[str, Any]:
    """Give a poll after a wrong code."""
    return poll("needs-otp", "waiting_for_otp", **{"needs_otp": True, "error_code": "WRONG_2FA"} | last)


def test_what_is_remembered_survives_being_written() -> None:
    memory = replace(KNOWN, gate="code", asked=2, channel=Channel.SMS, hint="…42", error="1a2b3c4d")
    assert load(Memory, dump(memory)) == memory


@pytest.mark.parametrize(
    ("body", "channel"),
    [
        (poll("needs-otp"), Channel.SMS),
        (poll("needs-app-otp", otp_phone_ending="42"), Channel.AUTHENTICATOR),
        (poll("needs-carrier-pigeon"), Channel.UNKNOWN),
        (poll(needs_otp=True), Channel.UNKNOWN),
        (poll(needs_otp=True, otp_phone_ending="42"), Channel.SMS),
        (poll(progress="waiting_for_otp"), Channel.UNKNOWN),
        (poll() | {"twoFactorPending": True}, Channel.UNKNOWN),
    ],
)
def test_each_sign_of_a_code_asks_for_one(body: dict[str, Any], channel: Channel) -> None:
    assert asked(read(FRESH, body)).channel is channel


@pytest.mark.parametrize(
    "body",
    [
        poll(needs_face_otp=True),
        poll(face_otp_verification_url=SELFIE),
        poll("needs-face-otp"),
        poll("awaiting-selfie"),
        poll("needs-otp", "waiting_for_otp", needs_otp=True, needs_face_otp=True),
    ],
)
def test_each_sign_of_a_selfie_goes_before_a_code(body: dict[str, Any]) -> None:
    step = linked(read(FRESH, body))
    assert (step.kind, step.needs_confirmation) == (LinkKind.SELFIE, True)


def test_a_code_goes_before_a_success_and_a_success_before_a_failure() -> None:
    assert asked(read(FRESH, poll("authenticated", needs_otp=True)))
    assert read(FRESH, poll("authenticated", success=False)) == Done("acct_1", "stella")
    failed = poll("authenticated", success=False, completed_at=ENDED)
    assert read(FRESH, failed) == Failed(Reason.LOGIN_FAILED)


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        ({}, Reason.LOGIN_FAILED),
        ({"error_code": "WRONG_2FA"}, Reason.CODES_EXHAUSTED),
        ({"error_code": "INVALID_CREDENTIALS"}, Reason.CREDENTIALS_REFUSED),
        ({"error_code": "wrong_password"}, Reason.CREDENTIALS_REFUSED),
        ({"error_code": "MOON_IN_CANCER"}, Reason.LOGIN_FAILED),
        ({"error_message": "This account is already connected."}, Reason.ALREADY_CONNECTED),
    ],
)
def test_a_failure_has_the_reason_of_its_error_code(last: dict[str, str], reason: Reason) -> None:
    assert read(FRESH, poll("failed", **last)) == Failed(reason)
    assert read(FRESH, poll(success=False, completed_at=ENDED, **last)) == Failed(reason)


def test_an_account_that_is_there_while_authenticating_proves_nothing() -> None:
    assert isinstance(read(FRESH, poll()), Working)


@pytest.mark.parametrize("name", ["Stella Doe", "stella@example.com", "", None, 7, "x" * 65])
def test_what_is_no_user_name_is_no_label(name: object) -> None:
    body = poll("authenticated")
    body["account"]["onlyfans_data"]["username"] = name
    assert read(FRESH, body) == Done("acct_1")


def test_a_success_without_account_is_complete_only_where_the_account_was_known() -> None:
    body = poll("authenticated") | {"account": None}
    assert read(KNOWN, body) == Done("acct_1")
    assert isinstance(read(FRESH, body), Working)


def test_a_success_with_an_account_that_is_no_id_is_unreadable() -> None:
    body = poll("authenticated") | {"account": {"id": "../me"}}
    with pytest.raises(Unreadable):
        read(KNOWN, body)


def test_a_question_that_only_learns_its_channel_is_the_same_question() -> None:
    first = asked(read(FRESH, poll(needs_otp=True)))
    second = asked(read(after(first), SMS))
    third = asked(read(after(second), poll(needs_otp=True)))
    assert first.challenge == second.challenge == third.challenge
    assert (first.hint, second.hint, third.hint) == (None, "…42", "…42")
    assert (second.channel, third.channel) == (Channel.SMS, Channel.SMS)


def test_progress_before_an_answer_asks_nothing_anew() -> None:
    first = asked(read(FRESH, poll("needs-otp", "started", needs_otp=True)))
    assert asked(read(after(first), SMS)).challenge == first.challenge


def test_a_stale_question_after_an_answer_is_the_same_also_when_it_comes_back() -> None:
    first = asked(read(FRESH, SMS))
    stale = asked(read(after(first, submitted=True), SMS))
    looked_away = read(after(stale), poll(progress="filling_out_login"))
    back = asked(read(after(looked_away), SMS))
    assert isinstance(looked_away, Working)
    assert first.challenge == stale.challenge == back.challenge
    assert not back.rejected


def test_a_flag_that_stays_while_the_code_is_looked_at_is_stale() -> None:
    first = asked(read(FRESH, SMS))
    stale = asked(read(after(first, submitted=True), poll(progress="checking_code", needs_otp=True)))
    back = asked(read(after(stale), SMS))
    assert stale.challenge == back.challenge == first.challenge


@pytest.mark.parametrize(
    "told",
    [
        wrong(),
        wrong(error_code=None, error_message="No."),
        wrong(error_code=None, started_at="2026-11-01T19:45:00.000000Z"),
        poll("needs-otp", "waiting_for_otp_again", needs_otp=True),
    ],
)
def test_an_error_a_new_start_or_a_progress_of_waiting_says_that_the_code_was_wrong(
    told: dict[str, Any],
) -> None:
    first = asked(read(FRESH, SMS))
    again = asked(read(after(first, submitted=True), told))
    assert again.rejected
    assert again.challenge != first.challenge
    assert again.channel is Channel.SMS
    assert asked(read(after(again), told)) == again


def test_a_sign_of_a_wrong_code_that_shows_before_the_question_does_counts_with_it() -> None:
    for last in (
        {"started_at": "2026-11-01T19:45:00.000000Z"},
        {"error_code": "WRONG_2FA"},
    ):
        first = asked(read(FRESH, SMS))
        looking = read(after(first, submitted=True), poll(progress="filling_out_login", **last))
        again = asked(read(after(looking), SMS | {"lastAttempt": SMS["lastAttempt"] | last}))
        assert isinstance(looking, Working)
        assert again.rejected
        assert again.challenge != first.challenge


def test_a_second_wrong_code_is_asked_anew_once_the_first_error_was_gone() -> None:
    first = asked(read(after(asked(read(FRESH, SMS)), submitted=True), wrong()))
    stale = asked(read(after(first, submitted=True), wrong()))
    second = asked(read(after(read(after(stale), poll())), wrong()))
    assert first.challenge == stale.challenge
    assert second.challenge != first.challenge
    assert second.rejected


def test_a_wrong_code_after_a_lost_submit_is_a_new_question() -> None:
    first = asked(read(FRESH, SMS))
    again = asked(read(after(first), wrong()))
    assert again.rejected
    assert again.challenge != first.challenge


def test_another_gate_is_another_question() -> None:
    first = asked(read(FRESH, SMS))
    second = asked(read(after(first, submitted=True), poll("needs-app-otp", needs_otp=True)))
    assert (second.channel, second.hint, second.rejected) == (Channel.AUTHENTICATOR, None, False)
    assert second.challenge != first.challenge
    selfie = linked(read(after(second, submitted=True), poll(needs_face_otp=True)))
    back = asked(read(after(selfie), SMS))
    assert len({first.challenge, second.challenge, selfie.challenge, back.challenge}) == 4


def test_a_hint_that_is_more_than_four_digits_is_not_shown() -> None:
    assert asked(read(FRESH, poll(needs_otp=True, otp_phone_ending="+1 555 0100"))).hint is None


def test_a_selfie_link_that_appears_later_is_a_new_question_and_one_spelt_anew_is_not() -> None:
    without = linked(read(FRESH, poll(needs_face_otp=True)))
    first = linked(read(after(without), poll(face_otp_verification_url=SELFIE)))
    second = linked(read(after(first), poll(face_otp_verification_url=f"{SELFIE}?again")))
    assert (without.url, first.url, second.url) == (None, SELFIE, f"{SELFIE}?again")
    assert without.challenge != first.challenge == second.challenge


def test_a_selfie_link_elsewhere_names_its_host() -> None:
    step = read(FRESH, poll(face_otp_verification_url="https://selfie.example.net/1"))
    assert step == Failed(Reason.LINK_HOST_UNKNOWN, host="selfie.example.net")


def test_a_stale_selfie_after_her_word_is_the_same_question() -> None:
    first = linked(read(FRESH, poll(needs_face_otp=True)))
    stale = linked(read(after(first, submitted=True), poll(needs_face_otp=True)))
    assert stale.challenge == first.challenge


def test_the_apps_link_stays_until_something_else_is_said() -> None:
    first = linked(read(FRESH, {"mobile_auth_session_deeplink": DEEP_LINK}))
    assert (first.kind, first.url, first.app_link) == (LinkKind.APP, None, DEEP_LINK)
    kept = linked(read(after(first), poll()))
    assert (kept.challenge, kept.app_link) == (first.challenge, DEEP_LINK)
    other = linked(read(after(kept), poll() | {"mobile_auth_session_deeplink": f"{DEEP_LINK}2"}))
    assert other.challenge != first.challenge
    assert read(after(other), poll("authenticated")) == Done("acct_1", "stella")


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/auth",
        "fansapiauth://evil/1",
        "fansapiauth://auth/",
        "fansapiauth://auth/a b",
        "fansapiauth://auth/a\n",
        "FANSAPIAUTH://auth/a",
        f"fansapiauth://auth/{'a' * 129}",
    ],
)
def test_an_app_link_of_another_make_is_not_shown(link: str) -> None:
    assert read(FRESH, {"mobile_auth_session_deeplink": link}) == Failed(Reason.LINK_HOST_UNKNOWN)


@pytest.mark.parametrize(
    ("body", "attempt"),
    [
        ({"attempt_id": "auth_1", "polling_url": "https://x/auth_2"}, "auth_1"),
        ({"polling_url": "https://app.onlyfansapi.com/api/authenticate/auth_2"}, "auth_2"),
        ({"polling_url": "https://evil.example/auth_2"}, "auth_2"),
        ({"polling_url": "https://evil.example/steal"}, None),
        ({"polling_url": "https://x/auth_2?key=1"}, None),
        ({"polling_url": "https://x/auth_2/"}, None),
        ({"attempt_id": "../auth_1"}, None),
        ({"attempt_id": 7, "polling_url": None}, None),
        ({}, None),
    ],
)
def test_an_attempt_is_taken_by_its_id_and_from_no_address(
    body: dict[str, object], attempt: str | None
) -> None:
    assert attempt_of(body) == attempt

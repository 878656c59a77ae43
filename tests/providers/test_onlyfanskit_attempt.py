"""OnlyFansKit's attempt as a step: what is asked anew and what is the same question."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from providers.errors import Unreadable
from providers.links import LinkHosts
from providers.onlyfanskit.attempt import Memory, read_step
from providers.resumes import dump, load
from providers.steps import Channel, CodeNeeded, Done, Failed, LinkNeeded, Reason, Step, Working

LINKS = LinkHosts.of((".onlyfanskit.dev",), (), "https://api.onlyfanskit.dev")
FRESH = Memory("att_1")
CONNECTED_AGAIN = Memory("att_1", account="acct_1")


def read(memory: Memory, state: object, **members: Any) -> Step:  # noqa: ANN401 - JSON
    """Read an attempt in `state`."""
    return read_step(memory, {"state": state, **members}, LINKS)


def after(step: Step, *, submitted: bool = False) -> Memory:
    """Take up what a step remembers."""
    assert isinstance(step, (Working, CodeNeeded, LinkNeeded))
    memory = load(Memory, step.resume)
    assert memory is not None
    return replace(memory, submitted=submitted)


def asked(step: Step) -> CodeNeeded:
    """Take a step that has to want a code."""
    assert isinstance(step, CodeNeeded)
    return step


def test_what_is_remembered_survives_being_written() -> None:
    memory = replace(CONNECTED_AGAIN, gate="needs_email", asked=2, channel=Channel.EMAIL, hint="s*@e*.com")
    assert load(Memory, dump(memory)) == memory


@pytest.mark.parametrize("state", ["pending", "needs_palm_reading", "", None, 7, [], {"a": 1}])
def test_any_other_state_is_working_and_forgets_nothing(state: object) -> None:
    memory = after(read(FRESH, "needs_otp"))
    assert read(memory, state) == Working(dump(memory))


def test_a_stale_question_after_a_submit_is_the_same_question() -> None:
    first = asked(read(FRESH, "needs_otp"))
    stale = asked(read(after(first, submitted=True), "needs_otp"))
    assert stale.challenge == first.challenge


def test_a_wrong_code_after_a_lost_submit_is_a_new_question() -> None:
    first = asked(read(FRESH, "needs_otp"))
    rejected = asked(read(after(first), "wrong_2fa_code_retry"))
    assert rejected.rejected
    assert rejected.challenge != first.challenge


def test_the_channel_that_shows_again_behind_a_wrong_code_is_the_same_question() -> None:
    first = asked(read(FRESH, "needs_app_otp"))
    rejected = asked(read(after(first, submitted=True), "wrong_2fa_code_retry"))
    assert asked(read(after(rejected), "needs_app_otp")) == rejected


def test_another_gate_behind_a_wrong_code_is_a_new_question() -> None:
    rejected = read(after(read(FRESH, "needs_otp"), submitted=True), "wrong_2fa_code_retry")
    gate = asked(read(after(rejected), "needs_email", email_mask="s*****@e******.com"))
    assert (gate.channel, gate.sent, gate.rejected, gate.hint) == (
        Channel.EMAIL,
        False,
        False,
        "s*****@e******.com",
    )


def test_a_wrong_code_seen_first_takes_the_channel_that_is_told_or_none() -> None:
    assert asked(read(FRESH, "wrong_2fa_code_retry")).channel is Channel.UNKNOWN
    assert asked(read(FRESH, "wrong_2fa_code_retry", otp_channel="app")).channel is Channel.AUTHENTICATOR


def test_a_mask_that_is_no_mask_is_not_shown() -> None:
    assert asked(read(FRESH, "needs_email", email_mask="Call +1 555 0100 to verify")).hint is None


def test_a_link_that_appears_later_is_a_new_question_and_one_spelt_anew_is_not() -> None:
    without = read(FRESH, "needs_face_otp")
    first = read(after(without), "needs_face_otp", phone_url="https://onlyfanskit.dev/v/1")
    second = read(after(first), "needs_face_otp", phone_url="https://onlyfanskit.dev/v/2")
    assert isinstance(without, LinkNeeded)
    assert isinstance(first, LinkNeeded)
    assert isinstance(second, LinkNeeded)
    assert without.challenge != first.challenge == second.challenge
    assert second.url == "https://onlyfanskit.dev/v/2"


def test_the_best_of_several_links_is_taken() -> None:
    urls = {name: f"https://onlyfanskit.dev/{name}" for name in ("phone_url", "verification_page_url")}
    selfie = read(FRESH, "needs_face_otp", **urls)
    app = read(FRESH, "awaiting_mobile_session", **urls)
    assert isinstance(selfie, LinkNeeded)
    assert isinstance(app, LinkNeeded)
    assert (selfie.url, app.url) == (urls["verification_page_url"], urls["phone_url"])


def test_a_success_without_account_is_complete_only_where_the_account_was_known() -> None:
    assert read(CONNECTED_AGAIN, "completed_success", account_id=None) == Done("acct_1")
    assert isinstance(read(FRESH, "completed_success", account_id=None), Working)
    assert read(CONNECTED_AGAIN, "completed_success", account_id="acct_2") == Done("acct_2")


def test_a_success_with_an_account_that_is_no_id_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        read(CONNECTED_AGAIN, "completed_success", account_id="../me")


def test_a_failure_is_failed() -> None:
    assert read(FRESH, "completed_failed") == Failed(Reason.LOGIN_FAILED)

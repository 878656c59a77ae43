"""What a step makes of an attempt, and what time does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.relay import endings, progress, times
from bot.relay.asks import Again, read_ask, read_whole_ask, write_ask
from bot.relay.endings import Own
from bot.relay.limits import LIMITS
from bot.relay.states import may_follow
from providers.steps import Channel, CodeNeeded, Done, Failed, LinkKind, LinkNeeded, Reason, Step, Working
from storage.models import LIVE, OVER, Attempt, CallKind, State
from tests.bot.relay.attempts import ACCOUNT, NOW, SELFIE, SMS, an_attempt, answered, read_again

LATER = NOW + LIMITS.stale_challenge
REFUSED = replace(SMS, challenge="sms-3", rejected=True)


def checked(attempt: Attempt, step: Step, now: float = NOW) -> Attempt | None:
    return progress.advance(attempt, step, now, ACCOUNT, fresh=False)


def called(attempt: Attempt, step: Step, now: float = NOW) -> Attempt:
    after = progress.advance(attempt, step, now, ACCOUNT, fresh=True)
    assert after is not None
    return after


def test_a_challenge_is_numbered_and_put_before_her() -> None:
    after = called(an_attempt(State.STARTING), SMS)
    assert (after.state, after.challenge, after.gates) == (State.CODE_NEEDED, 1, 1)
    assert after.resume == "r2"
    step = read_ask(after.ask)
    assert isinstance(step, CodeNeeded)
    assert (step.channel, step.hint, step.resume) == (Channel.SMS, "…42", "")


def test_the_same_challenge_seen_again_changes_nothing() -> None:
    asked = called(an_attempt(), SMS)
    assert checked(asked, SMS, NOW + 30) is None


def test_another_challenge_replaces_the_open_one() -> None:
    asked = called(an_attempt(), SMS)
    after = checked(asked, replace(SMS, challenge="mail-1", channel=Channel.EMAIL))
    assert after is not None
    assert (after.challenge, after.gates) == (2, 2)


def test_the_answered_challenge_is_stale_for_twenty_seconds() -> None:
    working = called(answered(), Working("r3"))
    assert working.state is State.WORKING
    stale = checked(working, SMS, LATER - 0.1)
    assert stale is None or stale.state is State.WORKING
    again = checked(working, SMS, LATER)
    assert again is not None
    assert (again.state, again.challenge) == (State.CODE_NEEDED, 2)
    assert read_again(again.ask) is Again.PRESUMED_WRONG


def test_a_code_after_which_the_same_challenge_stays_was_wrong_and_the_third_is_the_last() -> None:
    for wrong_codes in range(LIMITS.wrong_codes - 1):
        working = called(replace(answered(), wrong_codes=wrong_codes), Working("r3"))
        again = checked(working, SMS, LATER)
        assert again is not None
        assert (again.state, again.wrong_codes) == (State.CODE_NEEDED, wrong_codes + 1)
    last = checked(called(replace(answered(), wrong_codes=LIMITS.wrong_codes - 1), Working("r3")), SMS, LATER)
    assert last is not None
    assert (last.state, last.ending) == (State.FAILED, Own.TOO_MANY_CODES)


def presumed_wrong() -> Attempt:
    """Give an attempt whose code was counted because the provider still wants one."""
    again = checked(called(answered(), Working("r3")), SMS, LATER)
    assert again is not None
    return again


def test_what_is_presumed_wrong_is_told_so() -> None:
    step = read_ask(presumed_wrong().ask)
    assert isinstance(step, CodeNeeded)
    assert step.rejected


def test_a_refusal_of_what_was_presumed_wrong_counts_once_and_asks_once() -> None:
    refused = checked(presumed_wrong(), replace(SMS, challenge="sms-2", rejected=True), LATER + 10)
    assert refused is not None
    assert (refused.wrong_codes, refused.challenge) == (1, presumed_wrong().challenge)
    next_one = called(replace(refused, state=State.SUBMITTING, call=CallKind.CODE), REFUSED, LATER + 30)
    assert next_one.wrong_codes == 2


def test_what_was_presumed_wrong_and_connects_was_right() -> None:
    after = checked(presumed_wrong(), Done(ACCOUNT), LATER + 10)
    assert after is not None
    assert (after.state, after.wrong_codes) == (State.CONNECTED, 0)


def test_what_the_provider_called_wrong_stays_so_if_it_connects_by_itself() -> None:
    refused = called(answered(), REFUSED)
    after = checked(refused, Done(ACCOUNT), LATER)
    assert after is not None
    assert (after.state, after.wrong_codes) == (State.CONNECTED, 1)


def test_a_code_that_may_not_have_arrived_is_no_wrong_one() -> None:
    unsure = progress.unsure(answered(), NOW)
    for before in (unsure, called(unsure, Working("r3"))):
        again = checked(before, SMS, LATER)
        assert again is not None
        assert (again.state, again.wrong_codes) == (State.CODE_NEEDED, 0)
        assert read_again(again.ask) is Again.UNSURE


def test_the_next_code_has_arrived_for_sure() -> None:
    again = checked(progress.unsure(answered(), NOW), SMS, LATER)
    assert again is not None
    sent = called(progress.claim(again, CallKind.CODE, LATER), Working("r3"), LATER)
    after = checked(sent, SMS, LATER + LIMITS.stale_challenge)
    assert after is not None
    assert after.wrong_codes == 1


def test_while_unsure_the_answered_challenge_is_stale_too() -> None:
    unsure = progress.unsure(answered(), NOW)
    assert checked(unsure, SMS, LATER - 0.1) is None
    again = checked(unsure, SMS, LATER)
    assert again is not None
    assert again.state is State.CODE_NEEDED


def test_a_rejected_code_asks_again_without_prolonging_the_gate() -> None:
    until = read_whole_ask(answered().ask)
    after = called(answered(), replace(SMS, challenge="sms-2", rejected=True), NOW + 60)
    assert (after.state, after.wrong_codes, after.gates) == (State.CODE_NEEDED, 1, 1)
    assert until is not None
    assert after.answer_by == until.until


def test_a_code_rejected_late_leaves_time_to_type_the_next() -> None:
    after = called(answered(), replace(SMS, challenge="sms-2", rejected=True), NOW + 590)
    assert after.answer_by == NOW + 590 + LIMITS.time_to_type


def test_the_third_wrong_code_ends_the_attempt() -> None:
    attempt = replace(answered(), wrong_codes=2)
    after = called(attempt, replace(SMS, challenge="sms-4", rejected=True))
    assert (after.state, after.ending) == (State.FAILED, Own.TOO_MANY_CODES)


def test_the_fifth_gate_ends_the_attempt() -> None:
    attempt = replace(answered(), gates=4)
    after = called(attempt, replace(SMS, challenge="mail-1", channel=Channel.EMAIL))
    assert (after.state, after.ending) == (State.FAILED, Own.TOO_MANY_GATES)


def test_an_unsent_challenge_waits_for_its_sending_and_is_one_gate() -> None:
    mail = replace(SMS, challenge="mail-1", channel=Channel.EMAIL, sent=False)
    waiting = checked(an_attempt(), mail)
    assert waiting is not None
    assert waiting.state is State.WORKING
    assert progress.wants_sending(waiting)
    claimed = progress.claim(waiting, CallKind.SEND, NOW)
    assert not progress.wants_sending(replace(claimed, state=State.WORKING))
    asked = called(claimed, replace(mail, sent=True))
    assert (asked.state, asked.challenge, asked.gates) == (State.CODE_NEEDED, 1, 1)
    assert read_again(asked.ask) is Again.NO


def test_a_sending_whose_outcome_is_unknown_is_not_repeated() -> None:
    mail = replace(SMS, challenge="mail-1", channel=Channel.EMAIL, sent=False)
    waiting = checked(an_attempt(), mail)
    assert waiting is not None
    unsure = progress.unsure(progress.claim(waiting, CallKind.SEND, NOW), NOW)
    after = checked(unsure, mail)
    assert after is not None
    assert after.state is State.CODE_NEEDED
    step = read_ask(after.ask)
    assert isinstance(step, CodeNeeded)
    assert step.sent


def test_a_resend_is_a_challenge_of_its_own_and_no_other_gate() -> None:
    claimed = progress.claim(an_attempt(State.CODE_NEEDED, ask=SMS), CallKind.RESEND, NOW)
    after = called(claimed, SMS)
    assert (after.challenge, after.gates) == (2, 1)
    assert read_again(after.ask) is Again.RESENT


def test_signed_in_is_connected_and_keeps_nothing() -> None:
    after = called(answered(), Done(ACCOUNT))
    assert (after.state, after.resume, after.ask, after.watch_until) == (State.CONNECTED, None, None, None)


def test_another_account_is_not_a_success() -> None:
    after = called(answered(), Done("acct_other"))
    assert (after.state, after.ending) == (State.FAILED, Own.ANOTHER_ACCOUNT)


def test_a_providers_failure_is_over_there_too() -> None:
    after = called(an_attempt(), Failed(Reason.LOGIN_FAILED))
    assert (after.state, after.ending, after.resume) == (State.FAILED, Reason.LOGIN_FAILED, None)


def test_what_people_end_is_watched_at_the_provider() -> None:
    after = endings.end(an_attempt(State.CODE_NEEDED, ask=SMS), State.DECLINED, NOW)
    assert (after.resume, after.watch_until, after.ask) == ("r1", NOW + LIMITS.watched, None)
    assert endings.settle(after).resume is None


def test_what_never_started_is_not_watched() -> None:
    asked = replace(an_attempt(State.ASKED), resume=None)
    assert endings.end(asked, State.CANCELLED, NOW).watch_until is None


def test_an_undelivered_code_is_asked_for_again_with_the_reason() -> None:
    after = progress.not_delivered(answered(), NOW)
    assert (after.state, after.challenge) == (State.CODE_NEEDED, 2)
    assert read_again(after.ask) is Again.NOT_SENT


@pytest.mark.parametrize(
    ("attempt", "after", "state", "ending"),
    [
        (an_attempt(State.ASKED), 600, State.EXPIRED, None),
        (an_attempt(State.CODE_NEEDED, ask=SMS), 600, State.EXPIRED, None),
        (an_attempt(State.LINK_NEEDED, ask=SELFIE), 600, State.EXPIRED, None),
        (an_attempt(State.WORKING), 600, State.FAILED, Own.PROVIDER_SILENT),
        (replace(an_attempt(State.WORKING), answer_by=NOW + 9_000), 2_400, State.EXPIRED, None),
        (answered(state=State.WORKING), 180, State.FAILED, Own.PROVIDER_SILENT),
        (answered(state=State.UNSURE), 180, State.FAILED, Own.OUTCOME_UNKNOWN),
        (answered(), 180, State.UNSURE, None),
        (an_attempt(State.STARTING), 600, State.UNSURE, None),
    ],
)
def test_time_ends_each_state_in_its_own_way(
    attempt: Attempt, after: float, state: State, ending: Own | None
) -> None:
    assert progress.time_out(attempt, NOW + after - 0.001) is None
    ended = progress.time_out(attempt, NOW + after)
    assert ended is not None
    assert (ended.state, ended.ending) == (state, ending)


def test_after_her_answer_the_vendor_has_its_three_minutes_whatever_the_deadline() -> None:
    attempt = replace(answered(state=State.WORKING), ends_at=NOW + 1)
    assert progress.time_out(attempt, NOW + 179) is None


def test_an_attempt_without_a_resume_is_looked_for_one_minute() -> None:
    lost = progress.unsure(replace(an_attempt(State.STARTING), resume=None), NOW)
    assert progress.time_out(lost, NOW + 59.9) is None
    ended = progress.time_out(lost, NOW + 60)
    assert ended is not None
    assert ended.ending == Own.OUTCOME_UNKNOWN


def test_a_login_of_95_seconds_is_checked_at_most_43_times() -> None:
    attempt = replace(an_attempt(), due_at=NOW)
    now, checks = NOW, 0
    while now < NOW + 95:
        now = times.next_look(attempt, now)
        checks += 1
    assert checks <= 43


CHALLENGES = st.sampled_from(["a", "b", "c"])
CODES = st.builds(
    CodeNeeded,
    resume=st.sampled_from(["r1", "r2"]),
    challenge=CHALLENGES,
    channel=st.sampled_from(Channel),
    sent=st.booleans(),
    rejected=st.booleans(),
    expires_in=st.none() | st.floats(1, 2_000),
)
LINKS = st.builds(LinkNeeded, resume=st.just("r1"), challenge=CHALLENGES, kind=st.sampled_from(LinkKind))
STEPS = (
    CODES
    | LINKS
    | st.builds(Working, resume=st.sampled_from(["r1", "r2"]))
    | st.builds(Done, account=st.sampled_from([ACCOUNT, "acct_other", None]))
    | st.builds(Failed, reason=st.sampled_from(Reason))
)
ATTEMPTS = st.builds(
    lambda state, ask, call, since: replace(
        an_attempt(state, ask=ask), call=call, submitted_at=None if call is None else NOW - since
    ),
    st.sampled_from(sorted(LIVE)),
    st.none() | CODES | LINKS,
    st.none() | st.sampled_from(CallKind),
    st.floats(0, 60),
)


@given(ATTEMPTS, STEPS, st.booleans())
def test_every_step_leads_along_the_state_table(attempt: Attempt, step: Step, fresh: bool) -> None:  # noqa: FBT001 - drawn
    after = progress.advance(attempt, step, NOW, ACCOUNT, fresh=fresh)
    if after is None:
        return
    assert may_follow(attempt.state, after.state)
    assert after.challenge in {attempt.challenge, attempt.challenge + 1}
    assert after.due_at is None or after.due_at >= NOW
    if after.state in {State.CODE_NEEDED, State.LINK_NEEDED}:
        assert after.ask is not None
        assert after.answer_by <= after.ends_at
    if after.state in OVER:
        assert after.ask is None
        assert (after.resume is None) == (after.watch_until is None)


@pytest.mark.parametrize("retry_after", [None, 30.0, 10.0**9, float("inf")])
@pytest.mark.parametrize("left", [3.0, 60.0])
def test_no_wait_that_a_provider_asks_for_keeps_an_attempt_alive(
    retry_after: float | None, left: float
) -> None:
    unsent = replace(SMS, sent=False)
    claimed = replace(answered(CallKind.SEND), ask=write_ask(unsent, NOW + 600), ends_at=NOW + left)
    after = progress.not_sent_to_her(claimed, NOW, retry_after)
    assert after.due_at is not None
    assert NOW < after.due_at <= times.deadline(after) == NOW + left
    assert progress.time_out(after, NOW + left) is not None

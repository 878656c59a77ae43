"""A channel whose code was accepted is not asked again: a vendor that wants that gathers codes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.relay import progress
from bot.relay.endings import Own
from providers.steps import Channel, CodeNeeded, Done, Working
from storage.models import Attempt, CallKind, State
from tests.bot.relay.attempts import NOW, SMS, answered
from tests.bot.relay.heart import OWNER

if TYPE_CHECKING:
    from providers.steps import Step
    from tests.bot.relay.heart import Heart

MAIL = CodeNeeded(resume="r3", challenge="mail-1", channel=Channel.EMAIL)
SMS_AGAIN = replace(SMS, challenge="sms-2")


def after(attempt: Attempt, *steps: Step) -> Attempt:
    """Go from step to step; each code that is asked for is typed."""
    for step in steps:
        moved = progress.advance(attempt, step, NOW, None, fresh=True)
        assert moved is not None
        attempt = moved
        if attempt.state is State.CODE_NEEDED:
            attempt = progress.claim(attempt, CallKind.CODE, NOW)
    return attempt


def test_another_channel_is_asked_and_the_first_is_remembered() -> None:
    row = after(answered(), MAIL)
    assert (row.state, row.passed) == (State.SUBMITTING, "sms")


def test_the_same_channel_is_not_asked_for_another_code() -> None:
    row = after(answered(), SMS_AGAIN)
    assert (row.state, row.ending) == (State.FAILED, Own.ASKED_TWICE)


def test_nor_is_it_after_another_channel_or_after_a_while() -> None:
    for steps in ((MAIL, SMS_AGAIN), (Working("r"), SMS_AGAIN), (MAIL, Working("r"), SMS_AGAIN)):
        assert after(answered(), *steps).ending == Own.ASKED_TWICE


def test_a_wrong_code_is_asked_for_again_by_the_same_channel() -> None:
    row = after(answered(), replace(SMS_AGAIN, rejected=True), MAIL)
    assert (row.state, row.passed) == (State.SUBMITTING, "sms")


def test_a_code_that_was_sent_anew_is_no_second_one() -> None:
    row = after(answered(CallKind.RESEND), SMS_AGAIN)
    assert (row.state, row.passed) == (State.SUBMITTING, None)


def test_a_code_that_may_not_have_arrived_was_not_accepted() -> None:
    for steps in ((SMS_AGAIN,), (Working("r"), SMS_AGAIN)):
        row = after(progress.unsure(answered(), NOW), *steps)
        assert (row.state, row.passed) == (State.SUBMITTING, None)


def test_a_channel_without_a_name_may_be_another_one() -> None:
    unknown = replace(SMS, challenge="x-1", channel=Channel.UNKNOWN)
    row = after(answered(), unknown, replace(unknown, challenge="x-2"), Done("acct"))
    assert row.state is State.CONNECTED


async def test_the_owner_is_told_what_the_vendor_did(heart: Heart) -> None:
    live = await heart.stored(State.SUBMITTING, ask=SMS, call=CallKind.CODE, submitted_at=NOW, owner=OWNER)
    await heart.worker.landing.of_call(live, OWNER, SMS_AGAIN)
    row = await heart.row(live)
    assert row.ending == Own.ASKED_TWICE
    assert heart.notices.said == [("asked_twice", row.id)]
    assert (row.challenge, heart.provider.codes) == (1, [])

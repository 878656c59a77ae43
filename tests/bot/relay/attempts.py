"""Attempts and steps as the tests of the relay need them."""

from __future__ import annotations

from dataclasses import replace

from bot.relay.asks import Again, read_whole_ask, write_ask
from bot.relay.limits import LIMITS
from providers.steps import Channel, CodeNeeded, LinkKind, LinkNeeded
from storage.models import OVER, Attempt, CallKind, Purpose, State, Why

NOW = 1_800_000_000.0
ACCOUNT = "acct_stella"
SMS = CodeNeeded(resume="r2", challenge="sms-1", channel=Channel.SMS, hint="…42")
SELFIE = LinkNeeded(resume="r2", challenge="selfie-1", kind=LinkKind.SELFIE, needs_confirmation=True)


def an_attempt(state: State = State.WORKING, *, ask: CodeNeeded | LinkNeeded | None = None) -> Attempt:
    """Give an attempt that came into `state` just now."""
    until = NOW + 600
    return Attempt(
        id="attempt",
        team_id="team",
        creator_id="creator",
        account_id="account",
        manager_id="manager",
        provider="onlyfanskit",
        platform="onlyfans",
        purpose=Purpose.RECONNECT,
        why=Why.NOT_GIVEN,
        state=state,
        version=3,
        challenge=0 if ask is None else 1,
        gates=0 if ask is None else 1,
        created_at=NOW,
        state_since=NOW,
        answer_by=until,
        ends_at=NOW + LIMITS.whole_attempt,
        due_at=None if state in OVER else NOW,
        ask=None if ask is None else write_ask(ask, until),
        resume="r1",
    )


def answered(call: CallKind = CallKind.CODE, state: State = State.SUBMITTING) -> Attempt:
    """Give an attempt whose SMS challenge has just been answered."""
    return replace(
        an_attempt(state, ask=SMS), call=call, submitted_at=NOW, answer_by=NOW + LIMITS.after_submit
    )


def read_again(text: str | None) -> Again:
    """Read why she is asked once more."""
    ask = read_whole_ask(text)
    return Again.NO if ask is None else ask.again

"""How an attempt ends, and why: one closed list of the providers' reasons and the relay's own."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.relay.limits import LIMITS, PACE
from bot.relay.times import holds_password
from providers.steps import Reason
from storage.models import OVER, CallKind, Purpose, State

if TYPE_CHECKING:
    from storage.models import Attempt


class Own(StrEnum):
    """Reasons that the relay itself finds."""

    OUTCOME_UNKNOWN = "outcome_unknown"
    PROVIDER_SILENT = "provider_silent"
    ANOTHER_ACCOUNT = "another_account"
    ACCOUNT_TAKEN = "account_taken"
    ACCOUNT_UNCLEAR = "account_unclear"
    TOO_MANY_GATES = "too_many_gates"
    TOO_MANY_CODES = "too_many_codes"
    TOO_MANY_CODES_TODAY = "too_many_codes_today"
    CODES_STOPPED = "codes_stopped"
    ASKED_TWICE = "asked_twice"
    BLOCKED = "blocked"
    FROZEN = "frozen"
    PAUSED = "paused"
    LEFT = "left"
    MANAGER_LEFT = "manager_left"
    UNREACHABLE = "unreachable"
    WITHDRAWN = "withdrawn"
    STARTED_OVER = "started_over"


Ending = Reason | Own

FOR_THE_OPERATOR: Final = frozenset({Reason.KEY_REFUSED, Reason.PLAN_REFUSED, Reason.SCOPE_REFUSED})
"""What only whoever runs this bot can mend: its key at the provider, the key's plan or its rights."""

_ONLY_HER_PASSWORD_HELPS: Final = frozenset(
    {Reason.NO_STORED_CREDENTIALS, Reason.CREDENTIALS_REFUSED, Reason.SESSION_EXPIRED}
)


_FAILS_AT_CODES: Final = frozenset({Reason.LOGIN_FAILED, Reason.REQUEST_REFUSED})
"""Why a provider ends the login at a code that it has refused, where it has no word of its own for that."""


def read_ending(text: str) -> Ending:
    """Read what an attempt's row holds; ValueError for what is in neither list."""
    return Own(text) if text in set(Own) else Reason(text)


def needs_password(attempt: Attempt) -> bool:
    """Tell whether a linked account came to where only her password helps."""
    failed = attempt.state is State.FAILED and attempt.ending in _ONLY_HER_PASSWORD_HELPS
    return failed and attempt.account_id is not None and attempt.purpose is not Purpose.STEP_UP


def refuses_code(attempt: Attempt, reason: Reason) -> bool:
    """Tell whether a provider that fails for this `reason` has refused the code that it was handed last.

    Not every one says so: some just fail, be it at the first wrong code. What may never have arrived, or ends
    for what no code could change, is not refused.
    """
    if attempt.call is not CallKind.CODE:
        return False
    failed = reason in _FAILS_AT_CODES and not attempt.arrival_unsure
    return failed or reason is Reason.CODES_EXHAUSTED


def end(  # noqa: PLR0913 - each says one fact of an ending, and all but two are named
    attempt: Attempt,
    state: State,
    now: float,
    *,
    ending: Ending | None = None,
    ended_by: str | None = None,
    provider_is_over: bool = False,
) -> Attempt:
    """End an attempt. Where the provider may run on with it, its resume is kept and watched for a while.

    One that holds her password is not: it goes with the attempt. The call stays until its outcome is known,
    or nobody looks for it any more.
    """
    called = attempt.resume is not None or attempt.state is State.STARTING
    runs_on = called and not provider_is_over
    watched = runs_on and not holds_password(attempt)
    return replace(
        attempt if runs_on else without_verdict(attempt),
        state=state,
        state_since=now,
        ending=ending,
        ended_by=ended_by,
        ask=None,
        resume=attempt.resume if watched else None,
        watch_until=now + LIMITS.watched if watched else None,
        due_at=now + PACE.watch if watched else None,
    )


def without_verdict(attempt: Attempt) -> Attempt:
    """Forget a call whose outcome nobody will learn any more; a code that was handed over stays counted.

    Else whatever ends a login without a word about its code would be a way to guess on.
    """
    unjudged_codes = attempt.unjudged_codes + (attempt.call is CallKind.CODE)
    return replace(attempt, call=None, unjudged_codes=unjudged_codes)


def unwatched(attempt: Attempt) -> Attempt:
    """Stop watching an attempt that is over: nothing of it is kept that could act at the provider."""
    return replace(attempt, resume=None, watch_until=None, due_at=None)


def settle(attempt: Attempt) -> Attempt:
    """Stop watching an attempt that is over, and asking what became of its call."""
    return unwatched(without_verdict(attempt))


def not_started(attempt: Attempt, reason: Reason, now: float) -> Attempt:
    """End an attempt whose start surely had no effect."""
    return end(attempt, State.FAILED, now, ending=reason, provider_is_over=True)


def without_provider(attempt: Attempt, now: float) -> Attempt:
    """End or settle an attempt whose provider is not configured any more."""
    if attempt.state in OVER:
        return settle(attempt)
    return end(attempt, State.FAILED, now, ending=Reason.KEY_REFUSED, provider_is_over=True)

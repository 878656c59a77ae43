"""What becomes of an attempt when a provider answers, or when its time is up.

Pure functions from one row to the next.

Each gives the attempt as it should be, or None where nothing changes. Writing it (and losing the race for it)
is the driver's affair.
"""

from __future__ import annotations

from dataclasses import replace

from bot.relay.asks import Again, read_ask, read_whole_ask, write_ask
from bot.relay.challenges import ask_her, challenged, first_prompt, is_presumed_wrong, spend_gate, working
from bot.relay.endings import Own, end, needs_password, refuses_code
from bot.relay.limits import LIMITS, PACE, Limits
from bot.relay.times import ANSWERS, deadline, holds_password, no_longer_than_her_password
from providers.steps import CodeNeeded, Done, Failed, LinkNeeded, Reason, Step, Unclear, Working
from storage.models import CALLING, OVER, Attempt, CallKind, State


def advance(  # noqa: PLR0913 - a row, what came of it and by what it is judged; all but four are named
    attempt: Attempt,
    step: Step,
    now: float,
    account: str | None,
    *,
    fresh: bool,
    limits: Limits = LIMITS,
) -> Attempt | None:
    """Apply a provider's `step` to a live attempt on the provider's `account`, None where there is none yet.

    `fresh` says that the step came from the call that is claimed, not from a check: such a step is never
    stale.
    """
    match step:
        case Done():
            return _done(attempt, step, now, account)
        case Unclear():
            came_in = replace(attempt, call=None)
            return end(came_in, State.FAILED, now, ending=Own.ACCOUNT_UNCLEAR, provider_is_over=True)
        case Failed(reason=reason):
            return _failed(attempt, reason, now)
        case Working(resume=resume):
            return working(attempt, resume, now)
        case CodeNeeded() | LinkNeeded():
            return challenged(attempt, step, now, limits, fresh=fresh)


def time_out(attempt: Attempt, now: float) -> Attempt | None:
    """Say what becomes of an attempt whose time is up; None while it is not."""
    if attempt.state in OVER or now < deadline(attempt):
        return None
    if attempt.state in CALLING:
        return unsure(attempt, now)
    if attempt.state is State.UNSURE:
        return end(attempt, State.FAILED, now, ending=Own.OUTCOME_UNKNOWN)
    if attempt.state is State.WORKING and now < attempt.ends_at:
        return end(attempt, State.FAILED, now, ending=Own.PROVIDER_SILENT)
    if attempt.state is State.WORKING and attempt.call in ANSWERS:
        return end(attempt, State.FAILED, now, ending=Own.PROVIDER_SILENT)
    return end(attempt, State.EXPIRED, now)


def unsure(attempt: Attempt, now: float) -> Attempt:
    """Note that the claimed call may or may not have arrived; her password is not kept longer for that."""
    left = LIMITS.recovering if attempt.resume is None else LIMITS.after_submit
    until = attempt.answer_by if holds_password(attempt) else now + left
    return replace(
        attempt, state=State.UNSURE, arrival_unsure=True, state_since=now, answer_by=until, due_at=now
    )


def not_delivered(attempt: Attempt, now: float, *, seen: bool = False, limits: Limits = LIMITS) -> Attempt:
    """Go back to the challenge whose answer surely was not looked at: she is asked again, and told why.

    A code that the provider has `seen` spends a gate: it shall not have one after the other.
    """
    step = read_ask(attempt.ask)
    if step is None:
        return unsure(attempt, now)
    back = replace(attempt, call=None)
    if seen and attempt.call is CallKind.CODE:
        return spend_gate(back, step, now, limits, again=Again.NOT_SENT)
    return ask_her(back, step, now, again=Again.NOT_SENT)


def not_sent_to_her(attempt: Attempt, now: float, retry_after: float | None) -> Attempt:
    """Note that the platform surely was not asked to send her a code.

    The first code is asked for again by the driver, after `retry_after` seconds or when its time is up; for
    another one she keeps the challenge that she has.
    """
    ask = read_whole_ask(attempt.ask)
    if ask is None or not isinstance(ask.step, CodeNeeded):
        return unsure(attempt, now)
    if attempt.call is CallKind.RESEND:
        return ask_her(replace(attempt, call=None), ask.step, now, again=Again.NOT_RESENT)
    waiting = replace(
        attempt,
        state=State.WORKING,
        state_since=now,
        call=None,
        ask=write_ask(replace(ask.step, sent=False), ask.until),
        answer_by=no_longer_than_her_password(attempt, now + LIMITS.working_without_news),
    )
    wanted = now + max(PACE.after_error, retry_after or 0.0)
    return replace(waiting, due_at=min(wanted, max(deadline(waiting), now)))


def claim(attempt: Attempt, call: CallKind, now: float) -> Attempt:
    """Claim the one call that must not be repeated."""
    until = no_longer_than_her_password(attempt, now + LIMITS.after_submit)
    return replace(
        attempt,
        state=State.SUBMITTING,
        state_since=now,
        call=call,
        arrival_unsure=False,
        ask=_as_sent(attempt.ask),
        submitted_at=now if call in ANSWERS else attempt.submitted_at,
        answer_by=until,
        due_at=until,
    )


def wants_sending(attempt: Attempt) -> bool:
    """Tell whether the open challenge reaches her only after a call of ours."""
    step = read_ask(attempt.ask)
    return attempt.state is State.WORKING and isinstance(step, CodeNeeded) and not step.sent


def _done(attempt: Attempt, step: Done, now: float, account: str | None) -> Attempt:
    counted = replace(attempt, call=None, wrong_codes=attempt.wrong_codes - is_presumed_wrong(attempt))
    if account is not None and step.account not in {None, account}:
        return end(counted, State.FAILED, now, ending=Own.ANOTHER_ACCOUNT, provider_is_over=True)
    if account is None and step.account is None:
        return end(counted, State.FAILED, now, ending=Reason.LOGIN_FAILED, provider_is_over=True)
    return end(counted, State.CONNECTED, now, provider_is_over=True)


def _failed(attempt: Attempt, reason: Reason, now: float) -> Attempt:
    """End what the provider gave up.

    Where only her password helps, the end asks her for it.
    """
    counted = attempt
    if refuses_code(attempt, reason):
        counted = replace(attempt, call=None, wrong_codes=attempt.wrong_codes + 1)
    ended = end(counted, State.FAILED, now, ending=reason, provider_is_over=True)
    if not needs_password(ended) or ended.challenge:
        return ended
    return replace(ended, prompted_at=ended.prompted_at or first_prompt(attempt, now))


def _as_sent(ask: str | None) -> str | None:
    """Note that a challenge has been sent to her, for the call that does it is claimed."""
    before = read_whole_ask(ask)
    if before is None or not isinstance(before.step, CodeNeeded) or before.step.sent:
        return ask
    return write_ask(replace(before.step, sent=True), before.until)

"""What becomes of an attempt when a provider answers, or when its time is up.

Pure functions from one row to the next.

Each gives the attempt as it should be, or None where nothing changes. Writing it (and losing the race for it)
is the driver's affair.
"""

from __future__ import annotations

from dataclasses import replace

from bot.relay.asks import Again, Ask, read_ask, read_whole_ask, write_ask
from bot.relay.endings import Own, end
from bot.relay.limits import LIMITS, PACE
from bot.relay.times import (
    AFTER_ANSWER,
    ANSWERS,
    challenge_until,
    deadline,
    has_password,
    holds_password,
    next_look,
    no_longer_than_her_password,
)
from providers.steps import CodeNeeded, Done, Failed, LinkNeeded, Reason, Step, Unclear, Working
from storage.models import CALLING, OVER, Attempt, CallKind, State


def advance(attempt: Attempt, step: Step, now: float, account: str | None, *, fresh: bool) -> Attempt | None:
    """Apply a provider's `step` to a live attempt on the provider's `account`, None where there is none yet.

    `fresh` says that the step came from the call that is claimed, not from a check: such a step is never
    stale.
    """
    match step:
        case Done():
            return _done(attempt, step, now, account)
        case Unclear():
            return end(attempt, State.FAILED, now, ending=Own.ACCOUNT_UNCLEAR, provider_is_over=True)
        case Failed(reason=reason):
            return end(attempt, State.FAILED, now, ending=reason, provider_is_over=True)
        case Working(resume=resume):
            return _working(attempt, resume, now)
        case CodeNeeded() | LinkNeeded():
            return _challenged(attempt, step, now, fresh=fresh)


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
    return replace(attempt, state=State.UNSURE, state_since=now, answer_by=until, due_at=now)


def not_delivered(attempt: Attempt, now: float) -> Attempt:
    """Go back to the challenge whose answer surely did not leave: she is asked again, and told why."""
    step = read_ask(attempt.ask)
    if step is None:
        return unsure(attempt, now)
    return _ask(attempt, step, now, again=Again.NOT_SENT)


def not_sent_to_her(attempt: Attempt, now: float, retry_after: float | None) -> Attempt:
    """Note that the platform surely was not asked to send her a code.

    The first code is asked for again by the driver, after `retry_after` seconds or when its time is up; for
    another one she keeps the challenge that she has.
    """
    ask = read_whole_ask(attempt.ask)
    if ask is None or not isinstance(ask.step, CodeNeeded):
        return unsure(attempt, now)
    if attempt.call is CallKind.RESEND:
        return _ask(replace(attempt, call=None), ask.step, now, again=Again.NOT_RESENT)
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
    if account is not None and step.account not in {None, account}:
        return end(attempt, State.FAILED, now, ending=Own.ANOTHER_ACCOUNT, provider_is_over=True)
    if account is None and step.account is None:
        return end(attempt, State.FAILED, now, ending=Reason.LOGIN_FAILED, provider_is_over=True)
    return end(attempt, State.CONNECTED, now, provider_is_over=True)


def _working(attempt: Attempt, resume: str, now: float) -> Attempt | None:
    if attempt.state is State.WORKING:
        return None if resume == attempt.resume else replace(attempt, resume=resume)
    answered = attempt.call in ANSWERS and attempt.submitted_at is not None
    left = LIMITS.after_submit if answered else LIMITS.working_without_news
    since = attempt.submitted_at if answered and attempt.submitted_at is not None else now
    return replace(
        attempt,
        state=State.WORKING,
        state_since=now,
        resume=resume,
        answer_by=no_longer_than_her_password(attempt, since + left),
        due_at=now + PACE.first_minute,
    )


def _challenged(
    attempt: Attempt, step: CodeNeeded | LinkNeeded, now: float, *, fresh: bool
) -> Attempt | None:
    ask = read_whole_ask(attempt.ask)
    if ask is None or ask.step.challenge != step.challenge:
        return _another(attempt, step, now)
    return _same(attempt, ask, step, now, fresh=fresh)


def _another(attempt: Attempt, step: CodeNeeded | LinkNeeded, now: float) -> Attempt:
    """Take up a challenge that was not seen before: a wrong code's, or another gate's."""
    rejected = isinstance(step, CodeNeeded) and step.rejected
    counted = replace(
        attempt,
        resume=step.resume,
        wrong_codes=attempt.wrong_codes + rejected,
        gates=attempt.gates + (not rejected),
    )
    if counted.wrong_codes >= LIMITS.wrong_codes:
        return _given_up(counted, step, State.FAILED, now, Own.TOO_MANY_CODES)
    if counted.gates > LIMITS.gates:
        return _given_up(counted, step, State.FAILED, now, Own.TOO_MANY_GATES)
    if isinstance(step, CodeNeeded) and not step.sent:
        return _to_be_sent(counted, step, now)
    return _ask(counted, step, now)


def _same(
    attempt: Attempt, ask: Ask, step: CodeNeeded | LinkNeeded, now: float, *, fresh: bool
) -> Attempt | None:
    """Take up a challenge that was seen before: it is stale, open still, or has to be asked for again."""
    if not fresh and _is_stale(attempt, now):
        return None if attempt.state is State.UNSURE else _working(attempt, step.resume, now)
    if attempt.state in {State.CODE_NEEDED, State.LINK_NEEDED}:
        return None if step.resume == attempt.resume else replace(attempt, resume=step.resume)
    if isinstance(step, CodeNeeded) and isinstance(ask.step, CodeNeeded):
        if not step.sent and not ask.step.sent:
            return _to_be_sent(replace(attempt, resume=step.resume), step, now)
        step = replace(step, sent=True)
    if _was_shown(attempt, ask):
        return _reopened(attempt, ask, step.resume, now)
    return _ask(replace(attempt, resume=step.resume), step, now, again=_again(attempt.call))


def _is_stale(attempt: Attempt, now: float) -> bool:
    """Tell whether the challenge she has answered may just not be gone yet."""
    if attempt.call not in ANSWERS or attempt.submitted_at is None or attempt.state not in AFTER_ANSWER:
        return False
    return now < attempt.submitted_at + LIMITS.stale_challenge


def _was_shown(attempt: Attempt, ask: Ask) -> bool:
    """Tell whether she sees the challenge and has not answered it: the provider only looked away."""
    is_sent = not isinstance(ask.step, CodeNeeded) or ask.step.sent
    return is_sent and attempt.call is None and attempt.challenge > 0


def _reopened(attempt: Attempt, ask: Ask, resume: str, now: float) -> Attempt:
    """Go back to the challenge that she sees, without another message and without more time."""
    state = State.CODE_NEEDED if isinstance(ask.step, CodeNeeded) else State.LINK_NEEDED
    reopened = replace(attempt, state=state, state_since=now, resume=resume, answer_by=ask.until)
    return replace(reopened, due_at=next_look(reopened, now))


def _again(call: CallKind | None) -> Again:
    if call is CallKind.RESEND:
        return Again.RESENT
    return Again.UNSURE if call in ANSWERS else Again.NO


def _as_sent(ask: str | None) -> str | None:
    """Note that a challenge has been sent to her, for the call that does it is claimed."""
    before = read_whole_ask(ask)
    if before is None or not isinstance(before.step, CodeNeeded) or before.step.sent:
        return ask
    return write_ask(replace(before.step, sent=True), before.until)


def _to_be_sent(attempt: Attempt, step: CodeNeeded, now: float) -> Attempt:
    """Hold a challenge that reaches her only once the driver has had it sent."""
    until = challenge_until(attempt, step, now) if step.holds_password else now + LIMITS.code
    held = replace(
        attempt, state=State.WORKING, state_since=now, call=None, ask=write_ask(step, until), due_at=now
    )
    return replace(held, answer_by=no_longer_than_her_password(held, now + LIMITS.working_without_news))


def _ask(attempt: Attempt, step: CodeNeeded | LinkNeeded, now: float, *, again: Again = Again.NO) -> Attempt:
    """Put a challenge before her, as the attempt's next, unless the time for it or for all is up."""
    until = challenge_until(attempt, step, now)
    if now >= min(until, attempt.ends_at):
        return _given_up(attempt, step, State.EXPIRED, now)
    asked = replace(
        attempt,
        state=State.CODE_NEEDED if isinstance(step, CodeNeeded) else State.LINK_NEEDED,
        state_since=now,
        challenge=attempt.challenge + 1,
        call=None,
        ask=write_ask(step, until, again),
        answer_by=until,
    )
    return replace(asked, due_at=next_look(asked, now))


def _given_up(
    attempt: Attempt, step: CodeNeeded | LinkNeeded, state: State, now: float, ending: Own | None = None
) -> Attempt:
    """End an attempt instead of putting `step`, whose resume it has, before her."""
    return end(attempt, state, now, ending=ending, provider_is_over=has_password(step))

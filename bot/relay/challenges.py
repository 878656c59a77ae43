"""What becomes of an attempt when its provider asks for something, or is busy with what it was given.

Pure functions from one row to the next; each gives None where nothing changes.
"""

from __future__ import annotations

from dataclasses import replace

from bot.relay.accepted import was_accepted, with_accepted
from bot.relay.asks import Again, Ask, read_whole_ask, write_ask
from bot.relay.endings import Own, end, without_verdict
from bot.relay.limits import LIMITS, PACE, Limits
from bot.relay.times import (
    AFTER_ANSWER,
    ANSWERS,
    challenge_until,
    has_password,
    next_look,
    no_longer_than_her_password,
)
from providers.steps import CodeNeeded, LinkNeeded
from storage.models import Attempt, CallKind, State


def challenged(
    attempt: Attempt, step: CodeNeeded | LinkNeeded, now: float, limits: Limits, *, fresh: bool
) -> Attempt | None:
    """Take up what the provider asks for, seen before or not; `fresh` as for `progress.advance`."""
    ask = read_whole_ask(attempt.ask)
    if ask is None or ask.step.challenge != step.challenge:
        return _another(attempt, ask, step, now, limits)
    return _same(attempt, ask, step, now, limits, fresh=fresh)


def working(attempt: Attempt, resume: str, now: float) -> Attempt | None:
    """Note that the provider is busy; after her answer its time counts from when that was given."""
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


def ask_her(
    attempt: Attempt, step: CodeNeeded | LinkNeeded, now: float, *, again: Again = Again.NO
) -> Attempt:
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
        prompted_at=attempt.prompted_at or first_prompt(attempt, now),
    )
    return replace(asked, due_at=next_look(asked, now))


def first_prompt(attempt: Attempt, now: float) -> float | None:
    """Give the time of the first message about what she neither began nor agreed to before."""
    return None if attempt.manager_id is None or attempt.offers else now


def _another(
    attempt: Attempt, ask: Ask | None, step: CodeNeeded | LinkNeeded, now: float, limits: Limits
) -> Attempt:
    """Take up a challenge that was not seen before: a wrong code's, or another gate's.

    Either way her code is judged, so that no look after an end counts it once more.
    """
    rejected = isinstance(step, CodeNeeded) and step.rejected
    if rejected and ask is not None and is_presumed_wrong(attempt):
        return replace(attempt, resume=step.resume, ask=write_ask(step, ask.until))
    counted = replace(
        attempt,
        resume=step.resume,
        call=None,
        wrong_codes=attempt.wrong_codes + rejected,
        unjudged_codes=attempt.unjudged_codes - (rejected and _is_left_open(attempt)),
        gates=attempt.gates + (not rejected),
        passed=attempt.passed if rejected else with_accepted(attempt),
    )
    refused = _refused(counted, step, limits)
    if refused is not None:
        return _given_up(counted, step, State.FAILED, now, refused)
    if isinstance(step, CodeNeeded) and not step.sent:
        return _to_be_sent(counted, step, now)
    return ask_her(counted, step, now)


def _refused(counted: Attempt, step: CodeNeeded | LinkNeeded, limits: Limits) -> Own | None:
    """Say why a challenge is not put before her."""
    if counted.wrong_codes >= limits.wrong_codes:
        return Own.TOO_MANY_CODES
    if was_accepted(counted, step):
        return Own.ASKED_TWICE
    return Own.TOO_MANY_GATES if counted.gates > limits.gates else None


def _same(  # noqa: PLR0913 - as for `challenged`, and what was asked before
    attempt: Attempt, ask: Ask, step: CodeNeeded | LinkNeeded, now: float, limits: Limits, *, fresh: bool
) -> Attempt | None:
    """Take up a challenge that was seen before: it is stale, open still, or has to be asked for again.

    A provider need not tell one refusal from the one before. Where it has taken a code and still wants one,
    that code is presumed wrong, so that nobody guesses on without being counted.
    """
    if not fresh and _is_stale(attempt, now):
        return None if attempt.state is State.UNSURE else working(attempt, step.resume, now)
    if attempt.state in {State.CODE_NEEDED, State.LINK_NEEDED}:
        return None if step.resume == attempt.resume else replace(attempt, resume=step.resume)
    if isinstance(step, CodeNeeded) and isinstance(ask.step, CodeNeeded):
        if not step.sent and not ask.step.sent:
            return _to_be_sent(replace(attempt, resume=step.resume), step, now)
        step = replace(step, sent=True)
    if _was_shown(attempt, ask):
        return _reopened(attempt, ask, step.resume, now)
    after = replace(attempt, resume=step.resume)
    if isinstance(step, CodeNeeded) and attempt.call is CallKind.CODE:
        judge = _left_open if attempt.arrival_unsure else _presumed_wrong
        return judge(after, step, now, limits)
    return ask_her(after, step, now, again=_again(attempt.call))


def _left_open(attempt: Attempt, step: CodeNeeded, now: float, limits: Limits) -> Attempt:
    """Ask again for a code of which nobody knows whether it has arrived."""
    return spend_gate(without_verdict(attempt), step, now, limits, again=Again.UNSURE)


def spend_gate(
    attempt: Attempt, step: CodeNeeded | LinkNeeded, now: float, limits: Limits, *, again: Again
) -> Attempt:
    """Ask again, unless the provider has had so many codes of her without a word about them."""
    counted = replace(attempt, gates=attempt.gates + 1)
    if counted.gates > limits.gates:
        return _given_up(counted, step, State.FAILED, now, Own.TOO_MANY_GATES)
    return ask_her(counted, step, now, again=again)


def _presumed_wrong(attempt: Attempt, step: CodeNeeded, now: float, limits: Limits) -> Attempt:
    counted = replace(attempt, call=None, wrong_codes=attempt.wrong_codes + 1)
    if counted.wrong_codes >= limits.wrong_codes:
        return _given_up(counted, step, State.FAILED, now, Own.TOO_MANY_CODES)
    return ask_her(counted, replace(step, rejected=True), now, again=Again.PRESUMED_WRONG)


def is_presumed_wrong(attempt: Attempt) -> bool:
    """Tell whether her last code was counted as wrong although the provider has not said so.

    What it says later is about that same code, until she gives another: a refusal does not count anew, and a
    connection shows that the code was right.
    """
    return _is_asked_again(attempt, Again.PRESUMED_WRONG)


def _is_left_open(attempt: Attempt) -> bool:
    """Tell whether her last code was counted as one of which nobody knows."""
    return _is_asked_again(attempt, Again.UNSURE)


def _is_asked_again(attempt: Attempt, again: Again) -> bool:
    ask = read_whole_ask(attempt.ask)
    if ask is None or attempt.state is not State.CODE_NEEDED or attempt.call is not None:
        return False
    return ask.again is again


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


def _to_be_sent(attempt: Attempt, step: CodeNeeded, now: float) -> Attempt:
    """Hold a challenge that reaches her only once the driver has had it sent."""
    until = challenge_until(attempt, step, now) if step.holds_password else now + LIMITS.code
    held = replace(
        attempt, state=State.WORKING, state_since=now, call=None, ask=write_ask(step, until), due_at=now
    )
    return replace(held, answer_by=no_longer_than_her_password(held, now + LIMITS.working_without_news))


def _given_up(
    attempt: Attempt, step: CodeNeeded | LinkNeeded, state: State, now: float, ending: Own | None = None
) -> Attempt:
    """End an attempt instead of putting `step`, whose resume it has, before her."""
    return end(attempt, state, now, ending=ending, provider_is_over=has_password(step))

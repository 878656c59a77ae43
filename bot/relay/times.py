"""When an attempt's time is up, and when to look at it next: pure functions of a row and the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.relay.asks import read_ask, read_whole_ask
from bot.relay.limits import LIMITS, PACE
from providers.steps import CodeNeeded, LinkNeeded
from storage.models import CALLING, OVER, CallKind, State

if TYPE_CHECKING:
    from storage.models import Attempt

ANSWERS: Final = frozenset({CallKind.CODE, CallKind.CONFIRM})
"""The calls that hand over what she gave: the challenge may show for a while after them."""

AFTER_ANSWER: Final = frozenset({State.SUBMITTING, State.WORKING, State.UNSURE})


def deadline(attempt: Attempt) -> float:
    """Give the time at which the state ends by itself; after her answer the vendor's time counts alone."""
    if attempt.state in CALLING or (attempt.state in AFTER_ANSWER and attempt.call in ANSWERS):
        return attempt.answer_by
    return min(attempt.answer_by, attempt.ends_at)


def next_look(attempt: Attempt, now: float, check_after: float | None = None) -> float:
    """Give the time at which to ask the provider again, or at which the attempt's time is up."""
    if attempt.state is State.CODE_NEEDED:
        wait = PACE.code
    elif attempt.state is State.LINK_NEEDED:
        wait = PACE.link
    elif attempt.state in OVER:
        wait = PACE.watch
    else:
        began = attempt.ends_at - LIMITS.whole_attempt
        wait = PACE.first_minute if now - began < LIMITS.starting else PACE.working
    look = now + max(wait, check_after or 0.0)
    return look if attempt.state in OVER else min(look, max(deadline(attempt), now))


def holds_password(attempt: Attempt) -> bool:
    """Tell whether the attempt's resume holds her password."""
    return has_password(read_ask(attempt.ask))


def challenge_until(attempt: Attempt, step: CodeNeeded | LinkNeeded, now: float) -> float:
    """Give the end of a challenge.

    A rejected code does not prolong its gate, but leaves time to type one. What holds her password is not
    prolonged at all.
    """
    life = _life(step)
    whole = now + min(life, step.expires_in or life)
    before = read_whole_ask(attempt.ask)
    if before is not None and has_password(before.step) and has_password(step):
        return min(whole, before.until)
    if before is None or not (isinstance(step, CodeNeeded) and step.rejected):
        return min(whole, attempt.ends_at)
    return min(max(before.until, now + LIMITS.time_to_type), whole, attempt.ends_at)


def has_password(step: CodeNeeded | LinkNeeded | None) -> bool:
    """Tell whether the resume of `step` holds her password."""
    return isinstance(step, CodeNeeded) and step.holds_password


def no_longer_than_her_password(attempt: Attempt, wanted: float) -> float:
    """Cut a wait short where the resume holds her password: a late answer's time is the last of it."""
    ask = read_whole_ask(attempt.ask)
    if ask is None or not has_password(ask.step):
        return wanted
    return min(wanted, ask.until + LIMITS.after_submit)


def _life(step: CodeNeeded | LinkNeeded) -> float:
    if isinstance(step, LinkNeeded):
        return LIMITS.link
    return LIMITS.code_with_password if step.holds_password else LIMITS.code

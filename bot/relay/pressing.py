"""What she presses under an open challenge: that nothing came, or that she has finished behind its link.

Each claims a call that must not be repeated; a provider that is off can do neither. It knows no Telegram, no
SQL and no vendor.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.relay import progress, times
from bot.relay.asks import read_ask
from bot.relay.changing import change
from bot.relay.limits import LIMITS
from bot.relay.reactions import Reaction
from providers.base import CanConfirmLink, CanSendCode
from providers.steps import CodeNeeded, LinkNeeded
from storage.models import CALLING, OVER, Attempt, CallKind, State

if TYPE_CHECKING:
    from bot.relay.ports import Caller
    from bot.relay.work import Work
    from providers.base import Provider


async def nothing_came(work: Work, caller: Caller, provider: Provider | None, attempt: Attempt) -> Reaction:
    """Have the code sent again where the provider can; else she is told what to check."""
    if attempt.state is not State.CODE_NEEDED:
        return _closed(attempt)
    step = read_ask(attempt.ask)
    if not isinstance(step, CodeNeeded):
        return Reaction.OVER
    if work.now < attempt.state_since + max(LIMITS.nothing_came, step.resend_after or 0.0):
        return Reaction.TOO_EARLY
    if step.resend_after is None or not isinstance(provider, CanSendCode):
        return Reaction.CANNOT_RESEND
    return await _claim(work, caller, attempt, CallKind.RESEND, Reaction.RESENT)


async def confirm(work: Work, caller: Caller, provider: Provider | None, attempt: Attempt) -> Reaction:
    """Tell the provider that she has finished behind her link."""
    if attempt.state is not State.LINK_NEEDED:
        return _closed(attempt)
    step = read_ask(attempt.ask)
    confirmable = isinstance(step, LinkNeeded) and step.needs_confirmation
    if not confirmable or not isinstance(provider, CanConfirmLink):
        return Reaction.DONE
    return await _claim(work, caller, attempt, CallKind.CONFIRM, Reaction.CHECKING)


def _closed(attempt: Attempt) -> Reaction:
    """Say why a challenge's button does nothing: it has been answered, or all is over."""
    if attempt.state in OVER:
        return Reaction.OVER
    return Reaction.BUSY if attempt.state in CALLING | {State.UNSURE, State.WORKING} else Reaction.DONE


async def _claim(
    work: Work, caller: Caller, attempt: Attempt, call: CallKind, reaction: Reaction
) -> Reaction:
    """Claim a call; an act that lost its row to a check is tried again while its challenge is open."""
    if work.now >= times.deadline(attempt):
        return Reaction.OVER
    owner, opened = caller.new_owner(), (attempt.state, attempt.challenge)
    current: Attempt | None = attempt
    while current is not None and (current.state, current.challenge) == opened:
        claimed = await change(work.unit, current, progress.claim(current, call, work.now), owner=owner)
        if claimed is not None:
            work.after_commit.append(partial(caller.call, claimed, owner))
            return reaction
        current = await work.unit.attempts.get(attempt.id)
    return Reaction.BUSY

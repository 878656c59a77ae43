"""Which call of the provider an attempt's state means, and what the lack of an answer means."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.relay import endings, progress
from bot.relay.limits import LIMITS, PACE, Limits
from providers.base import CanConfirmLink, CanSendCode, Provider
from providers.errors import NoAnswer, NotSent, ProviderError, Throttled
from providers.secret import Secret
from providers.steps import CodeNeeded, Done, Failed, Reason, Step, Unclear
from storage.models import Attempt, CallKind, State

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.relay.logins import Given
    from providers.logins import Login, Lost

StillClaimed = Callable[[], Awaitable[bool]]
"""Tells whether the claim that a call is made for still stands."""

TRIES_NOT_SENT = 3
"""How often a code whose submission surely did not leave is handed over again, while it is fresh."""
WAIT_NOT_SENT = 2.0
CALL_SECONDS = 35.0
"""An adapter limits its calls itself; this is the limit in case it does not."""


async def look(provider: Provider, attempt: Attempt, lost: Lost) -> Step | None:
    """Ask how far the attempt is; without a resume, look for the login whose start was lost."""
    async with _limited():
        if attempt.resume is None:
            return await provider.recover(lost)
        return await provider.check(attempt.resume)


async def make(
    provider: Provider, attempt: Attempt, login: Login | None, given: Given | None, still: StillClaimed
) -> Step | None:
    """Make the call that the attempt claims.

    Only a code that surely did not leave is handed over again, and only while the claim stands by `still`;
    None says that it does not, and that nothing was sent.
    """
    tries = TRIES_NOT_SENT if attempt.call is CallKind.CODE else 1
    while True:
        tries -= 1
        try:
            async with _limited():
                return await _once(provider, attempt, login, given)
        except NotSent:
            if tries == 0:
                raise
        await asyncio.sleep(WAIT_NOT_SENT)
        if not await still():
            return None


async def _once(provider: Provider, attempt: Attempt, login: Login | None, given: Given | None) -> Step:
    if attempt.state is State.STARTING:
        return Failed(Reason.UNSUPPORTED) if login is None else await provider.start(login)
    if attempt.resume is None:
        return Failed(Reason.ATTEMPT_GONE)
    match attempt.call:
        case CallKind.CODE if isinstance(given, Secret):
            return await provider.submit_code(attempt.resume, given)
        case CallKind.CONFIRM if isinstance(provider, CanConfirmLink):
            return await provider.confirm_link(attempt.resume)
        case CallKind.SEND | CallKind.RESEND if isinstance(provider, CanSendCode):
            return await provider.send_code(attempt.resume)
        case _:
            return Failed(Reason.UNSUPPORTED)


def after_error(attempt: Attempt, error: ProviderError, now: float, *, limits: Limits = LIMITS) -> Attempt:
    """Say what becomes of a claimed call that gave no step."""
    if error.sent:
        return progress.unsure(attempt, now)
    if attempt.state is State.STARTING:
        reason = Reason.RATE_LIMITED if isinstance(error, Throttled) else Reason.PROVIDER_DOWN
        return endings.not_started(attempt, reason, now)
    if attempt.call in {CallKind.SEND, CallKind.RESEND}:
        return progress.not_sent_to_her(attempt, now, error.retry_after)
    return progress.not_delivered(attempt, now, seen=isinstance(error, Throttled), limits=limits)


def was_wrong(over: Attempt, step: Step | None, now: float) -> bool:
    """Tell whether a step that came after the end says that the code given before it was wrong.

    A provider need not say so: one that still wants a code once that could have been looked at has not
    accepted it, unless it is not known whether the code arrived.
    """
    if over.call is not CallKind.CODE or over.submitted_at is None:
        return False
    if not isinstance(step, CodeNeeded):
        return isinstance(step, Failed) and endings.refuses_code(over, step.reason)
    looked_at = now >= over.submitted_at + LIMITS.stale_challenge
    return step.rejected or (looked_at and not over.arrival_unsure)


def runs_on(step: Step | None) -> bool:
    """Tell whether the provider goes on with an attempt that is over for us; None says nothing new."""
    return not isinstance(step, Done | Failed)


def settled(attempt: Attempt, step: Step | None) -> Attempt:
    """Stop watching an attempt that is over by what its provider said last; who is in has typed it right."""
    is_in = isinstance(step, Done | Unclear)
    return endings.settle(replace(attempt, call=None) if is_in else attempt)


def landed(attempt: Attempt, step: Step, now: float, *, held_password: bool = False) -> Attempt:
    """Keep what a late outcome gives to watch by; nothing where it ended the login.

    Nothing is watched by what came of a resume that held her password, or holds it itself: there it stays
    unknown what became of the call.
    """
    if isinstance(step, Done | Unclear | Failed):
        return settled(attempt, step)
    if held_password or (isinstance(step, CodeNeeded) and step.holds_password):
        return endings.unwatched(attempt)
    return replace(attempt, resume=step.resume, watch_until=now + LIMITS.watched, due_at=now + PACE.watch)


@asynccontextmanager
async def _limited() -> AsyncIterator[None]:
    """Limit a call's time, and say in the error tree that it ran out."""
    try:
        async with asyncio.timeout(CALL_SECONDS):
            yield
    except TimeoutError:
        raise NoAnswer from None

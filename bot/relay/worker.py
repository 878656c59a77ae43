"""What is done about one attempt: the next question to its provider, or the claimed call.

It knows no Telegram, no SQL and no vendor.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from bot.relay import calls, endings, progress, times
from bot.relay.changing import change
from bot.relay.endings import Own
from bot.relay.fatigue import asked_or_put_off
from bot.relay.leases import leased
from bot.relay.limits import LIMITS, PACE, Limits
from bot.relay.logins import login_of, lost_of
from bot.relay.standing import stands, withdrawn
from bot.relay.work import Work
from providers.errors import ProviderError
from providers.steps import Failed, Reason, Step, Working
from storage.errors import StorageUnavailable
from storage.models import CALLING, OVER, Attempt, CallKind, State

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.relay.budget import Budget
    from bot.relay.landing import Landing
    from bot.relay.logins import Given
    from bot.relay.ports import Notices
    from providers.base import Provider
    from storage import Store, Unit

log = structlog.get_logger()

AGAIN_SECONDS = 1.0
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Worker:
    """Works on attempts under leases that others have taken; calls `changed` after each change of a row."""

    store: Store
    providers: Mapping[str, Provider]
    budgets: Mapping[str, Budget]
    landing: Landing
    notices: Notices
    clock: Callable[[], float]
    changed: Callable[[], None]
    limits: Limits = LIMITS

    async def look(self, attempt: Attempt, owner: str) -> None:
        """Do what is due: what time has ended, what a crash has left, or the next question."""
        now = self.clock()
        after = self._without_asking(attempt, now)
        if after is not None:
            await self.landing.write(attempt, after, owner)
        elif attempt.state is State.ASKED:
            await self._offer(attempt, owner)
        elif progress.wants_sending(attempt):
            await self._send(attempt, owner)
        else:
            await self._check(attempt, owner)

    def _without_asking(self, attempt: Attempt, now: float) -> Attempt | None:
        """Say what becomes of an attempt for which nobody has to be asked."""
        timed_out = progress.time_out(attempt, now)
        if timed_out is not None:
            return timed_out
        if attempt.state in CALLING:
            return progress.unsure(attempt, now)
        if attempt.state in OVER and now >= (attempt.watch_until or 0.0):
            return endings.settle(attempt)
        if attempt.provider not in self.providers and attempt.state is not State.ASKED:
            return endings.without_provider(attempt, now)
        return None

    async def _offer(self, attempt: Attempt, owner: str) -> None:
        """Ask her about a login that she has put off, or that waits behind another of hers."""
        now = self.clock()
        async with self.store.write() as unit:
            await unit.people.lock(attempt.creator_id)
            if attempt.asked_first:
                await unit.attempts.postpone(attempt.id, owner, attempt.ends_at)
            elif await unit.attempts.live_of_creator(attempt.creator_id) is not None:
                await unit.attempts.postpone(attempt.id, owner, now + PACE.waiting)
            else:
                await change(unit, attempt, await self._offered(unit, attempt, now))
                await unit.attempts.release(attempt.id, owner)
        self.changed()

    async def _offered(self, unit: Unit, attempt: Attempt, now: float) -> Attempt:
        if not await stands(unit, attempt, now):
            return withdrawn(attempt, now)
        return await asked_or_put_off(unit, attempt, now, self.limits)

    async def _send(self, attempt: Attempt, owner: str) -> None:
        """Claim the call that has the platform send its code, then make it."""
        claimed = progress.claim(attempt, CallKind.SEND, self.clock())
        async with self.store.write() as unit:
            stored = await change(unit, attempt, claimed, owner=owner)
        if stored is not None:
            await self.call(stored, owner, None)

    async def _check(self, attempt: Attempt, owner: str) -> None:
        """Ask the provider, and write what it says."""
        urgent = attempt.state in {State.WORKING, State.UNSURE}
        if attempt.resume is None and attempt.state is not State.UNSURE:
            await self._postpone(attempt, owner, PACE.watch)
        elif not self.budgets[attempt.provider].take(urgent=urgent):
            await self._postpone(attempt, owner, PACE.without_budget)
        else:
            await self._ask_provider(attempt, owner)

    async def _ask_provider(self, attempt: Attempt, owner: str) -> None:
        async with self.store.read() as unit:
            lost = await lost_of(unit, attempt)
        try:
            async with leased(self.store, attempt.id, owner):
                step = await calls.look(self.providers[attempt.provider], attempt, lost)
        except ProviderError as error:
            log.info("check_failed", attempt_id=attempt.id, error=type(error).__name__, status=error.status)
            await self._nothing_new(attempt, owner, error.retry_after or PACE.after_error)
            return
        if step is None:
            await self._postpone(attempt, owner, PACE.working)
        elif attempt.state in OVER:
            await self._watched(attempt, owner, step)
        else:
            await self._judge(attempt, owner, step)

    async def _judge(self, attempt: Attempt, owner: str, step: Step) -> None:
        """Write what a check says, or when to look again where it says nothing new."""
        judged, account = await self.landing.judged(attempt, step)
        now = self.clock()
        after = None
        if judged is not None:
            after = progress.advance(attempt, judged, now, account, fresh=False, limits=self.limits)
        if after is not None:
            await self.landing.write(attempt, after, owner, judged)
            return
        check_after = step.check_after if isinstance(step, Working) else None
        await self._nothing_new(attempt, owner, times.next_look(attempt, now, check_after) - now)

    async def _nothing_new(self, attempt: Attempt, owner: str, seconds: float) -> None:
        """Look again later; she is reminded once, at half time."""
        now = self.clock()
        is_open = attempt.state in {State.CODE_NEEDED, State.LINK_NEEDED}
        if is_open and now >= attempt.state_since + HALF * (attempt.answer_by - attempt.state_since):
            async with self.store.write() as unit:
                current = await unit.attempts.get(attempt.id)
                if current is not None and current.version == attempt.version:
                    await self.notices.reminder(Work(unit, now), current, None)
            self.changed()
        await self._postpone(attempt, owner, seconds)

    async def _watched(self, attempt: Attempt, owner: str, step: Step) -> None:
        """See what an attempt that is over does at the provider; people are told if it signs in."""
        judged, _ = await self.landing.judged(attempt, step)
        if calls.runs_on(judged) and not calls.was_wrong(attempt, judged, self.clock()):
            await self._postpone(attempt, owner, PACE.watch)
            return
        await self.landing.watched(attempt, owner, judged)

    async def call(self, attempt: Attempt, owner: str, given: Given | None) -> None:
        """Make the claimed call once, and write what came of it."""
        try:
            async with leased(self.store, attempt.id, owner):
                step = await self._make(attempt, owner, given)
        except ProviderError as error:
            log.info(
                "call_failed",
                attempt_id=attempt.id,
                call=attempt.call,
                error=type(error).__name__,
                status=error.status,
            )
            fault = error
            await self._insist(attempt, lambda: self._land_error(attempt, owner, fault))
            return
        if step is None:
            await self._insist(attempt, lambda: self.landing.ended_meanwhile(attempt, owner, sent=False))
        else:
            await self._insist(attempt, lambda: self.landing.of_call(attempt, owner, step))

    async def _insist(self, attempt: Attempt, write: Callable[[], Awaitable[None]]) -> None:
        """Write the outcome of a call, once the database is back if it is away."""
        while True:
            try:
                await write()
            except StorageUnavailable as error:
                log.warning("outcome_not_written", attempt_id=attempt.id, error=type(error).__name__)
                if self.clock() >= attempt.answer_by:
                    raise
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                return

    async def _land_error(self, attempt: Attempt, owner: str, error: ProviderError) -> None:
        after = calls.after_error(attempt, error, self.clock(), limits=self.limits)
        if not await self.landing.write(attempt, after, owner):
            await self.landing.ended_meanwhile(attempt, owner, sent=error.sent)

    async def _called_off(self, attempt: Attempt, owner: str) -> None:
        """End what cannot start: the account, enrolment or proxy it needs is gone, or who asked for it."""
        ended = endings.end(
            attempt, State.CANCELLED, self.clock(), ending=Own.WITHDRAWN, provider_is_over=True
        )
        await self.landing.write(attempt, ended, owner)

    async def _make(self, attempt: Attempt, owner: str, given: Given | None) -> Step | None:
        provider = self.providers.get(attempt.provider)
        if provider is None:
            return Failed(Reason.KEY_REFUSED)
        login = None
        if attempt.state is State.STARTING:
            async with self.store.read() as unit:
                may_start = await stands(unit, attempt, self.clock())
                login = await login_of(unit, attempt, given) if may_start else None
            if login is None:
                await self._insist(attempt, lambda: self._called_off(attempt, owner))
                return None

        async def still_claimed() -> bool:
            async with self.store.read() as unit:
                current = await unit.attempts.get(attempt.id)
            return current is not None and current.version == attempt.version

        return await calls.make(provider, attempt, login, given, still_claimed)

    async def _postpone(self, attempt: Attempt, owner: str, seconds: float) -> None:
        """Look again after `seconds`, or when the attempt's or its watch's time is up."""
        now = self.clock()
        last = (attempt.watch_until or now) if attempt.state in OVER else times.deadline(attempt)
        async with self.store.write() as unit:
            await unit.attempts.postpone(attempt.id, owner, min(now + seconds, max(last, now)))

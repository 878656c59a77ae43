"""What is done about one attempt: the next question to its provider, the claimed call, and what came of it.

Which outcome counts is settled by the row's version: what loses is dropped. It knows no Telegram, no SQL and
no vendor.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from bot.relay import calls, progress
from bot.relay.beginnings import offer_next, offered
from bot.relay.limits import PACE
from bot.relay.work import Work
from providers.base import Login, Provider, Step, StoredCredentials, Working
from providers.errors import ProviderError
from storage.models import CALLING, OVER, Attempt, CallKind, State

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from bot.relay.budget import Budget
    from bot.relay.ports import Notices
    from providers.secret import Secret
    from storage import Store

log = structlog.get_logger()

RENEW_SECONDS = 3.0
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Worker:
    """Works on attempts under leases that others have taken; calls `changed` after each change of a row."""

    store: Store
    providers: Mapping[str, Provider]
    budgets: Mapping[str, Budget]
    notices: Notices
    clock: Callable[[], float]
    changed: Callable[[], None]

    async def look(self, attempt: Attempt, owner: str) -> None:
        """Do what is due: what time has ended, what a crash has left, or the next question."""
        now = self.clock()
        timed_out = progress.time_out(attempt, now)
        if timed_out is not None:
            await self._write(attempt, timed_out, owner)
        elif attempt.state in CALLING:
            await self._write(attempt, progress.unsure(attempt, now), owner)
        elif attempt.state is State.ASKED:
            await self._offer(attempt, owner)
        elif attempt.state in OVER and now >= (attempt.watch_until or 0.0):
            await self._write(attempt, progress.settle(attempt), owner)
        elif progress.wants_sending(attempt):
            await self._send(attempt, owner)
        else:
            await self._check(attempt, owner)

    async def _offer(self, attempt: Attempt, owner: str) -> None:
        """Ask her about a login that she has put off, or that waits behind another of hers."""
        now = self.clock()
        async with self.store.write() as unit:
            free = await unit.attempts.live_of_creator(attempt.creator_id) is None
            if not attempt.asked_first and free:
                await unit.attempts.change(attempt, offered(attempt, now))
                await unit.attempts.release(attempt.id, owner)
            else:
                await unit.attempts.postpone(attempt.id, owner, attempt.ends_at)
        self.changed()

    async def _send(self, attempt: Attempt, owner: str) -> None:
        """Claim the call that has the platform send its code, then make it."""
        claimed = progress.claim(attempt, CallKind.SEND, self.clock())
        async with self.store.write() as unit:
            stored = await unit.attempts.change(attempt, claimed, owner=owner)
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
        login = await self._login(attempt)
        try:
            async with self._leased(attempt, owner):
                step = await calls.look(self.providers[attempt.provider], attempt, login)
        except ProviderError as error:
            log.info("check_failed", attempt_id=attempt.id, error=type(error).__name__, status=error.status)
            await self._postpone(attempt, owner, error.retry_after or PACE.after_error)
            return
        await self._remind(attempt)
        if step is None:
            await self._postpone(attempt, owner, PACE.working)
        elif attempt.state in OVER:
            await self._watched(attempt, owner, step)
        else:
            await self._apply(attempt, owner, step, fresh=False)

    async def _apply(self, attempt: Attempt, owner: str, step: Step, *, fresh: bool) -> bool:
        """Write what a step means; False if the row moved on meanwhile."""
        now = self.clock()
        account = await self._account_id(attempt)
        after = progress.advance(attempt, step, now, account, fresh=fresh)
        check_after = step.check_after if isinstance(step, Working) else None
        if after is None:
            async with self.store.write() as unit:
                await unit.attempts.postpone(attempt.id, owner, progress.next_look(attempt, now, check_after))
            return True
        return await self._write(attempt, after, owner)

    async def _write(self, before: Attempt, after: Attempt, owner: str) -> bool:
        async with self.store.write() as unit:
            stored = await unit.attempts.change(before, after)
            await unit.attempts.release(before.id, owner)
            if stored is not None and stored.state in OVER and before.state not in OVER:
                await offer_next(Work(unit, self.clock()), stored.creator_id)
            if stored is not None and stored.state is State.CONNECTED:
                await self._prove(Work(unit, self.clock()), stored)
        if stored is not None:
            log.info(
                "attempt_changed",
                attempt_id=stored.id,
                state=stored.state,
                version=stored.version,
                ending=stored.ending,
            )
            self.changed()
        return stored is not None

    async def _prove(self, work: Work, attempt: Attempt) -> None:
        """Note that she has answered a challenge on this account."""
        account = await work.unit.accounts.get(attempt.account_id)
        if account is not None and account.proven_at is None and attempt.challenge > 0:
            await work.unit.accounts.save(calls.proven(account, work.now))

    async def _watched(self, attempt: Attempt, owner: str, step: Step) -> None:
        """See what an attempt that is over does at the provider; people are told if it signs in."""
        verdict = calls.watch(step)
        if verdict is calls.Watch.RUNNING:
            await self._postpone(attempt, owner, PACE.watch)
            return
        async with self.store.write() as unit:
            stored = await unit.attempts.change(attempt, progress.settle(attempt))
            await unit.attempts.release(attempt.id, owner)
            if stored is not None and verdict is calls.Watch.CONNECTED:
                await self.notices.connected_after_all(Work(unit, self.clock()), stored)
        self.changed()

    async def call(self, attempt: Attempt, owner: str, code: Secret | None) -> None:
        """Make the claimed call once, and write what came of it."""
        try:
            async with self._leased(attempt, owner):
                step = await calls.make(
                    self.providers[attempt.provider], attempt, await self._login(attempt), code
                )
        except ProviderError as error:
            log.info(
                "call_failed",
                attempt_id=attempt.id,
                call=attempt.call,
                error=type(error).__name__,
                status=error.status,
            )
            await self._write(attempt, calls.after_error(attempt, error, self.clock()), owner)
            return
        if not await self._apply(attempt, owner, step, fresh=True):
            await self._land_late(attempt, step)

    async def _land_late(self, attempt: Attempt, step: Step) -> None:
        """Keep what a call gave to an attempt that was ended meanwhile, so that it is watched."""
        async with self.store.write() as unit:
            current = await unit.attempts.get(attempt.id)
            if current is None or current.state not in OVER:
                return
            landed = calls.landed(current, step, self.clock())
            stored = await unit.attempts.change(current, landed)
            if stored is not None and calls.watch(step) is calls.Watch.CONNECTED:
                await self.notices.connected_after_all(Work(unit, self.clock()), stored)
        self.changed()

    async def _remind(self, attempt: Attempt) -> None:
        """Remind her once, at half time."""
        now = self.clock()
        if attempt.state not in {State.CODE_NEEDED, State.LINK_NEEDED}:
            return
        if now < attempt.state_since + HALF * (attempt.answer_by - attempt.state_since):
            return
        async with self.store.write() as unit:
            current = await unit.attempts.get(attempt.id)
            if current is not None and (current.state, current.challenge) == (
                attempt.state,
                attempt.challenge,
            ):
                await self.notices.reminder(Work(unit, now), current, None)
        self.changed()

    async def _postpone(self, attempt: Attempt, owner: str, seconds: float) -> None:
        now = self.clock()
        due = now + seconds
        if attempt.state not in OVER:
            due = min(due, max(progress.deadline(attempt), now))
        async with self.store.write() as unit:
            await unit.attempts.postpone(attempt.id, owner, due)

    async def _login(self, attempt: Attempt) -> Login:
        """Give the login that an attempt is a run of."""
        return StoredCredentials(await self._account_id(attempt))

    async def _account_id(self, attempt: Attempt) -> str:
        async with self.store.read() as unit:
            account = await unit.accounts.get(attempt.account_id)
        return "" if account is None else account.external_id

    @asynccontextmanager
    async def _leased(self, attempt: Attempt, owner: str) -> AsyncIterator[None]:
        """Keep the lease while a call is under way."""
        renewing = asyncio.create_task(self._renew(attempt.id, owner))
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    async def _renew(self, attempt_id: str, owner: str) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            async with self.store.write() as unit:
                await unit.attempts.renew(attempt_id, owner)

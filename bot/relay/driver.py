"""The driver: looks at attempts when they are due, makes the claimed calls, and owns every task.

A code lives in the memory of one of these tasks and nowhere else. Which process looks at an attempt is
settled by a lease, and which outcome counts by the row's version. It knows no Telegram, no SQL and no vendor.
"""

from __future__ import annotations

import asyncio
import secrets
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog

from bot.relay import calls, progress
from bot.relay.answers import claim_early
from bot.relay.limits import LIMITS, PACE
from bot.relay.reactions import Reaction
from bot.relay.relay import offer_next, offered
from bot.relay.work import Work
from providers.base import Login, Provider, Step, StoredCredentials, Working
from providers.errors import ProviderError
from storage.errors import StorageError
from storage.models import CALLING, OVER, Attempt, CallKind, State

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Mapping

    from bot.relay.budget import Budget
    from bot.relay.ports import Notices
    from providers.secret import Secret
    from storage import Store

log = structlog.get_logger()

AT_ONCE = 64
IDLE_SECONDS = 1.0
RENEW_SECONDS = 3.0
EARLY_POLL_SECONDS = 0.25
HALF = 0.5


@dataclass(slots=True)
class Driver:
    """Drives the attempts of one process. `changed` is called after each change of a row."""

    store: Store
    providers: Mapping[str, Provider]
    budgets: Mapping[str, Budget]
    notices: Notices
    clock: Callable[[], float]
    changed: Callable[[], None]
    swept: asyncio.Event = field(default_factory=asyncio.Event)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def new_owner(self) -> str:
        """Give an id under which a lease can be taken for one call."""
        return secrets.token_urlsafe(9)

    def wake(self) -> None:
        """Look for due attempts at once."""
        self._wake.set()

    def call(self, attempt: Attempt, owner: str, code: Secret | None = None) -> None:
        """Make the call that `attempt` claims, in a task of the driver."""
        self._spawn(self._call(attempt, owner, code))

    def hold(self, attempt_id: str, code: Secret) -> None:
        """Keep an early code in memory for the challenge that may open in a moment."""
        self._spawn(self._hold(attempt_id, code))

    async def run(self) -> None:
        """Look at due attempts until cancelled."""
        while True:
            self._wake.clear()
            try:
                full = await self._look_at_due()
                wait = 0.0 if full else await self._until_due()
                self.swept.set()
            except StorageError as error:
                log.warning("driver_without_database", error=type(error).__name__)
                wait = IDLE_SECONDS
            if wait > 0:
                await self._sleep(wait)

    async def stop(self, seconds: float) -> None:
        """Let what is under way finish for `seconds`, then cancel it: its claims are left unsure."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _look_at_due(self) -> bool:
        free = AT_ONCE - len(self._tasks)
        if free <= 0:
            return False
        async with self.store.write() as unit:
            claimed = await unit.attempts.claim_due(self.new_owner, self.clock(), free)
        for one in claimed:
            self._spawn(self._look(one.attempt, one.owner))
        return len(claimed) == free

    async def _until_due(self) -> float:
        async with self.store.read() as unit:
            due = await unit.attempts.next_due()
        return IDLE_SECONDS if due is None else min(IDLE_SECONDS, max(due - self.clock(), 0.02))

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._wake.set()

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        """Report what a task did not expect; its lease lapses, and the attempt is looked at again."""
        try:
            await work
        except StorageError as error:
            log.warning("attempt_without_database", error=type(error).__name__)
        except Exception as error:
            log.exception("attempt_task_failed", error=type(error).__name__)

    async def _look(self, attempt: Attempt, owner: str) -> None:
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
        """Ask her about a login that she has put off, or that waits behind another."""
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
            await self._call(stored, owner, None)

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
            log.info("check_failed", attempt=attempt.id, error=type(error).__name__, status=error.status)
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
                "attempt", attempt=stored.id, state=stored.state, version=stored.version, ending=stored.ending
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

    async def _call(self, attempt: Attempt, owner: str, code: Secret | None) -> None:
        """Make the claimed call once, and write what came of it."""
        try:
            async with self._leased(attempt, owner):
                step = await calls.make(
                    self.providers[attempt.provider], attempt, await self._login(attempt), code
                )
        except ProviderError as error:
            log.info(
                "call_failed",
                attempt=attempt.id,
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

    async def _hold(self, attempt_id: str, code: Secret) -> None:
        """Wait for the challenge that an early code is for, and use it then."""
        until = self.clock() + LIMITS.early_code
        await self._hurry(attempt_id)
        while self.clock() < until:
            attempt = await self._read(attempt_id)
            if attempt is None or attempt.state in OVER | CALLING:
                return
            if attempt.state is State.CODE_NEEDED and await self._use_early(attempt, code):
                return
            await asyncio.sleep(EARLY_POLL_SECONDS)
        await self._too_early(attempt_id)

    async def _use_early(self, attempt: Attempt, code: Secret) -> bool:
        """Claim the submission of an early code; False if it does not fit, or the row moved on meanwhile."""
        async with self.store.write() as unit:
            work = Work(unit, self.clock())
            reaction = await claim_early(work, self, attempt, code)
        for action in work.after_commit:
            action()
        self.changed()
        return reaction is Reaction.CODE_TAKEN

    async def _hurry(self, attempt_id: str) -> None:
        async with self.store.write() as unit:
            await unit.attempts.hurry(attempt_id, self.clock())
        self.wake()

    async def _read(self, attempt_id: str) -> Attempt | None:
        async with self.store.read() as unit:
            return await unit.attempts.get(attempt_id)

    async def _too_early(self, attempt_id: str) -> None:
        async with self.store.write() as unit:
            attempt = await unit.attempts.get(attempt_id)
            if attempt is not None and attempt.state not in OVER:
                await self.notices.code_too_early(Work(unit, self.clock()), attempt)
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

"""The driver: looks at attempts when they are due, makes the claimed calls, and owns every task.

A code lives in the memory of one of these tasks and nowhere else. Which process looks at an attempt is
settled by a lease, and which outcome counts by the row's version. It knows no Telegram, no SQL and no vendor.
"""

from __future__ import annotations

import asyncio
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog

from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.relay.early import EarlyCodes
    from bot.relay.logins import Given
    from bot.relay.worker import Worker
    from providers.secret import Secret
    from storage import Store
    from storage.models import Attempt

log = structlog.get_logger()

AT_ONCE = 64
IDLE_SECONDS = 1.0
SHORTEST_SECONDS = 0.02


@dataclass(slots=True)
class Driver:
    """Drives the attempts of one process."""

    store: Store
    worker: Worker
    early: EarlyCodes
    clock: Callable[[], float]
    swept: asyncio.Event = field(default_factory=asyncio.Event)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _holds: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def new_owner(self) -> str:
        """Give an id under which a lease can be taken for one call."""
        return secrets.token_urlsafe(9)

    def wake(self) -> None:
        """Look for due attempts at once."""
        self._wake.set()

    def call(self, attempt: Attempt, owner: str, given: Given | None = None) -> None:
        """Make the call that `attempt` claims, in a task of the driver."""
        self._spawn(self.worker.call(attempt, owner, given))

    def hold(self, attempt: Attempt, code: Secret) -> None:
        """Keep an early code in memory for the challenge that may open soon; a newer one replaces it."""
        older = self._holds.pop(attempt.id, None)
        if older is not None:
            older.cancel()
        task = asyncio.create_task(self._guarded(self.early.hold(self, attempt, code)))
        self._holds[attempt.id] = task
        task.add_done_callback(lambda done: self._forget_hold(attempt.id, done))

    async def run(self) -> None:
        """Look at due attempts until cancelled."""
        while True:
            self._wake.clear()
            try:
                wait = await self._look_at_due()
                self.swept.set()
            except StorageError as error:
                log.warning("driver_without_database", error=type(error).__name__)
                wait = IDLE_SECONDS
            await self._sleep(wait)

    async def stop(self, seconds: float) -> None:
        """Let what is under way finish for `seconds`, then cancel it: its claims are left unsure.

        `run` has to have ended before, for it would begin more.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._under_way():
                    await asyncio.wait(self._under_way(), return_when=asyncio.FIRST_COMPLETED)
        left = self._under_way()
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _under_way(self) -> set[asyncio.Task[None]]:
        return {*self._tasks, *self._holds.values()}

    async def _look_at_due(self) -> float:
        """Begin with what is due, as far as there is room; give the seconds until more will be."""
        free = AT_ONCE - len(self._tasks)
        if free <= 0:
            return IDLE_SECONDS
        async with self.store.write() as unit:
            claimed = await unit.attempts.claim_due(self.new_owner, self.clock(), free)
            due = await unit.attempts.next_due()
        for one in claimed:
            self._spawn(self.worker.look(one.attempt, one.owner))
        if len(claimed) == free:
            return IDLE_SECONDS
        return IDLE_SECONDS if due is None else min(IDLE_SECONDS, max(due - self.clock(), SHORTEST_SECONDS))

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

    def _forget_hold(self, attempt_id: str, task: asyncio.Task[None]) -> None:
        if self._holds.get(attempt_id) is task:
            del self._holds[attempt_id]

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

"""The loop that finds what is not shown yet, and the tasks that show it, one for a chat at a time.

What a chat should show is computed again right before each call, so that states which pass while a chat has
to wait are never shown.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog
import telegram

from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.notifier.errands import Errands
    from bot.notifier.faces import Faces
    from bot.notifier.pace import Pace
    from storage import Store

log = structlog.get_logger()

IDLE_SECONDS = 1.0
AT_ONCE = 100


@dataclass(slots=True)
class Notifier:
    """Shows, in one process, what is to be shown."""

    store: Store
    faces: Faces
    errands: Errands
    pace: Pace
    clock: Callable[[], float]
    swept: asyncio.Event = field(default_factory=asyncio.Event)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _not_before: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def wake(self) -> None:
        """Look for what is to be shown at once."""
        self._wake.set()

    async def run(self) -> None:
        """Show what is to be shown until cancelled."""
        while True:
            self._wake.clear()
            try:
                await self._sweep()
                self.swept.set()
            except StorageError as error:
                log.warning("notifier_without_database", error=type(error).__name__)
            await self._sleep()

    async def stop(self, seconds: float) -> None:
        """Let what is under way finish for `seconds`, then cancel it."""
        tasks = set(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def drained(self) -> None:
        """Return once nothing is under way and nothing waits to be shown at once."""
        await self._sweep()
        while self._tasks:
            await asyncio.wait(set(self._tasks.values()))
            await self._sweep()

    async def _sweep(self) -> None:
        self.pace.forget_idle()
        now = self.clock()
        free = AT_ONCE - len(self._tasks)
        if free <= 0:
            return
        async with self.store.read() as unit:
            untold = await unit.attempts.untold(AT_ONCE)
        for attempt_id in untold:
            if attempt_id not in self._tasks and self._not_before[attempt_id] <= now:
                self._spawn(attempt_id, self._show(attempt_id))
        self._not_before = defaultdict(float, {id_: at for id_, at in self._not_before.items() if at > now})
        async with self.store.read() as unit:
            due = await unit.outbox.next_due()
        if due is None or due > now:
            return
        async with self.store.write() as unit:
            entries = await unit.outbox.claim_due(now, free, self.errands.claim_seconds)
        for entry in entries:
            self._spawn(entry.id, self.errands.run(entry))

    async def _show(self, attempt_id: str) -> None:
        """Bring the chats of an attempt up to date, or note when there is something to do again."""
        self._not_before[attempt_id] = await self.faces.show(attempt_id)

    def _spawn(self, key: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._guarded(work))
        self._tasks[key] = task
        task.add_done_callback(lambda _: self._finished(key))

    def _finished(self, key: str) -> None:
        self._tasks.pop(key, None)
        self._wake.set()

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except StorageError as error:
            log.warning("notifier_task_without_database", error=type(error).__name__)
        except telegram.error.TelegramError as error:
            log.warning("notifier_task_refused", error=type(error).__name__)
        except Exception as error:
            log.exception("notifier_task_failed", error=type(error).__name__)
            await asyncio.sleep(IDLE_SECONDS)

    async def _sleep(self) -> None:
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            return

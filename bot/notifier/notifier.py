"""The loop that finds what is not shown yet, and the tasks that show it.

Each chat of an attempt has a task of its own, and private chats have places of their own, so that a prompt
never waits for a group. What a chat should show is computed again right before each call: states that pass
while a chat has to wait are never shown.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog
import telegram

from bot.notifier.faces import SEEN
from storage.errors import StorageError
from storage.models import Audience, Errand

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from bot.notifier.errands import Errands
    from bot.notifier.faces import Faces
    from bot.notifier.pace import Pace
    from storage import Store, Untold

log = structlog.get_logger()

IDLE_SECONDS = 1.0
AT_ONCE = 500
LOOKED_AT = 1000

Chat = tuple[str, Audience]
"""An attempt's id and which of its chats."""
Key = Chat | tuple[int, Errand]
"""What a task is at: an attempt's chat, or one kind of errand in a chat."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Up to which version an attempt's chat has been brought, and until when nothing is to be done there."""

    version: int
    until: float


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
    _tasks: dict[Key, asyncio.Task[None]] = field(default_factory=dict)
    _seen: dict[Chat, Seen] = field(default_factory=dict)

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
        """Show what can be shown at once and finish what is under way for `seconds`, then cancel it.

        `run` has to have ended before.
        """
        with suppress(TimeoutError, StorageError):
            async with asyncio.timeout(seconds):
                await self._sweep()
                while self._tasks:
                    await asyncio.wait(set(self._tasks.values()), return_when=asyncio.FIRST_COMPLETED)
        left = set(self._tasks.values())
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _sweep(self) -> None:
        """Begin to show what is not shown, as far as there is room."""
        self.pace.forget_idle()
        async with self.store.read() as unit:
            untold = await unit.attempts.untold(LOOKED_AT)
            first_due = await unit.outbox.next_due()
        self._sweep_attempts(untold)
        if first_due is not None and first_due <= self.clock():
            await self._sweep_outbox()

    def _sweep_attempts(self, untold: Sequence[Untold]) -> None:
        for audience in (Audience.CREATOR, Audience.TEAM):
            for one in untold:
                self._look_at((one.id, audience), one.version)
        ids = {one.id for one in untold}
        self._seen = {chat: seen for chat, seen in self._seen.items() if chat[0] in ids}

    def _look_at(self, chat: Chat, version: int) -> None:
        seen = self._seen.get(chat)
        is_current = seen is not None and seen.version >= version and seen.until > self.clock()
        if not is_current and chat not in self._tasks and self._has_room(chat[1]):
            self._spawn(chat, self._show(chat))

    def _has_room(self, audience: Audience) -> bool:
        return sum(1 for key in self._tasks if key[1] is audience) < AT_ONCE

    async def _show(self, chat: Chat) -> None:
        """Bring one chat of an attempt up to date; once both are, that is written down."""
        attempt_id, audience = chat
        version, until = await self.faces.show(attempt_id, audience)
        self._seen[chat] = Seen(version, until)
        both = [self._seen.get((attempt_id, each)) for each in Audience]
        shown = [seen.version for seen in both if seen is not None and seen.until == SEEN]
        if len(shown) == len(both):
            async with self.store.write() as unit:
                await unit.attempts.mark_told(attempt_id, min(shown))

    async def _sweep_outbox(self) -> None:
        """Carry out the outbox: in each chat one message after the other, and one deletion.

        What does not open is set aside, which takes a unit that writes: only if something is due.
        """
        async with self.store.write() as unit:
            due = await unit.outbox.due(self.clock(), LOOKED_AT)
        for entry in due:
            key = (entry.chat_id, entry.errand)
            if key not in self._tasks:
                self._spawn(key, self.errands.run(entry))

    def _spawn(self, key: Key, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._guarded(work))
        self._tasks[key] = task
        task.add_done_callback(lambda _: self._finished(key))

    def _finished(self, key: Key) -> None:
        self._tasks.pop(key, None)
        self._wake.set()

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except StorageError as error:
            log.warning("notifier_task_without_database", error=type(error).__name__)
            await asyncio.sleep(IDLE_SECONDS)
        except telegram.error.TelegramError as error:
            log.warning("notifier_task_refused", error=type(error).__name__)
            await asyncio.sleep(IDLE_SECONDS)
        except Exception as error:
            log.exception("notifier_task_failed", error=type(error).__name__)
            await asyncio.sleep(IDLE_SECONDS)

    async def _sleep(self) -> None:
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            return

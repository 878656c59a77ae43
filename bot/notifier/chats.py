"""One call at a time to a chat, when Telegram's limits allow it. It knows no message."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.notifier.pace import Pace


@dataclass(frozen=True, slots=True)
class ChatQueue:
    """Gives turns to speak in a chat."""

    pace: Pace
    _locks: WeakValueDictionary[int, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    @asynccontextmanager
    async def turn(self, chat_id: int, *, urgent: bool) -> AsyncIterator[None]:
        """Wait for the turn of one call that counts against the limits."""
        lock = self._locks.setdefault(chat_id, asyncio.Lock())
        async with lock:
            await self._until_allowed(chat_id, urgent=urgent)
            self.pace.note(chat_id)
            yield

    async def _until_allowed(self, chat_id: int, *, urgent: bool) -> None:
        wait = self.pace.wait(chat_id, urgent=urgent)
        while wait > 0:
            await asyncio.sleep(wait)
            wait = self.pace.wait(chat_id, urgent=urgent)

    def halt(self, chat_id: int, seconds: float) -> None:
        """Let nothing leave for the chat for `seconds`."""
        self.pace.halt(chat_id, seconds)

"""Sees each polled update through: in order within its chat, chats side by side, again where it was put off.

It must not know how updates are fetched. A put-off update leaves its place to the next of its chat while it
waits.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakValueDictionary

import structlog

from bot.web.delivery import HANDLE_SECONDS, deliver
from bot.web.window import Window

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.web.delivery import Handle

MESSAGES_AT_ONCE: Final = 32
PRESSES_AT_ONCE: Final = 16
TRIES_BEFORE_GIVING_UP: Final = 3
LONGEST_WAIT: Final = 30.0

log = structlog.stdlib.get_logger(__name__)


class Inbox:
    """The polled updates that are not confirmed yet, at most as many as Telegram shows at a time."""

    def __init__(self, handle: Handle, *, limit: float = HANDLE_SECONDS, first_wait: float = 0.5) -> None:
        """Give each update `limit` seconds; try a put-off one again after `first_wait`, then ever later."""
        self._handle = handle
        self._limit = limit
        self._first_wait = first_wait
        self._window = Window()
        self._turns: WeakValueDictionary[tuple[int | None, bool], asyncio.Lock] = WeakValueDictionary()
        self._messages = asyncio.Semaphore(MESSAGES_AT_ONCE)
        self._presses = asyncio.Semaphore(PRESSES_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def offset(self) -> int | None:
        """How far Telegram may forget."""
        return self._window.offset

    @property
    def is_empty(self) -> bool:
        """Whether nothing is unfinished."""
        return self._window.is_idle

    def admit(self, updates: Iterable[dict[str, Any]]) -> int:
        """Begin with those that are not known yet, and tell how many they are."""
        by_id = {update["update_id"]: update for update in updates}
        fresh = self._window.admit(by_id)
        for update_id in fresh:
            task = asyncio.create_task(self._see_through(by_id[update_id]), name=f"update {update_id}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return len(fresh)

    async def wait(self, seconds: float) -> None:
        """Return once nothing is unfinished, after `seconds` at the latest."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    async def close(self, seconds: float) -> None:
        """Let what is under way end within `seconds`; the rest stays unconfirmed and is delivered again."""
        await self.wait(seconds)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _see_through(self, update: dict[str, Any]) -> None:
        update_id = update["update_id"]
        wait, tries = self._first_wait, 1
        while not await self._try(update):
            if tries >= TRIES_BEFORE_GIVING_UP and self._window.hides_others(update_id):
                log.error("update_given_up", update_id=update_id, tries=tries)
                break
            await asyncio.sleep(wait)
            wait, tries = min(wait * 2, LONGEST_WAIT), tries + 1
        self._window.finish(update_id)

    async def _try(self, update: dict[str, Any]) -> bool:
        """Wait for the chat's turn and a free place, then handle it. A lock lives while somebody wants it."""
        is_press = "callback_query" in update
        turn = self._turns.setdefault((_chat_of(update), is_press), asyncio.Lock())
        async with turn, self._presses if is_press else self._messages:
            return await deliver(self._handle, update, self._limit)


def _chat_of(update: dict[str, Any]) -> int | None:
    """Find the chat an update happened in, wherever its kind keeps it; None where there is none."""
    for event in update.values():
        if not isinstance(event, dict):
            continue
        place = event.get("chat") or (event.get("message") or {}).get("chat") or event.get("from")
        if isinstance(place, dict):
            return place.get("id")
    return None

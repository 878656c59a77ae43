"""Fetches updates by long polling and confirms each only when its effect is committed.

Three things have to hold at once. An update is confirmed (the offset moves past it) only when `handle` has
returned. One that is slow or put off holds up nobody: `bot.web.inbox` gives each a task of its own. And the
loop does not spin: while something is unfinished getUpdates answers at once with what is known already, so
that it is asked at a measured pace, slower as long as nothing fresh comes. A put-off update is tried again,
ever less often, for as long as it takes; only if it hides what comes after it (see `bot.web.window`) while
that succeeds, it is given up, with an error logged.

A process without the lease does not poll. When the lease is lost, polling ends at once; what is under way
comes to its end, harmless beside another process because each update is claimed.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import structlog
from telegram.error import Conflict, RetryAfter, TelegramError

from bot.web.client import ALLOWED_UPDATES, CALL_SECONDS, seconds_to_wait
from bot.web.delivery import HANDLE_SECONDS
from bot.web.inbox import Inbox
from bot.web.window import SHOWN_BY_TELEGRAM

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import telegram

    from bot.web.delivery import Handle
    from bot.web.lease import PollerLease

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the poller waits, in seconds."""

    hold: int = 50
    unfinished: float = 0.25
    unfinished_at_most: float = 2.0
    fault: float = 1.0
    fault_at_most: float = 30.0
    webhook_returns: float = 300.0
    """After this much conflict the webhook is deleted again; two releases overlap for less in a deploy."""


class Poller:
    """Polls from `start` to `stop`, while this process holds the lease."""

    def __init__(
        self, bot: telegram.Bot, handle: Handle, lease: PollerLease, pace: Pace | None = None
    ) -> None:
        """Take a client of Telegram, what handles an update, and the lease; sends nothing yet."""
        self._bot = bot
        self._handle = handle
        self._lease = lease
        self._pace = pace or Pace()
        self._inbox = Inbox(handle)
        self._task: asyncio.Task[NoReturn] | None = None
        self._answers = False
        self._in_conflict_since: float | None = None

    @property
    def is_live(self) -> bool:
        """Whether Telegram answers this process, or another one polls and this one stands by.

        Standing by counts: a platform that stops the old process once the new one is ready would wait for it.
        """
        return self._answers or self._lease.stands_by

    async def start(self) -> None:
        """Begin to poll, or to stand by."""
        self._task = asyncio.create_task(self._run(), name="poller")

    async def stop(self, seconds: float) -> None:
        """Fetch nothing more, let what is under way end within `seconds`, confirm it, give the lease up."""
        await _end(self._task)
        self._answers = False
        await self._inbox.close(seconds)
        if self._lease.is_ours:
            await self._confirm()
            await self._lease.give_up()

    async def _run(self) -> NoReturn:
        while True:
            await self._lease.acquire()
            await self._poll_while_leased()
            self._answers = False
            await self._inbox.close(HANDLE_SECONDS)
            self._inbox = Inbox(self._handle)

    async def _poll_while_leased(self) -> None:
        polling = asyncio.create_task(self._poll(), name="polling")
        keeping = asyncio.create_task(self._lease.keep(), name="poller lease")
        try:
            await asyncio.wait((polling, keeping), return_when=asyncio.FIRST_COMPLETED)
            if polling.done():
                log.error("polling_failed", exc_info=polling.exception())
                await asyncio.sleep(self._pace.fault_at_most)
        finally:
            await _end(polling, keeping)

    async def _poll(self) -> NoReturn:
        await self._insist(self._delete_webhook)
        pause = self._pace.unfinished
        while True:
            fresh = await self._insist(self._fetch)
            pause = self._pace.unfinished if fresh else min(pause * 2, self._pace.unfinished_at_most)
            await self._inbox.wait(pause)

    async def _insist(self, call: Callable[[], Awaitable[int]]) -> int:
        """Make a call of Telegram until it succeeds, waiting longer after each fault."""
        wait = self._pace.fault
        while True:
            try:
                result = await call()
            except TelegramError as error:
                self._answers = False
                log.warning("polling_fault", error=type(error).__name__)
                await self._consider(error)
                await asyncio.sleep(seconds_to_wait(error) if isinstance(error, RetryAfter) else wait)
                wait = min(wait * 2, self._pace.fault_at_most)
            else:
                return result

    async def _fetch(self) -> int:
        """Take in what Telegram shows, and tell how many updates of it are fresh.

        The first answer is not waited for: until it has come nobody knows whether Telegram lets us poll.
        """
        shown = await self._get_updates(self._pace.hold if self._answers and self._inbox.is_empty else 0)
        self._answers = True
        self._in_conflict_since = None
        return self._inbox.admit(update for update in shown if isinstance(update.get("update_id"), int))

    async def _get_updates(self, hold: int) -> list[dict[str, Any]]:
        """Ask for updates in their raw form, confirming what is below the offset.

        The library's own method reads all of them or none and logs what it cannot read; this spelling of the
        method's name is how it is reached without being advised to use that one.
        """
        asked = {"timeout": hold, "limit": SHOWN_BY_TELEGRAM, "allowed_updates": list(ALLOWED_UPDATES)}
        if self._inbox.offset is not None:
            asked["offset"] = self._inbox.offset
        shown: list[dict[str, Any]] = await self._bot.do_api_request(
            "get_Updates", api_kwargs=asked, read_timeout=hold + CALL_SECONDS
        )
        return shown

    async def _delete_webhook(self) -> int:
        await self._bot.delete_webhook(drop_pending_updates=False)
        return 0

    async def _consider(self, error: TelegramError) -> None:
        """Where conflicts go on, the webhook that causes them is an orphan: delete it."""
        if not isinstance(error, Conflict):
            return
        now = asyncio.get_running_loop().time()
        self._in_conflict_since = self._in_conflict_since or now
        if now - self._in_conflict_since >= self._pace.webhook_returns:
            self._in_conflict_since = None
            with suppress(TelegramError):
                await self._delete_webhook()

    async def _confirm(self) -> None:
        """Tell Telegram what is done; if that fails it comes again and finds its claim."""
        if self._inbox.offset is not None:
            with suppress(TelegramError):
                await self._get_updates(0)


async def _end(*tasks: asyncio.Task[Any] | None) -> None:
    owned = [task for task in tasks if task is not None]
    for task in owned:
        task.cancel()
    await asyncio.gather(*owned, return_exceptions=True)

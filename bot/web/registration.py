"""Keeps the webhook registered with Telegram: set once the server listens, looked at again now and then."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, NoReturn

import structlog
from telegram.error import RetryAfter, TelegramError

from bot.web.client import ALLOWED_UPDATES, seconds_to_wait

if TYPE_CHECKING:
    import telegram

    from providers.secret import Secret

PATH: Final = "/telegram"
CONNECTIONS: Final = 40
RECHECK_SECONDS: Final = 300.0
FIRST_WAIT: Final = 1.0
LONGEST_WAIT: Final = 60.0

log = structlog.stdlib.get_logger(__name__)


class Registration:
    """The webhook at `public_url`, from `start` to `stop`. Stopping leaves it set, for the next process."""

    def __init__(
        self,
        bot: telegram.Bot,
        public_url: str,
        secret: Secret,
        *,
        first_wait: float = FIRST_WAIT,
        recheck_seconds: float = RECHECK_SECONDS,
    ) -> None:
        """Take a client, where Telegram shall deliver, and what it shall prove itself with."""
        self._bot = bot
        self._url = public_url + PATH
        self._secret = secret
        self._first_wait = first_wait
        self._recheck_seconds = recheck_seconds
        self._task: asyncio.Task[NoReturn] | None = None
        self.is_live = False

    async def start(self) -> None:
        """Begin to register; call it once the server listens. `is_live` tells when Telegram has agreed."""
        self._task = asyncio.create_task(self._run(), name="webhook registration")

    async def stop(self) -> None:
        """Look after it no longer."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> NoReturn:
        wait = self._first_wait
        while True:
            try:
                await self._ensure()
            except TelegramError as error:
                log.warning("webhook_not_registered", error=type(error).__name__)
                await asyncio.sleep(seconds_to_wait(error) if isinstance(error, RetryAfter) else wait)
                wait = min(wait * 2, LONGEST_WAIT)
            else:
                wait = self._first_wait
                await asyncio.sleep(self._recheck_seconds)

    async def _ensure(self) -> None:
        """Set it, unless it has been set by this process and is there still."""
        if self.is_live and await self._is_there():
            return
        self.is_live = False
        await self._bot.set_webhook(
            self._url,
            max_connections=CONNECTIONS,
            allowed_updates=ALLOWED_UPDATES,
            drop_pending_updates=False,
            secret_token=self._secret.reveal(),
        )
        self.is_live = True
        log.info("webhook_registered")

    async def _is_there(self) -> bool:
        found = await self._bot.get_webhook_info()
        if found.last_error_date is not None and found.pending_update_count:
            log.warning("webhook_deliveries_fail", pending=found.pending_update_count)
        return found.url == self._url and set(found.allowed_updates or ()) == set(ALLOWED_UPDATES)

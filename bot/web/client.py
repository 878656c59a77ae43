"""How the bot reaches a Bot API server: time limits on everything, and no proxy out of the environment."""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog
import telegram
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.refusals import TokenRefusedError
from providers.tls import trusted_authorities

if TYPE_CHECKING:
    from telegram.error import RetryAfter

    from providers.secret import Secret

CALL_SECONDS: Final = 10.0
CONNECT_SECONDS: Final = 5.0
POOL_SECONDS: Final = 5.0
CONNECTIONS: Final = 32
GREETING_WAIT: Final = 1.0
GREETING_WAIT_AT_MOST: Final = 30.0
ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")

# The library reads it at each RetryAfter, and without it warns that a wait will be a timedelta one day.
os.environ.setdefault("PTB_TIMEDELTA", "1")

log = structlog.stdlib.get_logger(__name__)


def build_bot(token: Secret, api_url: str) -> telegram.Bot:
    """Make a client of the Bot API server at `api_url`; it sends nothing until `initialize` or a call."""
    return telegram.Bot(
        token.reveal(),
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=_request(CONNECTIONS),
        get_updates_request=_request(2),
    )


async def greet(bot: telegram.Bot) -> None:
    """Learn the bot's own name, trying until it works; TokenRefusedError if Telegram refuses the token."""
    wait = GREETING_WAIT
    while True:
        try:
            await bot.initialize()
        except InvalidToken:
            message = "Telegram refuses TELEGRAM_BOT_TOKEN: copy it anew from @BotFather"
            raise TokenRefusedError(message) from None
        except TelegramError as error:
            log.warning("telegram_away", error=type(error).__name__)
            await asyncio.sleep(wait)
            wait = min(2 * wait, GREETING_WAIT_AT_MOST)
        else:
            return


async def close_bot(bot: telegram.Bot) -> None:
    """Close its connections, also those of a bot that has not learnt its own name."""
    await bot.shutdown()
    await bot.request.shutdown()


def seconds_to_wait(error: RetryAfter) -> float:
    """Give what Telegram asks to wait, in seconds."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _request(connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=CALL_SECONDS,
        write_timeout=CALL_SECONDS,
        connect_timeout=CONNECT_SECONDS,
        pool_timeout=POOL_SECONDS,
        httpx_kwargs={"verify": trusted_authorities(), "trust_env": False},
    )

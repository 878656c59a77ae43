"""How the bot reaches a Bot API server: time limits on everything, and no proxy out of the environment."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import telegram
from telegram.request import HTTPXRequest

if TYPE_CHECKING:
    from telegram.error import RetryAfter

    from providers.secret import Secret

CALL_SECONDS: Final = 10.0
CONNECT_SECONDS: Final = 5.0
POOL_SECONDS: Final = 5.0
CONNECTIONS: Final = 32
ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")

# The library reads it at each RetryAfter, and without it warns that a wait will be a timedelta one day.
os.environ.setdefault("PTB_TIMEDELTA", "1")


def build_bot(token: Secret, api_url: str) -> telegram.Bot:
    """Make a client of the Bot API server at `api_url`; it sends nothing until `initialize` or a call."""
    return telegram.Bot(
        token.reveal(),
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=_request(CONNECTIONS),
        get_updates_request=_request(2),
    )


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
        httpx_kwargs={"trust_env": False},
    )

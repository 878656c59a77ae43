"""How the text of one variable becomes its value; ValueError says what is wrong, never repeating the text."""

from __future__ import annotations

import re
from typing import Final

from providers.origins import read_base_url
from providers.secret import Secret
from storage.errors import BadDatabaseUrl
from storage.url import parse as parse_database_url

LOG_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")
LARGEST_USER_ID: Final = 2**63 - 1
LARGEST_PORT: Final = 65535
LONGEST_CONTACT: Final = 64
"""Characters: as many as a name in a sentence may have."""

_BOT_TOKEN: Final = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,100}", re.ASCII)
_WEBHOOK_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)
_BEARER: Final = re.compile(r"[A-Za-z0-9._~+/-]{16,}=*", re.ASCII)
_HANDLE: Final = re.compile(r"@[A-Za-z][A-Za-z0-9_]{3,31}", re.ASCII)
_EMAIL: Final = re.compile(r"(?=.{5,64}\Z)[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII)
_KEY: Final = re.compile(r"[!-~]+", re.ASCII)


def bot_token(text: str) -> Secret:
    """Read a token of @BotFather."""
    return _secret(text, _BOT_TOKEN, "is not shaped like a bot's token")


def webhook_secret(text: str) -> Secret:
    """Read what Telegram shall send in X-Telegram-Bot-Api-Secret-Token."""
    return _secret(text, _WEBHOOK_SECRET, "holds characters that Telegram does not take, or is too long")


def bearer_token(text: str) -> Secret:
    """Read a token that comes in an Authorization header."""
    return _secret(text, _BEARER, "is too short or holds characters that a header cannot carry")


def api_key(text: str) -> Secret:
    """Read a provider's key."""
    return _secret(text, _KEY, "holds spaces or characters that a header cannot carry")


def contact(text: str) -> str:
    """Read whom creators can ask: a handle of Telegram, an e-mail address or a page."""
    if _HANDLE.fullmatch(text) or _EMAIL.fullmatch(text):
        return text
    if len(text) <= LONGEST_CONTACT and text.startswith("https://"):
        return server_url(text)
    message = "is neither a handle, nor an e-mail address, nor an https address"
    raise ValueError(message)


def server_url(text: str) -> str:
    """Read a base URL, https or http on loopback, and give it without a slash at its end."""
    try:
        return str(read_base_url(text)).rstrip("/")
    except ValueError:
        message = "is not a URL that may be used here"
    raise ValueError(message)


def database_url(text: str) -> Secret:
    """Read a DATABASE_URL; it may hold a password."""
    try:
        parse_database_url(text)
    except BadDatabaseUrl as error:
        message = f"cannot be used: {error}"
    else:
        return Secret(text)
    raise ValueError(message)


def owner_ids(text: str) -> frozenset[int]:
    """Read user ids of up to 64 bits, separated by commas."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() and 0 < int(part) <= LARGEST_USER_ID for part in parts):
        message = "holds something other than positive numbers"
        raise ValueError(message)
    return frozenset(map(int, parts))


def port(text: str) -> int:
    """Read a TCP port."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= LARGEST_PORT):
        message = "is not a port"
        raise ValueError(message)
    return int(text)


def log_level(text: str) -> str:
    """Read a level's name."""
    if text.upper() not in LOG_LEVELS:
        message = "is not a level"
        raise ValueError(message)
    return text.upper()


def host_list(text: str) -> tuple[str, ...]:
    """Split a list of host names; whether they can be link hosts is judged with their provider."""
    return tuple(part.strip().lower() for part in text.split(",") if part.strip())


def _secret(text: str, shape: re.Pattern[str], wrong: str) -> Secret:
    if shape.fullmatch(text) is None:
        raise ValueError(wrong)
    return Secret(text)

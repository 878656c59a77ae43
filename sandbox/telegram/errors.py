"""The Bot API's refusals as one exception: codes and texts in Telegram's words.

Knows no chat, no message and no HTTP.

The texts are those of tdlib/telegram-bot-api (Client.cpp) and tdlib/td, the server that Telegram itself runs.
"""

from typing import NoReturn


class ApiError(Exception):
    """A refused call: `code` is HTTP status and error_code, `parameters` the ResponseParameters object."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        """Keep what the answer's envelope needs."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def refuse(text: str, **parameters: int) -> NoReturn:
    """Refuse a call that is wrong in itself (400)."""
    raise ApiError(400, f"Bad Request: {text}", **parameters)


def forbid(text: str) -> NoReturn:
    """Refuse a call that the bot has no right to make (403)."""
    raise ApiError(403, f"Forbidden: {text}")


def slow_down(seconds: int) -> NoReturn:
    """Refuse a call that comes too soon (429); `seconds` is how long to wait."""
    raise ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def admit_missing(text: str) -> NoReturn:
    """Refuse what Telegram can do and the sandbox cannot, unmistakably not in Telegram's words."""
    raise ApiError(501, f"Not Implemented: the sandbox does not know {text}")

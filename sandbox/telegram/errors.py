"""The Bot API's refusals as one exception: codes and texts in Telegram's words. Knows no chat, no message and no HTTP.

The texts are those of tdlib/telegram-bot-api (Client.cpp) and tdlib/td, the server that Telegram itself runs.
"""


class ApiError(Exception):
    """A refused call: `code` is the HTTP status and error_code, `parameters` the ResponseParameters object."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        """Keep what the answer's envelope needs."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(text: str, **parameters: int) -> ApiError:
    """Refuse a call that is wrong in itself (400)."""
    return ApiError(400, f"Bad Request: {text}", **parameters)


def forbidden(text: str) -> ApiError:
    """Refuse a call that the bot has no right to make (403)."""
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    """Refuse a call that collides with another way of receiving updates (409)."""
    return ApiError(409, f"Conflict: {text}")


def too_many_requests(seconds: int) -> ApiError:
    """Refuse a call that comes too soon (429); `seconds` is how long to wait."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def not_implemented(text: str) -> ApiError:
    """Refuse what Telegram can do and the sandbox cannot, loudly, so that nobody mistakes it for Telegram's own answer."""
    return ApiError(501, f"Not Implemented: the sandbox does not know {text}")

"""What Telegram's apps do not let people do, as one exception. Knows no person and no chat."""

from typing import NoReturn


class ImpossibleError(Exception):
    """Telegram's apps would not let a person do this: a mistake in the script of a test, never of the bot."""


def impossible(text: str) -> NoReturn:
    """Say that a script asks for what cannot happen."""
    raise ImpossibleError(text)

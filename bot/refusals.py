"""What keeps the bot from running although it is configured; the texts say how to mend it.

It knows nobody who raises them, so that whoever tells of them has not to import the bot.
"""

from __future__ import annotations


class TokenRefusedError(Exception):
    """Telegram does not know the bot's token."""


class PortInUseError(Exception):
    """The port cannot be listened on."""

"""Makes Telegram show what the rows say, the cards and the outbox, also across restarts."""

from bot.notifier.notifier import Notifier
from bot.notifier.pace import Pace

__all__ = ["Notifier", "Pace"]

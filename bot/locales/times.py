"""Points in time that each client shows in its own zone and keeps up to date.

That is why no message is edited to count down. It knows nothing of what happens at the time.
"""

from __future__ import annotations

from datetime import UTC, datetime

from markupsafe import Markup


def clock_time(epoch: float) -> Markup:
    """Show a time of day, such as 02:24; `epoch` is in seconds."""
    return _time(epoch, "t")


def relative_time(epoch: float, *, before: str = "at") -> Markup:
    """Show how far away a time is, such as "in 9 minutes"; `epoch` is in seconds.

    A client that cannot shows the time of day with the word `before` it.
    """
    return _time(epoch, "r", f"{before} ")


def _time(epoch: float, shape: str, before: str = "") -> Markup:
    fallback = before + datetime.fromtimestamp(epoch, UTC).strftime("%H:%M UTC")
    return Markup('<tg-time unix="{unix}" format="{shape}">{fallback}</tg-time>').format(
        unix=int(epoch), shape=shape, fallback=fallback
    )

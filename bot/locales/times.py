"""Points in time that each client shows in its own zone and keeps up to date.

That is why no message is edited to count down. It knows nothing of what happens at the time.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from babel.dates import format_skeleton
from markupsafe import Markup

if TYPE_CHECKING:
    from bot.locales.texts import Texts


def clock_time(epoch: float) -> Markup:
    """Show a time of day, such as 02:24; `epoch` is in seconds."""
    return _time(epoch, "t", _in_utc(epoch))


def relative_time(texts: Texts, epoch: float, *, before: Literal["at", "until"] = "at") -> Markup:
    """Show how far away a time is, such as "in 9 minutes"; `epoch` is in seconds.

    A client that cannot shows the time of day, with what `texts` say `before` it.
    """
    return _time(epoch, "r", texts(f"time.{before}", time=_in_utc(epoch)))


def _in_utc(epoch: float) -> str:
    return datetime.fromtimestamp(epoch, UTC).strftime("%H:%M UTC")


def day(texts: Texts, epoch: float) -> Markup:
    """Show a day, such as 3 May; `epoch` is in seconds."""
    named = format_skeleton("MMMMd", datetime.fromtimestamp(epoch, UTC), locale=texts.language)
    return _time(epoch, "D", named)


def moment(epoch: float) -> Markup:
    """Show a day and a time of day; `epoch` is in seconds."""
    return _time(epoch, "dt", datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%d %H:%M UTC"))


def _time(epoch: float, shape: str, fallback: str) -> Markup:
    return Markup('<tg-time unix="{unix}" format="{shape}">{fallback}</tg-time>').format(
        unix=int(epoch), shape=shape, fallback=fallback
    )

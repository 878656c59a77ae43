"""How long a link to the connect page opens anything: pure functions of the rows and the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.relay import times
from bot.relay.limits import LIMITS
from storage.models import OVER, State

if TYPE_CHECKING:
    from storage.models import Attempt, ConnectLink

ENDS_SHOWN: Final = frozenset({State.CONNECTED, State.FAILED, State.EXPIRED})
"""What the page tells of an attempt that is over; after any other end its link is dead."""


def is_alive(link: ConnectLink, attempt: Attempt, now: float) -> bool:
    """Tell whether a link still opens anything.

    Before the start it does so for its ten minutes, and so does one that no browser has taken. Afterwards
    it shows its browser how the attempt goes on and, for a while, how it ended by itself.
    """
    if attempt.state in OVER:
        return _shows_the_end(link, attempt) and now < attempt.state_since + LIMITS.page
    if attempt.state is State.ASKED or link.browser_hash is None:
        return now < link.expires_at and not is_too_late(attempt, now)
    return True


def is_too_late(attempt: Attempt, now: float) -> bool:
    """Tell whether her time to begin is up, though nobody has looked at the attempt since."""
    return attempt.state is State.ASKED and now >= times.deadline(attempt)


def _shows_the_end(link: ConnectLink, attempt: Attempt) -> bool:
    """Tell whether its browser may see how the attempt ended; what was dead by then stays so."""
    had_begun = link.used_at is not None or attempt.challenge > 0
    was_alive = had_begun or attempt.state_since < link.expires_at
    return attempt.state in ENDS_SHOWN and link.browser_hash is not None and was_alive

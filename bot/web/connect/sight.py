"""What a page is made from: the visit, with what the page has to know beside it. It is pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from math import ceil
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.relay.times import ANSWERS
from storage.models import CALLING, State

if TYPE_CHECKING:
    from bot.cards.wording import Wording
    from bot.relay.connecting import Visit
    from bot.web.connect.pieces import Said
    from providers.manifest import Manifest
    from storage.models import Attempt

BUSY = CALLING | {State.WORKING}
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Sight:
    """One look at the page; `bot` is the bot's user name, `origin` the site's own."""

    visit: Visit
    say: Wording
    manifest: Manifest
    bot: str
    origin: str
    now: float
    said: Said | None = None
    may_force: bool = False

    @property
    def attempt(self) -> Attempt:
        """The attempt that the page is about."""
        return self.visit.attempt

    def minutes_until(self, epoch: float) -> int:
        """Tell how many minutes are left, one at least; `epoch` is in seconds."""
        return max(1, ceil((epoch - self.now) / MINUTE))


def clock_time(epoch: float) -> Markup:
    """Show a time of day, which the page's script puts into her own zone; `epoch` is in seconds."""
    at = datetime.fromtimestamp(epoch, UTC)
    return Markup('<time datetime="{}">{}</time>').format(
        at.strftime("%Y-%m-%dT%H:%M:%SZ"), at.strftime("%H:%M UTC")
    )


def digest(visit: Visit) -> str:
    """Give a short text that changes when another page is to be shown; it tells nothing by itself."""
    attempt = visit.attempt
    state = "busy" if attempt.state in BUSY else attempt.state.value
    answered = attempt.call if attempt.call in ANSWERS else None
    stopped = visit.view.creator.blocked_at is not None
    seen = (attempt.id, state, answered, attempt.challenge, attempt.ending, visit.is_bound, stopped)
    return sha256(repr(seen).encode()).hexdigest()[:16]

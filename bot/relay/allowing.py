"""Stopping everything by "Not me", and lifting that: only by her, and seldom at once.

Within five minutes it may have been a slip, which is lifted at once. Later it takes effect after a while in
which she can take it back: a thief of her Telegram shall not be quick. It knows no Telegram and no SQL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.relay.gates import is_blocked
from bot.relay.limits import HOUR

if TYPE_CHECKING:
    from bot.relay.work import Work
    from storage.models import Person

SLIP: Final = 300.0
"""Seconds after "Not me" in which it may have been a slip."""
DELAY: Final = 600.0
"""Seconds from her word to its effect."""
AFTER_MOVE: Final = 72 * HOUR
"""Seconds after a move to another Telegram account in which nothing is lifted that was stopped before."""


async def block(work: Work, creator: Person) -> None:
    """Let nothing of hers begin; what is stopped already is as old as it was, and so no slip anew."""
    holds = is_blocked(creator, work.now) and creator.blocked_at is not None
    await work.unit.people.set_blocked(creator.id, creator.blocked_at if holds else work.now)
    await _audit(work, creator, "logins_stopped")


async def allow(work: Work, creator: Person) -> float:
    """Lift it; give from when on her logins may begin (epoch seconds), which is at once for a slip."""
    if not is_blocked(creator, work.now):
        return work.now
    at = allowed_from(creator, work.now)
    if at <= work.now:
        await work.unit.people.set_blocked(creator.id, None)
    else:
        await work.unit.people.note(creator.id, allowed_from=at)
    await _audit(work, creator, "logins_allowed")
    return at


async def stay_stopped(work: Work, creator: Person) -> bool:
    """Take back what was to lift it; False where nothing was, or not any more."""
    if creator.allowed_from is None or not is_blocked(creator, work.now):
        return False
    await work.unit.people.note(creator.id, allowed_from=None)
    await _audit(work, creator, "logins_stay_stopped")
    return True


def allowed_from(creator: Person, now: float) -> float:
    """Say when her word, given `now`, lets her logins begin (epoch seconds); a second one changes nothing."""
    if creator.allowed_from is not None:
        return creator.allowed_from
    moved, blocked = creator.moved_at, creator.blocked_at
    if blocked is not None and now < blocked + SLIP and (moved is None or moved <= blocked):
        return now
    return now + DELAY if moved is None else max(now + DELAY, moved + AFTER_MOVE)


async def _audit(work: Work, creator: Person, kind: str) -> None:
    for enrolment in await work.unit.enrolments.of_creator(creator.id):
        await work.unit.audit.append(enrolment.team_id, kind, work.now, creator=creator.id)

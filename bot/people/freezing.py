"""Staff freeze everything of a creator whose Telegram may be in other hands; she ends it, and so does a move.

It knows no chat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.relay.endings import Own
from bot.relay.stopping import stop_all
from storage.models import State

if TYPE_CHECKING:
    from bot.relay.work import Work
    from storage import Person


async def freeze(work: Work, creator_id: str, by: str | None) -> bool:
    """Let nothing of hers begin, over all her teams, and end what is open; False where that is so already.

    `by` is the id of the manager who does it, None for an owner.
    """
    creator = await work.unit.people.lock(creator_id)
    if creator is None or creator.frozen_at is not None:
        return False
    await work.unit.people.note(creator_id, frozen_at=work.now)
    await stop_all(work, creator_id, State.CANCELLED, Own.FROZEN)
    await _audit(work, creator_id, "creator_frozen", manager=by)
    return True


async def thaw(work: Work, creator: Person) -> bool:
    """End it by her own word; False where nothing is frozen."""
    current = await work.unit.people.lock(creator.id)
    if current is None or current.frozen_at is None:
        return False
    await work.unit.people.note(creator.id, frozen_at=None)
    await _audit(work, creator.id, "creator_thawed")
    return True


async def _audit(work: Work, creator_id: str, kind: str, **subjects: str | None) -> None:
    for enrolment in await work.unit.enrolments.of_creator(creator_id):
        await work.unit.audit.append(enrolment.team_id, kind, work.now, creator=creator_id, **subjects)

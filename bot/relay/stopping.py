"""How what is open ends by somebody's word, whatever becomes of it meanwhile.

It knows no Telegram, no SQL and no vendor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.relay import endings
from bot.relay.changing import change
from bot.relay.waiting import offer_next
from storage.models import OVER, Attempt

if TYPE_CHECKING:
    from bot.relay.endings import Own
    from bot.relay.work import Work
    from storage import Unit
    from storage.models import State


async def stop(
    work: Work, attempt: Attempt, state: State, *, ending: Own | None = None, ended_by: str | None = None
) -> bool:
    """End an attempt whatever its state becomes meanwhile; False if it was over before."""
    await work.unit.people.lock(attempt.creator_id)
    current: Attempt | None = attempt
    while current is not None and current.state not in OVER:
        ended = endings.end(current, state, work.now, ending=ending, ended_by=ended_by)
        if await change(work.unit, current, ended) is not None:
            await offer_next(work, ended)
            return True
        current = await work.unit.attempts.get(attempt.id)
    return False


async def stop_all(work: Work, creator_id: str, state: State, ending: Own) -> None:
    """End everything of a creator that is open."""
    for attempt in await open_attempts(work.unit, creator_id):
        await stop(work, attempt, state, ending=ending)


async def open_attempts(unit: Unit, creator_id: str) -> tuple[Attempt, ...]:
    """Give the creator's live attempt, and what she has been asked and has not answered."""
    live = await unit.attempts.live_of_creator(creator_id)
    asked = await unit.attempts.asked_of_creator(creator_id)
    return (*(() if live is None else (live,)), *asked)

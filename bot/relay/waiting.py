"""What waits behind another login of hers, and is asked once that is over. It knows no SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.relay.beginnings import put_off
from bot.relay.changing import change
from bot.relay.fatigue import asked_or_put_off
from bot.relay.gates import gate
from bot.relay.limits import LIMITS, Limits
from bot.relay.standing import stands, withdrawn
from storage.models import State

if TYPE_CHECKING:
    from bot.relay.work import Work
    from storage.models import Attempt


async def offer_next(work: Work, ended: Attempt, limits: Limits = LIMITS) -> None:
    """Once an attempt is over, ask her about the login that has waited longest: at once after a success.

    After anything else she is left alone for a while, for a decline never causes another prompt; and as long
    as she lets nothing begin. `limits` hold also after a success, for not every one is an answer of hers.
    """
    creator = await work.unit.people.get(ended.creator_id)
    if creator is None or gate(creator, work.now) is not None:
        return
    waiting = await work.unit.attempts.asked_of_creator(ended.creator_id)
    queued = [attempt for attempt in waiting if not attempt.asked_first and attempt.state_since <= work.now]
    for attempt in queued:
        if await stands(work.unit, attempt, work.now):
            await change(work.unit, attempt, await _next(work, attempt, ended, limits))
            return
        await change(work.unit, attempt, withdrawn(attempt, work.now))


async def _next(work: Work, attempt: Attempt, ended: Attempt, limits: Limits) -> Attempt:
    if ended.state is State.CONNECTED:
        return await asked_or_put_off(work.unit, attempt, work.now, limits)
    return put_off(attempt, work.now + LIMITS.after_unhappy_end)

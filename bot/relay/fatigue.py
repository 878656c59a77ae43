"""When a creator may be asked again: nobody can ask again and again, however many managers they are.

It is judged by her rows, over all managers, teams and providers. What she begins herself is never limited. It
knows no Telegram, no SQL and no vendor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.relay.beginnings import offered, prompting, put_off
from bot.relay.limits import DAY, MINUTE

if TYPE_CHECKING:
    from bot.relay.limits import Limits
    from storage import Unit
    from storage.models import Attempt
    from storage.repositories.prompts import PromptHistory

QUARTER = 15 * MINUTE


def askable_from(history: PromptHistory, limits: Limits) -> float:
    """Give the time (epoch seconds) from which a manager may have her asked something that she has not been.

    It may be past. `history` holds the prompts of the last day at least.
    """
    counted = [at for at in history.prompts if at >= history.succeeded_at]
    free_at = [
        counted[-most] + seconds
        for most, seconds in ((limits.prompts_in_15_minutes, QUARTER), (limits.prompts_a_day, DAY))
        if len(counted) >= most
    ]
    return max(*free_at, rested_at(history, limits), history.later_at)


def rested_at(history: PromptHistory, limits: Limits) -> float:
    """Give the time until which she is left alone after what she declined or left unanswered in a row."""
    if not history.refusals:
        return 0.0
    rests = (limits.rest_after_one_refusal, limits.rest_after_two_refusals, limits.rest_after_more_refusals)
    return history.refusals[0] + rests[min(len(history.refusals), len(rests)) - 1]


async def when_askable(unit: Unit, creator_id: str, now: float, limits: Limits) -> float:
    """Give the time from which a manager may have her asked, by the rows as they are."""
    return askable_from(await _history(unit, creator_id, now, limits), limits)


async def asked_or_put_off(unit: Unit, attempt: Attempt, now: float, limits: Limits) -> Attempt:
    """Put a waiting login before her whose turn has come, or put it off until she may be asked.

    What she was asked before and chose another time for is no prompt, and what she wants herself none either.
    """
    if attempt.manager_id is None:
        return offered(attempt, now)
    history = await _history(unit, attempt.creator_id, now, limits)
    is_new = attempt.prompted_at is None
    free_at = askable_from(history, limits) if is_new else rested_at(history, limits)
    return prompting(attempt, now) if free_at <= now else put_off(attempt, free_at)


async def _history(unit: Unit, creator_id: str, now: float, limits: Limits) -> PromptHistory:
    return await unit.prompts.history(creator_id, now=now, since=now - DAY, silence=limits.silence)

"""An attempt that she begins where another failed goes on with it: for whoever asked, in the same messages.

So nobody is rung anew by what she does herself, and the group keeps one card. It knows no Telegram, no SQL
and no vendor.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.relay.limits import LIMITS
from bot.relay.slots import question_slot
from bot.relay.standing import stands
from storage import new_id
from storage.models import Attempt, Audience, Card, State

if TYPE_CHECKING:
    from bot.relay.work import Work
    from storage import Unit


async def add_following(work: Work, attempt: Attempt, before: Attempt) -> Attempt:
    """Store an attempt of hers that is offered, and give it as it was stored.

    It goes on with `before` if that failed as long ago as a question is good for and what was asked then
    still stands; otherwise it is her own.
    """
    asked = replace(
        attempt,
        manager_id=before.manager_id,
        why=before.why,
        command_message_id=before.command_message_id,
        thread_id=before.thread_id,
    )
    is_recent = before.state is State.FAILED and work.now < before.state_since + LIMITS.asked
    if not is_recent or not await stands(work.unit, asked, work.now):
        await work.unit.attempts.add(attempt)
        return attempt
    await work.unit.attempts.add(asked)
    for slot, card in await _messages(work.unit, asked, before):
        taken_over = replace(card, id=new_id(), attempt_id=asked.id, slot=slot, created_at=work.now)
        await work.unit.cards.claim_new(taken_over, 0.0)
    return asked


async def _messages(unit: Unit, attempt: Attempt, before: Attempt) -> list[tuple[str, Card]]:
    """Give the messages to go on in, with their slots: the group's, and her newest one as the question."""
    cards = [card for card in await unit.cards.of_attempt(before.id) if card.message_id is not None]
    hers = [card for card in cards if card.audience is Audience.CREATOR]
    questions = [(question_slot(attempt.offers), card) for card in hers[-1:]]
    return questions + [(card.slot, card) for card in cards if card.audience is Audience.TEAM]

"""[Not me]: everything of hers stops, and what may be signed in all the same she can have signed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.acting import sender
from bot.leftovers import in_doubt, offer_to_sign_out
from bot.people.problems import Problem, Refusal
from bot.relay.reactions import Reaction

if TYPE_CHECKING:
    from bot.cards.buttons import Press
    from bot.handlers.turn import Turn
    from bot.relay.work import Work
    from storage import Attempt, Person


async def stop_everything(turn: Turn, work: Work, pressed: Attempt | None, person: Person) -> Reaction:
    """Stop by the button on one of her attempts, or on none; the offers come to her alone."""
    doubtful = () if pressed is None else await in_doubt(work.unit, pressed)
    reaction = await turn.relay.not_me(work, person.id)
    await offer_to_sign_out(work, turn.relay.providers, person, doubtful)
    return reaction


async def stop_by_account(turn: Turn, work: Work, pressed: Press) -> Reaction:
    """Stop by the button that came with an account of hers, which she is offered to have signed out."""
    account = await work.unit.accounts.get(pressed.parts[0]) if pressed.parts else None
    if account is None:
        raise Refusal(Problem.OLD_BUTTON)
    person = await work.unit.people.by_telegram_id(sender(turn).id)
    if person is None or person.id != account.creator_id:
        return Reaction.NOT_YOURS
    return await stop_everything(turn, work, await work.unit.attempts.live_of_creator(person.id), person)

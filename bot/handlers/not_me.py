"""[Not me]: everything of hers stops, and what may be signed in all the same she can have signed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.leftovers import in_doubt, offer_to_sign_out

if TYPE_CHECKING:
    from bot.handlers.turn import Turn
    from bot.relay.reactions import Reaction
    from bot.relay.work import Work
    from storage import Attempt, Person


async def stop_everything(turn: Turn, work: Work, pressed: Attempt, person: Person) -> Reaction:
    """Stop by the button on one of her attempts; the offers come to her alone."""
    doubtful = await in_doubt(work.unit, pressed)
    reaction = await turn.relay.not_me(work, person.id)
    await offer_to_sign_out(work, turn.relay.providers, person, doubtful)
    return reaction

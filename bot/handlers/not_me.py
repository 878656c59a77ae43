"""[Not me]: everything of hers stops, and what may be signed in all the same she can have signed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.answers import Offer, reply, saying
from bot.handlers.choices import Choice, choose
from bot.handlers.questions import account_facts
from providers.base import CanDisconnect
from storage.models import LIVE, State

if TYPE_CHECKING:
    from bot.handlers.turn import Turn
    from bot.relay.reactions import Reaction
    from bot.relay.work import Work
    from storage import Attempt, Person


async def stop_everything(turn: Turn, work: Work, pressed: Attempt, person: Person) -> Reaction:
    """Stop by the button on one of her attempts; the offers come to her alone."""
    live = await work.unit.attempts.live_of_creator(person.id)
    reaction = await turn.relay.not_me(work, person.id)
    doubtful = [attempt for attempt in (pressed, live) if attempt is not None and _may_be_in(attempt)]
    for account_id in dict.fromkeys(attempt.account_id for attempt in doubtful):
        if account_id is not None:
            await _offer_to_sign_out(turn, work, account_id)
    return reaction


def _may_be_in(attempt: Attempt) -> bool:
    """Tell whether the provider has signed in, or may yet: no vendor can cancel a login."""
    return attempt.state is State.CONNECTED or attempt.state in LIVE or attempt.watch_until is not None


async def _offer_to_sign_out(turn: Turn, work: Work, account_id: str) -> None:
    account = await work.unit.accounts.get(account_id)
    if account is None or account.removed_at is not None:
        return
    if isinstance(turn.relay.providers.get(account.provider), CanDisconnect):
        sign_out = Offer("button.sign_out_too", choose(Choice.SIGN_OUT, account.id))
        await reply(turn, work, saying("stopped.sign_out", (sign_out,), **account_facts(turn, account)))

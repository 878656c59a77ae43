"""A creator's own wish to sign in to an account of hers, as [Ask again] and the connect page carry it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.relay.wishing import by_own_wish, plan_for

if TYPE_CHECKING:
    from bot.relay.reactions import Reaction
    from bot.relay.relay import Relay
    from bot.relay.work import Work
    from storage.models import Account


async def sign_in(relay: Relay, work: Work, account: Account) -> Reaction:
    """Begin a login of this account by the wish of its creator."""
    plan = plan_for(relay, account)
    return (await by_own_wish(relay, work, plan, account.team_id, account.creator_id)).reaction

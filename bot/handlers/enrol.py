"""How a creator comes in: she opens her invitation, reads what will be asked, and sees a number.

The manager who invited her asks for the number and types it; only then she is asked for her agreement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bot.handlers.acting import known_here, person_here
from bot.handlers.answers import Offer, clear, reply, saying, tell
from bot.handlers.choices import Choice, choose
from bot.handlers.confirming import ask_for_number
from bot.handlers.consenting import ask_to_agree, no_thanks
from bot.people.confirming import show_number
from bot.people.invitations import decline, open_invitation

if TYPE_CHECKING:
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn


async def open_link(turn: Turn, token: str) -> None:
    """Claim the invitation for whoever followed its link, and say what it is about."""
    async with turn.effect() as work:
        person = await known_here(turn, work)
        offer = await open_invitation(work, token, person)
        go_on = Offer("button.go_on", choose(Choice.GO_ON, offer.invitation.id))
        facts = {"agency": offer.team.title, "manager": offer.manager.name, "bot": turn.bot.username}
        page, no = _page(turn), no_thanks(offer.invitation.id)
        await reply(turn, work, saying("enrol.offer", (go_on,), (no,), page=page, **facts))


async def press_go_on(turn: Turn, chosen: Chosen) -> None:
    """Show her the number that the manager has to type, or what comes after it once that is done."""
    async with turn.effect() as work:
        shown = await show_number(work, chosen.parts[0], await person_here(turn, work))
        await clear(turn, work)
        offer = shown.offer
        if offer.invitation.confirmed_at is not None:
            await ask_to_agree(turn, work, offer)
            return
        facts = {"agency": offer.team.title, "manager": offer.manager.name, "number": shown.number}
        await reply(turn, work, saying("enrol.number", (no_thanks(offer.invitation.id),), **facts))
        if shown.first_time:
            await ask_for_number(turn, work, offer)


async def press_no_thanks(turn: Turn, chosen: Chosen) -> None:
    """Void the invitation, and tell the manager."""
    async with turn.effect() as work:
        offer = await decline(work, chosen.parts[0], await person_here(turn, work))
        await clear(turn, work)
        await reply(turn, work, saying("enrol.declined", agency=offer.team.title))
        inviter = await work.unit.people.get(offer.manager.person_id)
        if inviter is not None and inviter.reachable:
            await tell(turn, work, inviter, saying("invite.declined", name=offer.invitation.name))


def _page(turn: Turn) -> Markup:
    """Name the page's domain, if there is a page."""
    host = turn.config.page_host
    return turn.texts("enrol.offer.page", host=escape(host)) if host else Markup()

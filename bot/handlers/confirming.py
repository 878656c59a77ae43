"""How the manager says who has opened an invitation: by typing the number, or that it was not her."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.acting import person_here, require_membership, sender
from bot.handlers.answers import Offer, clear, reply, saying, tell
from bot.handlers.choices import Choice, choose
from bot.handlers.consenting import ask_to_agree
from bot.handlers.invite import tell_invitation
from bot.handlers.numbers import Affair
from bot.people.confirming import former_of, numbers_awaited_of, reject, take_number
from bot.people.invitations import invite

if TYPE_CHECKING:
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.people.handshake import Awaited
    from bot.people.invitations import Offer as Invited
    from bot.relay.work import Work
    from storage import Person


async def ask_for_number(turn: Turn, work: Work, offer: Invited) -> None:
    """Tell the manager that somebody has opened the invitation, and ask for the number."""
    inviter = await work.unit.people.get(offer.manager.person_id)
    if inviter is None or not inviter.reachable:
        return
    not_her = Offer("button.not_her", choose(Choice.NOT_HER, offer.invitation.id))
    await tell(turn, work, inviter, saying("invite.opened", (not_her,), name=offer.invitation.name))


async def press_not_her(turn: Turn, chosen: Chosen) -> None:
    """Void the invitation, for somebody else has opened it."""
    async with turn.effect() as work:
        offer = await reject(work, chosen.parts[0], await person_here(turn, work))
        await clear(turn, work)
        await _ended(turn, work, offer, "invite.not_her")


async def press_new_invitation(turn: Turn, chosen: Chosen) -> None:
    """Make another invitation under the same name."""
    async with turn.store.read() as unit:
        former = await former_of(unit, chosen.parts[0], sender(turn).id)
    await require_membership(turn.bot, former.desk)
    async with turn.effect() as work:
        former = await former_of(work.unit, chosen.parts[0], sender(turn).id)
        invited = await invite(work, former.desk, former.name)
        await clear(turn, work)
        await tell_invitation(turn, work, former.desk, invited)


async def _typed(turn: Turn, work: Work, manager: Person, awaited: Awaited, is_right: bool) -> None:  # noqa: FBT001 - an affair's fixed signature
    offer = await take_number(work, awaited.subject, manager, is_right=is_right)
    if not is_right:
        await _ended(turn, work, offer, "invite.wrong_number")
        return
    await reply(turn, work, saying("invite.confirmed", name=offer.invitation.name))
    await ask_to_agree(turn, work, offer)


async def _ended(turn: Turn, work: Work, offer: Invited, key: str) -> None:
    """Tell both that the invitation has ended; one button makes another."""
    name = offer.invitation.name
    again = Offer("button.new_invitation", choose(Choice.NEW_INVITATION, offer.invitation.id))
    await reply(turn, work, saying(key, (again,), name=name))
    opener = await work.unit.people.get(offer.invitation.person_id or "")
    if opener is not None and opener.reachable:
        await tell(turn, work, opener, saying("enrol.ended", manager=offer.manager.name))


INVITATIONS = Affair(numbers_awaited_of, _typed)

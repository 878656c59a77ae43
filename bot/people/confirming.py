"""How a manager confirms, by the number that she sees, that the right person has opened an invitation.

It knows no Telegram and no texts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.people.handshake import Awaited, drawn_number
from bot.people.invitations import confirm, opened_by, standing_offer, void
from bot.people.problems import Problem, Refusal
from bot.people.who import desk_of_team, desks_of
from storage import InvitationState

if TYPE_CHECKING:
    from bot.people.invitations import Offer
    from bot.people.who import Desk
    from bot.relay.work import Work
    from storage import Invitation, Person, Unit


@dataclass(frozen=True, slots=True)
class Shown:
    """An offer whose number its opener sees, and whether it is shown for the first time."""

    offer: Offer
    number: str
    first_time: bool


@dataclass(frozen=True, slots=True)
class Former:
    """Whose invitation, which is void, was for which name."""

    desk: Desk
    name: str


async def show_number(work: Work, invitation_id: str, person: Person) -> Shown:
    """Draw the number for the person who opened the invitation, who may look at it again."""
    offer = await opened_by(work, invitation_id, person)
    known = offer.invitation
    if known.number is not None:
        return Shown(offer, known.number, first_time=False)
    number = drawn_number()
    shown = replace(known, number=number, shown_at=work.now)
    if not await work.unit.invitations.change(known, shown):
        raise Refusal(Problem.INVITATION_DEAD)
    return Shown(replace(offer, invitation=shown), number, first_time=True)


async def numbers_awaited_of(unit: Unit, manager: Person, now: float) -> tuple[Awaited, ...]:
    """Give the numbers that this person, as a manager, has to ask for and type."""
    desks = await desks_of(unit, manager.telegram_id)
    invitations = [await unit.invitations.open_of_manager(desk.manager.id) for desk in desks]
    return tuple(_awaited(each) for several in invitations for each in several if _waits(each, now))


async def take_number(work: Work, invitation_id: str, manager: Person, *, is_right: bool) -> Offer:
    """Confirm the invitation by the right number, or void it by a wrong one.

    Refusal where it does not wait for a number of this manager's any more.
    """
    offer = await _waiting(work, invitation_id, manager)
    if not is_right:
        return await _voided(work, offer)
    confirmed = await confirm(work, offer)
    if confirmed is None:
        raise Refusal(Problem.NUMBER_LATE)
    return confirmed


async def reject(work: Work, invitation_id: str, manager: Person) -> Offer:
    """Void the invitation, for its manager says that the wrong person has opened it."""
    return await _voided(work, await _waiting(work, invitation_id, manager))


async def former_of(unit: Unit, invitation_id: str, telegram_id: int) -> Former:
    """Give what an invitation was that is void, to its manager; Refusal for any other."""
    invitation = await unit.invitations.get(invitation_id)
    if invitation is None or invitation.state is not InvitationState.VOID:
        raise Refusal(Problem.OLD_BUTTON)
    desk = await desk_of_team(unit, invitation.team_id, telegram_id)
    if desk.manager.id != invitation.manager_id:
        raise Refusal(Problem.NOT_YOURS)
    return Former(desk, invitation.name)


async def _waiting(work: Work, invitation_id: str, manager: Person) -> Offer:
    invitation = await work.unit.invitations.get(invitation_id)
    offer = None if invitation is None else await standing_offer(work, invitation)
    if offer is None or not _waits(offer.invitation, work.now):
        raise Refusal(Problem.NUMBER_LATE)
    if offer.manager.person_id != manager.id:
        raise Refusal(Problem.NOT_YOURS)
    return offer


async def _voided(work: Work, offer: Offer) -> Offer:
    if not await void(work, offer):
        raise Refusal(Problem.NUMBER_LATE)
    return offer


def _waits(invitation: Invitation, now: float) -> bool:
    shown = invitation.state is InvitationState.OPENED and invitation.number is not None
    return shown and invitation.confirmed_at is None and now < invitation.expires_at


def _awaited(invitation: Invitation) -> Awaited:
    return Awaited(invitation.id, invitation.shown_at or invitation.created_at, invitation.number or "")

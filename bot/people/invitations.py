"""The one-use link by which a creator comes in: made by a manager, opened by one person.

Whatever is wrong with a link is refused with one and the same problem, so that nobody learns anything by
trying links.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.people.names import checked_name
from bot.people.naming import name_like
from bot.people.problems import Problem, Refusal
from storage import Invitation, InvitationState, ManagerState, new_id, skeleton

if TYPE_CHECKING:
    from bot.people.who import Desk
    from bot.relay.work import Work
    from storage import Manager, Person, Team

LIFE = 24 * 3600.0
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and the token that opens it, which nothing but the link holds.

    `replaces` tells whether an earlier one, which could still be used, is void by it.
    """

    invitation: Invitation
    token: str
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What the person who opened an invitation is offered."""

    invitation: Invitation
    team: Team
    manager: Manager


async def invite(work: Work, desk: Desk, text: str) -> Invited:
    """Make an invitation under a name, in place of an earlier one by this manager.

    Refusal for a name that cannot be, that the team has, or that looks like one of the team's.
    """
    name = checked_name(text)
    other = await name_like(work.unit, desk.team.id, name)
    if other is not None:
        raise Refusal(Problem.NAME_TAKEN, name=other)
    replaced = await _void_earlier(work, desk, name)
    invitation = Invitation(
        id=new_id(),
        team_id=desk.team.id,
        manager_id=desk.manager.id,
        name=name,
        state=InvitationState.OPEN,
        created_at=work.now,
        expires_at=work.now + LIFE,
    )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    await work.unit.invitations.add(invitation, token)
    await work.unit.audit.append(desk.team.id, "creator_invited", work.now, manager=desk.manager.id)
    return Invited(invitation, token, replaces=replaced)


async def _void_earlier(work: Work, desk: Desk, name: str) -> bool:
    """Void this manager's earlier invitations under the name; True if one of them could still be used."""
    usable = False
    for earlier in await work.unit.invitations.open_of_manager(desk.manager.id):
        if skeleton(earlier.name) == skeleton(name):
            await work.unit.invitations.change(earlier, replace(earlier, state=InvitationState.VOID))
            usable = usable or work.now < earlier.expires_at
    return usable


async def open_invitation(work: Work, token: str, person: Person) -> Offer:
    """Claim the invitation for the person who followed its link, who may look again; nobody else."""
    invitation = await work.unit.invitations.by_token(token)
    offer = None if invitation is None else await standing_offer(work, invitation)
    if offer is None:
        raise Refusal(Problem.INVITATION_DEAD)
    if offer.manager.person_id == person.id:
        raise Refusal(Problem.INVITATION_OWN)
    if await work.unit.enrolments.find(offer.team.id, person.id) is not None:
        raise Refusal(Problem.ENROLLED, agency=offer.team.title)
    if offer.invitation.state is InvitationState.OPENED:
        return _of(offer, person)
    opened = replace(offer.invitation, state=InvitationState.OPENED, person_id=person.id)
    if not await work.unit.invitations.change(offer.invitation, opened):
        raise Refusal(Problem.INVITATION_DEAD)
    await _audit(work, "invitation_opened", offer, person)
    return replace(offer, invitation=opened)


async def opened_by(work: Work, invitation_id: str, person: Person) -> Offer:
    """Give the offer that this person has opened and not yet answered; Refusal for any other."""
    invitation = await work.unit.invitations.get(invitation_id)
    offer = None if invitation is None else await standing_offer(work, invitation)
    if offer is None or offer.invitation.state is not InvitationState.OPENED:
        raise Refusal(Problem.INVITATION_DEAD)
    return _of(offer, person)


async def decline(work: Work, invitation_id: str, person: Person) -> Offer:
    """Void the invitation, for the person who opened it said no."""
    offer = await opened_by(work, invitation_id, person)
    if not await void(work, offer):
        raise Refusal(Problem.INVITATION_DEAD)
    return offer


async def void(work: Work, offer: Offer) -> bool:
    """End the invitation; False where somebody else has done something with it just now."""
    after = replace(offer.invitation, state=InvitationState.VOID)
    if not await work.unit.invitations.change(offer.invitation, after):
        return False
    await _audit(work, "invitation_voided", offer)
    return True


async def confirm(work: Work, offer: Offer) -> Offer | None:
    """Note that the manager typed the number that its opener sees; None as for `void`."""
    after = replace(offer.invitation, confirmed_at=work.now)
    if not await work.unit.invitations.change(offer.invitation, after):
        return None
    await _audit(work, "invitation_confirmed", offer)
    return replace(offer, invitation=after)


async def _audit(work: Work, kind: str, offer: Offer, person: Person | None = None) -> None:
    creator = offer.invitation.person_id if person is None else person.id
    subjects = {"manager": offer.manager.id, "creator": creator}
    await work.unit.audit.append(offer.team.id, kind, work.now, **subjects)


def _of(offer: Offer, person: Person) -> Offer:
    if offer.invitation.person_id != person.id:
        raise Refusal(Problem.INVITATION_DEAD)
    return offer


async def standing_offer(work: Work, invitation: Invitation) -> Offer | None:
    """Give the offer while it can be taken: in time, of a team that is, by a manager who is still listed."""
    if (
        invitation.state not in {InvitationState.OPEN, InvitationState.OPENED}
        or work.now >= invitation.expires_at
    ):
        return None
    team = await work.unit.teams.get(invitation.team_id)
    manager = await work.unit.managers.get(invitation.manager_id)
    if team is None or team.closed_at is not None:
        return None
    if manager is None or manager.state is not ManagerState.LISTED:
        return None
    return Offer(invitation, team, manager)

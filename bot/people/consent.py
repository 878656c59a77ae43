"""What a creator agrees to: the version of the text, its digest, and how she wants to be asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.people.invitations import Offer, opened_by
from bot.people.naming import name_like
from bot.people.problems import Problem, Refusal
from storage import AskMode, Conflict, Consent, Enrolment, InvitationState, new_id

if TYPE_CHECKING:
    from bot.relay.work import Work
    from storage import Person


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A creator's new place in a team, and the offer that it came from."""

    enrolment: Enrolment
    offer: Offer


def consent_to(version: int, text: str, language: str, at: float) -> Consent:
    """Record the agreement to exactly this text."""
    return Consent(version=version, language=language, digest=sha256(text.encode()).hexdigest(), at=at)


async def renew(work: Work, enrolment_id: str, consent: Consent) -> None:
    """Put the agreement to a newer text in the place of an older one; one to the same text stays."""
    enrolment = await work.unit.enrolments.get(enrolment_id)
    if enrolment is None or consent.version <= enrolment.consent.version:
        return
    enrolled_at = enrolment.enrolled_at or enrolment.consent.at
    await work.unit.enrolments.save(replace(enrolment, consent=consent, enrolled_at=enrolled_at))
    subjects = {"creator": enrolment.creator_id}
    await work.unit.audit.append(enrolment.team_id, "consent_renewed", work.now, **subjects)


async def accept(work: Work, invitation_id: str, person: Person, mode: AskMode, consent: Consent) -> Enrolled:
    """Enrol the person who opened the invitation; Refusal where it is answered, or its name is given away."""
    offer = await opened_by(work, invitation_id, person)
    if offer.invitation.confirmed_at is None:
        raise Refusal(Problem.INVITATION_DEAD)
    if not await work.unit.invitations.change(
        offer.invitation, replace(offer.invitation, state=InvitationState.USED)
    ):
        raise Refusal(Problem.INVITATION_DEAD)
    await _require_free_still(work, offer)
    enrolment = Enrolment(
        id=new_id(),
        team_id=offer.team.id,
        creator_id=person.id,
        name=offer.invitation.name,
        mode=mode,
        consent=consent,
        enrolled_at=work.now,
    )
    try:
        await work.unit.enrolments.add(enrolment)
    except Conflict as conflict:
        raise _refusal(conflict, offer) from conflict
    manager, team = offer.manager, offer.team
    await work.unit.audit.append(team.id, "creator_enrolled", work.now, creator=person.id, manager=manager.id)
    return Enrolled(enrolment, offer)


async def _require_free_still(work: Work, offer: Offer) -> None:
    """Refuse, in words for her, a name that was given away after she was invited."""
    if await name_like(work.unit, offer.team.id, offer.invitation.name) is not None:
        raise Refusal(Problem.NAME_GIVEN_AWAY)


def _refusal(conflict: Conflict, offer: Offer) -> Refusal:
    if conflict.name == "enrolment_creator":
        return Refusal(Problem.ENROLLED, agency=offer.team.title)
    return Refusal(Problem.NAME_GIVEN_AWAY)

"""Steps that several tests take: inviting, opening, agreeing, and being refused."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from bot.people.accounts import Listed
from bot.people.confirming import numbers_awaited_of, show_number, take_number
from bot.people.consent import accept, consent_to
from bot.people.handshake import meant
from bot.people.invitations import Invited, Offer, invite, open_invitation
from bot.people.problems import Problem, Refusal
from storage import AskMode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.people.who import Desk
    from storage import Enrolment, Person
    from tests.bot.people.conftest import Agency

LISTED = Listed("onlyfanskit", "onlyfans", "acct_1", "@stella")


@contextmanager
def refused(problem: Problem) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    with pytest.raises(Refusal) as caught:
        yield caught
    assert caught.value.problem is problem


async def invited(agency: Agency, desk: Desk, name: str = "Stella") -> Invited:
    async with agency.work() as work:
        return await invite(work, desk, name)


async def opened(agency: Agency, token: str, person: Person) -> Offer:
    async with agency.work() as work:
        return await open_invitation(work, token, person)


async def number_shown(agency: Agency, offer: Offer) -> str:
    """Have whoever opened the invitation press [Go on]."""
    async with agency.work() as work:
        opener = await work.unit.people.get(str(offer.invitation.person_id))
        assert opener is not None
        return (await show_number(work, offer.invitation.id, opener)).number


async def typed(agency: Agency, offer: Offer, number: str) -> Offer:
    """Have the inviting manager type a number for the invitation."""
    async with agency.work() as work:
        manager = await work.unit.people.get(offer.manager.person_id)
        assert manager is not None
        awaited = await numbers_awaited_of(work.unit, manager, work.now)
        one = meant(awaited, offer.invitation.id)
        is_right = one is not None and one.is_met_by(number)
        return await take_number(work, offer.invitation.id, manager, is_right=is_right)


async def confirmed(agency: Agency, offer: Offer) -> None:
    """Have the number shown and typed, if that was not done before."""
    number = await number_shown(agency, offer)
    async with agency.work() as work:
        known = await work.unit.invitations.get(offer.invitation.id)
    if known is not None and known.confirmed_at is None:
        await typed(agency, offer, number)


async def agreed(agency: Agency, offer: Offer, person: Person, mode: AskMode = AskMode.START) -> Enrolment:
    await confirmed(agency, offer)
    async with agency.work() as work:
        consent = consent_to(1, "I agree.", "en", work.now)
        return (await accept(work, offer.invitation.id, person, mode, consent)).enrolment


async def enrolled(agency: Agency, desk: Desk, person: Person, name: str = "Stella") -> Enrolment:
    invitation = await invited(agency, desk, name)
    return await agreed(agency, await opened(agency, invitation.token, person), person)

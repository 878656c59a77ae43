"""Steps that several tests take: inviting, opening, agreeing, and being refused."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from bot.people.accounts import Listed
from bot.people.consent import accept, consent_to
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


async def agreed(agency: Agency, offer: Offer, person: Person, mode: AskMode = AskMode.START) -> Enrolment:
    async with agency.work() as work:
        consent = consent_to("I agree.", "en", work.now)
        return (await accept(work, offer.invitation.id, person, mode, consent)).enrolment


async def enrolled(agency: Agency, desk: Desk, person: Person, name: str = "Stella") -> Enrolment:
    invitation = await invited(agency, desk, name)
    return await agreed(agency, await opened(agency, invitation.token, person), person)

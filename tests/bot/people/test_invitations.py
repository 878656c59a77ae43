"""Invitations: one use, one person, one day, and one answer for everything that is wrong with a link."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest

from bot.people import managers, teams
from bot.people.invitations import decline, opened_by
from bot.people.problems import Problem, Refusal
from storage import AskMode, InvitationState
from tests.bot.people.conftest import HOUR, SOMEBODY
from tests.bot.people.steps import agreed, enrolled, invited, opened, refused

if TYPE_CHECKING:
    from bot.people.who import Desk
    from storage import Person
    from tests.bot.people.conftest import Agency


async def test_a_link_fits_into_what_telegram_takes(agency: Agency, desk: Desk) -> None:
    invitation = await invited(agency, desk)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", invitation.token)


async def test_she_is_enrolled_with_the_text_she_agreed_to(
    agency: Agency, desk: Desk, stella: Person
) -> None:
    invitation = await invited(agency, desk)
    offer = await opened(agency, invitation.token, stella)
    enrolment = await agreed(agency, offer, stella, AskMode.ASK_FIRST)
    async with agency.store.read() as unit:
        stored = await unit.enrolments.by_name(desk.team.id, "stella")
    assert stored == enrolment
    assert (enrolment.mode, enrolment.consent.version) == (AskMode.ASK_FIRST, 1)
    assert (enrolment.consent.language, enrolment.consent.at) == ("en", agency.clock[0])
    assert re.fullmatch(r"[0-9a-f]{64}", enrolment.consent.digest)


async def test_who_has_opened_an_invitation_may_look_again(
    agency: Agency, desk: Desk, stella: Person
) -> None:
    invitation = await invited(agency, desk)
    first = await opened(agency, invitation.token, stella)
    assert await opened(agency, invitation.token, stella) == first


async def test_a_second_person_gets_the_answer_for_an_unknown_link(
    agency: Agency, desk: Desk, stella: Person
) -> None:
    invitation = await invited(agency, desk)
    await opened(agency, invitation.token, stella)
    somebody = await agency.person(SOMEBODY, "Somebody")
    with refused(Problem.INVITATION_DEAD):
        await opened(agency, invitation.token, somebody)
    with refused(Problem.INVITATION_DEAD):
        await opened(agency, "unknown", somebody)


async def test_of_many_who_open_a_link_at_once_one_has_it(agency: Agency, desk: Desk) -> None:
    invitation = await invited(agency, desk)
    people = [await agency.person(8_000 + number, "Somebody") for number in range(20)]
    outcomes = await asyncio.gather(
        *(opened(agency, invitation.token, person) for person in people), return_exceptions=True
    )
    refusals = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    assert len(refusals) == len(people) - 1
    assert {refusal.problem for refusal in refusals} == {Problem.INVITATION_DEAD}


async def test_an_invitation_lasts_a_day(agency: Agency, desk: Desk, stella: Person) -> None:
    invitation = await invited(agency, desk)
    agency.later(24 * HOUR)
    with refused(Problem.INVITATION_DEAD):
        await opened(agency, invitation.token, stella)


async def test_an_opened_invitation_expires_as_well(agency: Agency, desk: Desk, stella: Person) -> None:
    offer = await opened(agency, (await invited(agency, desk)).token, stella)
    agency.later(24 * HOUR)
    with refused(Problem.INVITATION_DEAD):
        await agreed(agency, offer, stella)


async def test_a_used_link_works_no_second_time(agency: Agency, desk: Desk, stella: Person) -> None:
    invitation = await invited(agency, desk)
    await agreed(agency, await opened(agency, invitation.token, stella), stella)
    with refused(Problem.INVITATION_DEAD):
        await opened(agency, invitation.token, await agency.person(SOMEBODY, "Somebody"))


async def test_nobody_agrees_for_the_person_who_opened(agency: Agency, desk: Desk, stella: Person) -> None:
    offer = await opened(agency, (await invited(agency, desk)).token, stella)
    with refused(Problem.INVITATION_DEAD):
        await agreed(agency, offer, await agency.person(SOMEBODY, "Somebody"))


async def test_agreeing_twice_enrols_once(agency: Agency, desk: Desk, stella: Person) -> None:
    offer = await opened(agency, (await invited(agency, desk)).token, stella)
    await agreed(agency, offer, stella)
    with refused(Problem.INVITATION_DEAD):
        await agreed(agency, offer, stella)


async def test_an_invitation_that_was_not_opened_cannot_be_agreed_to(
    agency: Agency, desk: Desk, stella: Person
) -> None:
    invitation = (await invited(agency, desk)).invitation
    async with agency.work() as work:
        with refused(Problem.INVITATION_DEAD):
            await opened_by(work, invitation.id, stella)


async def test_a_manager_cannot_be_the_creator_of_an_own_invitation(agency: Agency, desk: Desk) -> None:
    invitation = await invited(agency, desk)
    with refused(Problem.INVITATION_OWN):
        await opened(agency, invitation.token, desk.person)


async def test_a_declined_invitation_is_void(agency: Agency, desk: Desk, stella: Person) -> None:
    invitation = await invited(agency, desk)
    offer = await opened(agency, invitation.token, stella)
    async with agency.work() as work:
        await decline(work, offer.invitation.id, stella)
    with refused(Problem.INVITATION_DEAD):
        await opened(agency, invitation.token, stella)


async def test_a_name_that_the_team_has_is_refused_whatever_its_case(
    agency: Agency, desk: Desk, stella: Person
) -> None:
    await enrolled(agency, desk, stella)
    with refused(Problem.NAME_TAKEN):
        await invited(agency, desk, "STELLA")


async def test_another_invitation_for_a_name_voids_the_first(
    agency: Agency, desk: Desk, stella: Person
) -> None:
    first = await invited(agency, desk)
    second = await invited(agency, desk, "stella")
    with refused(Problem.INVITATION_DEAD):
        await opened(agency, first.token, stella)
    assert (await opened(agency, second.token, stella)).invitation.state is InvitationState.OPENED


async def test_of_two_invitations_by_two_managers_for_one_name_the_first_to_agree_has_it(
    agency: Agency, desk: Desk, stella: Person
) -> None:
    other_desk = await agency.desk(desk.team, 7_010, "Max")
    somebody = await agency.person(SOMEBODY, "Somebody")
    late = await opened(agency, (await invited(agency, other_desk)).token, somebody)
    await enrolled(agency, desk, stella)
    with refused(Problem.NAME_GIVEN_AWAY):
        await agreed(agency, late, somebody)


async def test_one_person_has_one_place_in_a_team(agency: Agency, desk: Desk, stella: Person) -> None:
    await enrolled(agency, desk, stella)
    invitation = await invited(agency, desk, "Bella")
    with refused(Problem.ENROLLED):
        await opened(agency, invitation.token, stella)


async def test_a_removed_managers_invitations_are_void(agency: Agency, desk: Desk, stella: Person) -> None:
    invitation = await invited(agency, desk)
    offer = await opened(agency, (await invited(agency, desk, "Bella")).token, stella)
    async with agency.work() as work:
        await managers.remove(work, desk.manager)
    with refused(Problem.INVITATION_DEAD):
        await opened(agency, invitation.token, stella)
    with refused(Problem.INVITATION_DEAD):
        await agreed(agency, offer, stella)


@pytest.mark.parametrize("reopened", [False, True])
async def test_a_closed_teams_invitations_are_void(
    agency: Agency, desk: Desk, stella: Person, *, reopened: bool
) -> None:
    invitation = await invited(agency, desk)
    async with agency.work() as work:
        await teams.close(work, desk.team)
    if reopened:
        await agency.team()
    with refused(Problem.INVITATION_DEAD):
        await opened(agency, invitation.token, stella)

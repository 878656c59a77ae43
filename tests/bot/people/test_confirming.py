"""Nobody is enrolled without both halves: the link, and the number that its manager hears and types."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.people import managers
from bot.people.confirming import former_of, numbers_awaited_of, reject, show_number, take_number
from bot.people.consent import accept, consent_to, renew
from bot.people.problems import Problem, Refusal
from bot.people.undoing import undo_enrolment
from storage import AskMode, Enrolment, InvitationState
from tests.bot.people.conftest import HOUR, SOMEBODY
from tests.bot.people.steps import agreed, enrolled, invited, number_shown, opened, refused, typed

if TYPE_CHECKING:
    from bot.people.invitations import Offer
    from bot.people.who import Desk
    from storage import Person
    from tests.bot.people.conftest import Agency

MANY = 100
DAY = 24 * HOUR


@pytest.fixture
async def offer(agency: Agency, desk: Desk, stella: Person) -> Offer:
    return await opened(agency, (await invited(agency, desk)).token, stella)


def another(number: str) -> str:
    return str(10 + (int(number) - 9) % 90)


async def accepted(agency: Agency, offer: Offer, person: Person) -> Enrolment:
    async with agency.work() as work:
        consent = consent_to(1, "I agree.", "en", work.now)
        return (await accept(work, offer.invitation.id, person, AskMode.START, consent)).enrolment


async def test_the_link_alone_enrols_nobody(agency: Agency, offer: Offer, stella: Person) -> None:
    with refused(Problem.INVITATION_DEAD):
        await accepted(agency, offer, stella)
    await number_shown(agency, offer)
    with refused(Problem.INVITATION_DEAD):
        await accepted(agency, offer, stella)


async def test_the_link_and_the_number_enrol_her(agency: Agency, offer: Offer, stella: Person) -> None:
    await typed(agency, offer, await number_shown(agency, offer))
    assert (await accepted(agency, offer, stella)).name == "Stella"


async def test_one_wrong_number_voids_the_invitation(agency: Agency, offer: Offer, stella: Person) -> None:
    number = await number_shown(agency, offer)
    assert (await typed(agency, offer, another(number))).invitation.confirmed_at is None
    with refused(Problem.NUMBER_LATE):
        await typed(agency, offer, number)
    with refused(Problem.INVITATION_DEAD):
        await accepted(agency, offer, stella)


async def test_who_looks_again_sees_the_same_number(agency: Agency, offer: Offer) -> None:
    assert await number_shown(agency, offer) == await number_shown(agency, offer)


async def test_only_who_opened_the_invitation_sees_its_number(agency: Agency, offer: Offer) -> None:
    somebody = await agency.person(SOMEBODY, "Somebody")
    async with agency.work() as work:
        with refused(Problem.INVITATION_DEAD):
            await show_number(work, offer.invitation.id, somebody)


async def test_only_the_inviting_manager_types_the_number(agency: Agency, offer: Offer) -> None:
    await number_shown(agency, offer)
    other = (await agency.desk(offer.team, SOMEBODY, "Max")).person
    async with agency.work() as work:
        assert await numbers_awaited_of(work.unit, other, work.now) == ()
        with refused(Problem.NOT_YOURS):
            await take_number(work, offer.invitation.id, other, is_right=True)
        with refused(Problem.NOT_YOURS):
            await reject(work, offer.invitation.id, other)


async def test_nothing_is_awaited_before_the_number_is_shown(
    agency: Agency, offer: Offer, desk: Desk
) -> None:
    async with agency.work() as work:
        assert await numbers_awaited_of(work.unit, desk.person, work.now) == ()
        with refused(Problem.NUMBER_LATE):
            await take_number(work, offer.invitation.id, desk.person, is_right=True)


async def test_a_number_is_awaited_until_the_invitation_expires(
    agency: Agency, offer: Offer, desk: Desk
) -> None:
    number = await number_shown(agency, offer)
    agency.later(DAY)
    async with agency.work() as work:
        assert await numbers_awaited_of(work.unit, desk.person, work.now) == ()
    with refused(Problem.NUMBER_LATE):
        await typed(agency, offer, number)


async def test_a_removed_manager_confirms_nothing(agency: Agency, offer: Offer, desk: Desk) -> None:
    number = await number_shown(agency, offer)
    async with agency.work() as work:
        await managers.remove(work, desk.manager)
    with refused(Problem.NUMBER_LATE):
        await typed(agency, offer, number)


async def test_a_manager_rejects_whoever_opened_it_and_may_make_another(
    agency: Agency, offer: Offer, desk: Desk, stella: Person
) -> None:
    await number_shown(agency, offer)
    async with agency.work() as work:
        await reject(work, offer.invitation.id, desk.person)
        former = await former_of(work.unit, offer.invitation.id, desk.person.telegram_id)
    assert (former.desk.manager, former.name) == (desk.manager, "Stella")
    again = await opened(agency, (await invited(agency, former.desk, former.name)).token, stella)
    assert (await agreed(agency, again, stella)).name == "Stella"


async def test_what_is_not_void_is_made_no_second_time(agency: Agency, offer: Offer, desk: Desk) -> None:
    async with agency.work() as work:
        with refused(Problem.OLD_BUTTON):
            await former_of(work.unit, offer.invitation.id, desk.person.telegram_id)


async def test_of_many_who_take_a_link_to_its_number_at_once_one_gets_there(
    agency: Agency, desk: Desk
) -> None:
    invitation = await invited(agency, desk)
    people = [await agency.person(8_000 + number, "Somebody") for number in range(MANY)]

    async def claim(person: Person) -> str:
        offer = await opened(agency, invitation.token, person)
        return await number_shown(agency, offer)

    outcomes = await asyncio.gather(*(claim(person) for person in people), return_exceptions=True)
    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1
    refusals = {outcome.problem for outcome in outcomes if isinstance(outcome, Refusal)}
    assert refusals == {Problem.INVITATION_DEAD}


async def test_a_right_and_many_wrong_numbers_at_once_have_one_outcome(
    agency: Agency, offer: Offer, stella: Person
) -> None:
    number = await number_shown(agency, offer)
    tries = [number, *(another(number) for _ in range(MANY))]
    outcomes = await asyncio.gather(
        *(typed(agency, offer, each) for each in reversed(tries)), return_exceptions=True
    )
    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 1
    async with agency.work() as work:
        known = await work.unit.invitations.get(offer.invitation.id)
    assert known is not None
    if known.state is InvitationState.VOID:
        with refused(Problem.INVITATION_DEAD):
            await accepted(agency, offer, stella)


async def test_a_change_of_what_somebody_else_changed_meanwhile_is_not_written(
    agency: Agency, offer: Offer
) -> None:
    await number_shown(agency, offer)
    async with agency.work() as work:
        assert not await work.unit.invitations.change(offer.invitation, offer.invitation)


async def test_all_that_happens_to_an_invitation_stands_in_the_audit(agency: Agency, offer: Offer) -> None:
    await typed(agency, offer, another(await number_shown(agency, offer)))
    async with agency.work() as work:
        kinds = [entry.kind for entry in await work.unit.audit.entries(offer.team.id)]
    assert kinds[-3:] == ["creator_invited", "invitation_opened", "invitation_voided"]


async def test_an_enrolment_is_undone_once(agency: Agency, desk: Desk, stella: Person) -> None:
    enrolment = await enrolled(agency, desk, stella)
    async with agency.work() as work:
        undone = await undo_enrolment(work, enrolment.id)
        assert (undone.team.id, undone.creator.id) == (desk.team.id, stella.id)
        assert await work.unit.enrolments.find(desk.team.id, stella.id) is None
        with refused(Problem.UNDO_LATE):
            await undo_enrolment(work, enrolment.id)
        entries = await work.unit.audit.entries(desk.team.id)
    assert entries[-1].kind == "enrolment_undone"


async def test_an_enrolment_is_undone_within_a_week(agency: Agency, desk: Desk, stella: Person) -> None:
    enrolment = await enrolled(agency, desk, stella)
    agency.later(7 * DAY)
    async with agency.work() as work:
        with refused(Problem.UNDO_LATE):
            await undo_enrolment(work, enrolment.id)


async def test_a_newer_agreement_does_not_make_the_week_begin_anew(
    agency: Agency, desk: Desk, stella: Person
) -> None:
    enrolment = await enrolled(agency, desk, stella)
    agency.later(7 * DAY - 1)
    async with agency.work() as work:
        await renew(work, enrolment.id, consent_to(2, "another text", "en", work.now))
    agency.later(1)
    async with agency.work() as work:
        with refused(Problem.UNDO_LATE):
            await undo_enrolment(work, enrolment.id)


async def test_who_was_undone_may_be_enrolled_anew(agency: Agency, desk: Desk, stella: Person) -> None:
    enrolment = await enrolled(agency, desk, stella)
    async with agency.work() as work:
        await undo_enrolment(work, enrolment.id)
    assert (await enrolled(agency, desk, stella)).id != enrolment.id

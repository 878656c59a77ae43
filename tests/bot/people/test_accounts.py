"""Accounts: proposed by a manager, hers by her Yes alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.people.accounts import (
    TIME_TO_ANSWER,
    Listed,
    checked_id,
    confirm,
    confirmed_of,
    disown,
    numbered,
    propose,
    proposed_to,
    shown_label,
)
from bot.people.assigning import assign, offered_to, places
from bot.people.problems import Problem
from storage.session import Session
from tests.bot.people.conftest import SOMEBODY
from tests.bot.people.steps import LISTED, enrolled, refused

if TYPE_CHECKING:
    from sqlalchemy import CursorResult, Executable

    from bot.people.who import Desk
    from storage import Account, Enrolment, Person
    from tests.bot.people.conftest import Agency


@pytest.fixture
async def enrolment(agency: Agency, desk: Desk, stella: Person) -> Enrolment:
    return await enrolled(agency, desk, stella)


async def proposed(agency: Agency, desk: Desk, enrolment: Enrolment, listed: Listed = LISTED) -> Account:
    async with agency.work() as work:
        return await propose(work, enrolment, listed, desk.manager.id)


async def bella_of(agency: Agency, desk: Desk) -> Enrolment:
    return await enrolled(agency, desk, await agency.person(SOMEBODY, "Bella"), "Bella")


async def test_an_account_counts_after_her_yes(
    agency: Agency, desk: Desk, enrolment: Enrolment, stella: Person
) -> None:
    account = await proposed(agency, desk, enrolment)
    async with agency.work() as work:
        assert await confirmed_of(work.unit, enrolment) == ()
        confirmed = await confirm(work, account.id, stella)
        assert await confirmed_of(work.unit, enrolment) == (confirmed,)
    assert confirmed.confirmed_at == agency.clock[0]


async def test_nobody_says_yes_for_her(agency: Agency, desk: Desk, enrolment: Enrolment) -> None:
    account = await proposed(agency, desk, enrolment)
    async with agency.work() as work:
        with refused(Problem.NOT_YOURS):
            await confirm(work, account.id, desk.person)


async def test_after_her_no_the_account_is_free_and_a_late_yes_does_nothing(
    agency: Agency, desk: Desk, enrolment: Enrolment, stella: Person
) -> None:
    account = await proposed(agency, desk, enrolment)
    async with agency.work() as work:
        await disown(work, account.id, stella)
        assert await offered_to(work.unit, desk.team.id, [LISTED]) == (LISTED,)
        with refused(Problem.ACCOUNT_GONE):
            await confirm(work, account.id, stella)


async def test_a_no_after_her_yes_does_nothing(
    agency: Agency, desk: Desk, enrolment: Enrolment, stella: Person
) -> None:
    account = await proposed(agency, desk, enrolment)
    async with agency.work() as work:
        await confirm(work, account.id, stella)
        with refused(Problem.ACCOUNT_GONE):
            await disown(work, account.id, stella)


async def test_proposed_again_it_is_the_same_question(
    agency: Agency, desk: Desk, enrolment: Enrolment
) -> None:
    assert await proposed(agency, desk, enrolment) == await proposed(agency, desk, enrolment)


async def test_an_account_of_hers_is_not_proposed_again(
    agency: Agency, desk: Desk, enrolment: Enrolment, stella: Person
) -> None:
    account = await proposed(agency, desk, enrolment)
    async with agency.work() as work:
        await confirm(work, account.id, stella)
    with refused(Problem.ACCOUNT_LINKED):
        await proposed(agency, desk, enrolment)


async def test_an_account_of_hers_is_not_given_to_another(
    agency: Agency, desk: Desk, enrolment: Enrolment, stella: Person
) -> None:
    account = await proposed(agency, desk, enrolment)
    async with agency.work() as work:
        await confirm(work, account.id, stella)
    with refused(Problem.ACCOUNT_TAKEN):
        await proposed(agency, desk, await bella_of(agency, desk))


async def test_a_proposal_that_nobody_answered_gives_way_within_its_team_after_an_hour(
    agency: Agency, desk: Desk, enrolment: Enrolment, stella: Person
) -> None:
    mistaken = await proposed(agency, desk, enrolment)
    bella = await bella_of(agency, desk)
    with refused(Problem.ACCOUNT_ASKED):
        await proposed(agency, desk, bella)
    agency.later(TIME_TO_ANSWER)
    meant = await proposed(agency, desk, bella)
    assert meant.id != mistaken.id
    async with agency.work() as work:
        with refused(Problem.ACCOUNT_GONE):
            await confirm(work, mistaken.id, stella)


async def test_another_teams_proposal_does_not_give_way(
    agency: Agency, desk: Desk, enrolment: Enrolment
) -> None:
    await proposed(agency, desk, enrolment)
    other = await agency.desk(await agency.team(-1_000_000_000_002, "Sunlight Agency"))
    with refused(Problem.ACCOUNT_TAKEN):
        await proposed(agency, other, await bella_of(agency, other))


async def test_only_accounts_that_nobody_has_are_offered(
    agency: Agency, desk: Desk, enrolment: Enrolment
) -> None:
    await proposed(agency, desk, enrolment)
    free = replace(LISTED, external_id="acct_2")
    async with agency.store.read() as unit:
        assert await offered_to(unit, desk.team.id, [LISTED, free]) == (free,)


@pytest.mark.parametrize("text", ["", "a" * 65, "acct/1", "acct 1", "acct:1", "ä", "acct\n"])
def test_what_cannot_be_an_id_is_refused(text: str) -> None:
    with refused(Problem.ACCOUNT_ID):
        checked_id(text)


@pytest.mark.parametrize(
    ("label", "shown"),
    [("stella.maris-1_2", "@stella.maris-1_2"), ("Stella", "Stella"), ("stella m", "stella m"), (None, None)],
)
def test_a_handle_is_shown_with_its_at_sign_and_a_name_as_it_is(label: str | None, shown: str | None) -> None:
    assert shown_label(label) == shown


async def test_what_waits_for_her_yes_is_known_until_she_answers(
    agency: Agency, desk: Desk, enrolment: Enrolment, stella: Person
) -> None:
    account = await proposed(agency, desk, enrolment)
    async with agency.work() as work:
        assert await proposed_to(work.unit, enrolment) == (account,)
        await confirm(work, account.id, stella)
        assert await proposed_to(work.unit, enrolment) == ()


async def test_several_accounts_on_one_platform_are_numbered_and_one_alone_is_not(
    agency: Agency, desk: Desk, enrolment: Enrolment, stella: Person
) -> None:
    first = await proposed(agency, desk, enrolment)
    waiting = await proposed(agency, desk, enrolment, replace(LISTED, external_id="acct_2"))
    async with agency.work() as work:
        confirmed = await confirm(work, first.id, stella)
        assert numbered([confirmed, waiting]) == {}
        other = await confirm(work, waiting.id, stella)
    fansly = replace(other, id="fansly", platform="fansly")
    assert numbered([confirmed, other, fansly]) == {confirmed.id: 1, other.id: 2}


def test_accounts_of_two_providers_have_different_handles() -> None:
    assert LISTED.handle != replace(LISTED, provider="onlyfansapi").handle


async def test_what_another_team_only_proposed_goes_with_the_owners_word(
    agency: Agency, desk: Desk, enrolment: Enrolment, stella: Person
) -> None:
    account = await proposed(agency, desk, enrolment)
    other = await agency.team(-1_000_000_000_002, "Sunlight Agency")
    async with agency.work() as work:
        (place,) = await places(work.unit, [LISTED])
        assert place.team is None
        await assign(work, other, LISTED)
        with refused(Problem.ACCOUNT_GONE):
            await confirm(work, account.id, stella)


async def test_a_long_list_is_sorted_out_by_a_handful_of_queries(
    agency: Agency, desk: Desk, enrolment: Enrolment, monkeypatch: pytest.MonkeyPatch
) -> None:
    await proposed(agency, desk, enrolment)
    await agency.team(-1_000_000_000_002, "Sunlight Agency")
    given = replace(LISTED, external_id="acct_given")
    async with agency.work() as work:
        await assign(work, desk.team, given)
    asked = 0
    execute = Session.execute

    async def counted(session: Session, statement: Executable) -> CursorResult[Any]:
        nonlocal asked
        asked += 1
        return await execute(session, statement)

    monkeypatch.setattr(Session, "execute", counted)
    many = [replace(LISTED, external_id=f"acct_{number}") for number in range(3_000)]
    async with agency.store.read() as unit:
        assert await offered_to(unit, desk.team.id, [LISTED, *many, given]) == (given,)
        assert len(await places(unit, [LISTED, *many, given])) == len(many) + 2
    assert 0 < asked <= 30

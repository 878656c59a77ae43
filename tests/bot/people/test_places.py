"""Teams and managers: who may act where, and what ends with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.people import managers, teams
from bot.people.accounts import propose
from bot.people.invitations import decline
from bot.people.problems import Problem
from bot.people.who import desk_in_chat, desks_of, roles_of
from storage import ManagerState
from tests.bot.people.conftest import GROUP, MIA, SAM, SOMEBODY, STELLA
from tests.bot.people.steps import LISTED, enrolled, invited, opened, refused
from tests.storage.builders import own_proxy

if TYPE_CHECKING:
    from bot.people.who import Desk
    from storage import Person
    from tests.bot.people.conftest import Agency

OWNERS = frozenset({SAM})


async def test_a_group_that_is_set_up_again_stays_the_same_team_under_its_new_title(agency: Agency) -> None:
    first = await agency.team()
    again = await agency.team(title="Moonlight & Co")
    assert (again.id, again.title) == (first.id, "Moonlight & Co")


async def test_a_candidate_commands_nothing(agency: Agency) -> None:
    team = await agency.team()
    person = await agency.person(MIA, "Mia")
    async with agency.work() as work:
        candidate = await managers.apply(work, team, person)
        assert candidate.state is ManagerState.CANDIDATE
        with refused(Problem.NOT_LISTED):
            await desk_in_chat(work.unit, GROUP, MIA)


async def test_a_managers_name_is_the_one_of_the_listing(agency: Agency, desk: Desk) -> None:
    await agency.person(MIA, "The Owner")
    async with agency.store.read() as unit:
        assert (await desk_in_chat(unit, GROUP, MIA)).manager == desk.manager
    assert desk.manager.name == "Mia"


async def test_a_second_manager_of_a_name_gets_a_number(agency: Agency, desk: Desk) -> None:
    other = await agency.desk(desk.team, SOMEBODY, "MIA")
    third = await agency.desk(desk.team, STELLA, "Mia")
    assert [other.manager.name, third.manager.name] == ["MIA 2", "Mia 3"]


async def test_the_number_of_a_long_name_is_not_clipped(agency: Agency, desk: Desk) -> None:
    await agency.desk(desk.team, SOMEBODY, "M" * 64)
    other = await agency.desk(desk.team, STELLA, "M" * 64)
    assert other.manager.name == "M" * 24 + " 2"


async def test_a_candidate_is_decided_once(agency: Agency, desk: Desk) -> None:
    async with agency.work() as work:
        with refused(Problem.CANDIDATE_GONE):
            await managers.turn_down(work, desk.manager.id)
        with refused(Problem.CANDIDATE_GONE):
            await managers.enlist(work, "unknown", desk.person)


async def test_who_was_turned_down_may_apply_again(agency: Agency) -> None:
    team = await agency.team()
    person = await agency.person(MIA, "Mia")
    async with agency.work() as work:
        first = await managers.apply(work, team, person)
        await managers.turn_down(work, first.id)
        second = await managers.apply(work, team, person)
    assert (second.state, second.id == first.id) == (ManagerState.CANDIDATE, False)


async def test_a_removed_manager_commands_nothing(agency: Agency, desk: Desk) -> None:
    async with agency.work() as work:
        await managers.remove(work, desk.manager)
        with refused(Problem.NOT_LISTED):
            await desk_in_chat(work.unit, GROUP, MIA)
        assert await desks_of(work.unit, MIA) == ()


async def test_a_manager_of_one_team_commands_nothing_in_another(agency: Agency, desk: Desk) -> None:
    other = await agency.team(-1_000_000_000_002, "Sunlight Agency")
    async with agency.store.read() as unit:
        with refused(Problem.NOT_LISTED):
            await desk_in_chat(unit, other.chat_id, MIA)
        with refused(Problem.NOT_A_TEAM):
            await desk_in_chat(unit, -5, MIA)
        assert await desk_in_chat(unit, GROUP, MIA) == desk


async def test_a_group_keeps_its_team_when_telegram_gives_it_another_id(agency: Agency, desk: Desk) -> None:
    async with agency.work() as work:
        await teams.migrate(work, GROUP, -2_000)
        assert await teams.migrate(work, GROUP, -2_000) is None
        assert (await desk_in_chat(work.unit, -2_000, MIA)).team.id == desk.team.id
        with refused(Problem.NOT_A_TEAM):
            await desk_in_chat(work.unit, GROUP, MIA)


async def test_everything_of_a_team_ends_with_it(agency: Agency, desk: Desk, stella: Person) -> None:
    enrolment = await enrolled(agency, desk, stella)
    async with agency.work() as work:
        await propose(work, enrolment, LISTED, desk.manager.id)
        await work.unit.proxies.set(own_proxy(desk.team))
        await teams.close(work, desk.team)
        assert await work.unit.proxies.of_team(desk.team.id) is None
        assert await work.unit.accounts.taken([LISTED.pair]) == {}
        roles = await roles_of(work.unit, STELLA, OWNERS)
        assert (roles.seats, await desks_of(work.unit, MIA)) == ((), ())
    reopened = await agency.team()
    assert reopened.id != desk.team.id
    assert await enrolled(agency, await agency.desk(reopened), stella)


async def test_roles_are_what_the_rows_say(agency: Agency, desk: Desk, stella: Person) -> None:
    enrolment = await enrolled(agency, desk, stella)
    async with agency.store.read() as unit:
        owner = await roles_of(unit, SAM, OWNERS)
        manager = await roles_of(unit, MIA, OWNERS)
        creator = await roles_of(unit, STELLA, OWNERS)
        stranger = await roles_of(unit, SOMEBODY, OWNERS)
    assert (owner.owner, owner.stranger) == (True, False)
    assert (manager.desks, manager.owner) == ((desk,), False)
    assert [seat.enrolment for seat in creator.seats] == [enrolment]
    assert (stranger.stranger, stranger.person) == (True, None)


async def test_who_has_opened_an_invitation_is_no_stranger_until_it_is_declined(
    agency: Agency, desk: Desk, stella: Person
) -> None:
    offer = await opened(agency, (await invited(agency, desk)).token, stella)
    async with agency.work() as work:
        before = await roles_of(work.unit, STELLA, OWNERS)
        await decline(work, offer.invitation.id, stella)
        after = await roles_of(work.unit, STELLA, OWNERS)
    assert (before.invited, before.stranger) == (True, False)
    assert (after.invited, after.stranger) == (False, True)


async def test_what_people_do_stands_in_the_teams_audit(agency: Agency, desk: Desk, stella: Person) -> None:
    enrolment = await enrolled(agency, desk, stella)
    async with agency.work() as work:
        await propose(work, enrolment, LISTED, desk.manager.id)
        kinds = [entry.kind for entry in await work.unit.audit.entries(desk.team.id)]
        assert await work.unit.audit.verify(desk.team.id) is None
    assert kinds == [
        "team_opened",
        "manager_listed",
        "creator_invited",
        "invitation_opened",
        "invitation_confirmed",
        "creator_enrolled",
        "account_proposed",
    ]

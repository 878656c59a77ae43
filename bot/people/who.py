"""Who somebody is: a Telegram id's places in the teams, looked up anew for every act."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.people.problems import Problem, Refusal
from storage import ManagerState

if TYPE_CHECKING:
    from storage import Enrolment, Manager, Person, Team, Unit


@dataclass(frozen=True, slots=True)
class Desk:
    """A listed manager at work in a team."""

    team: Team
    manager: Manager
    person: Person


@dataclass(frozen=True, slots=True)
class Seat:
    """A creator's place in a team."""

    team: Team
    enrolment: Enrolment


@dataclass(frozen=True, slots=True)
class Roles:
    """Everything that one person is to the bot."""

    person: Person | None
    owner: bool
    desks: tuple[Desk, ...] = ()
    seats: tuple[Seat, ...] = ()
    candidate: bool = False
    invited: bool = False

    @property
    def stranger(self) -> bool:
        """Tell whether the bot has nothing to do with this person, or nothing any more."""
        return not (self.owner or self.desks or self.seats or self.candidate or self.invited)


async def desk_in_chat(unit: Unit, chat_id: int, telegram_id: int) -> Desk:
    """Find the manager who commands in a group; Refusal where it is no team, or the person is not listed."""
    team = await unit.teams.by_chat(chat_id)
    if team is None:
        raise Refusal(Problem.NOT_A_TEAM)
    return await desk_of_team(unit, team.id, telegram_id)


async def desk_of_team(unit: Unit, team_id: str, telegram_id: int) -> Desk:
    """Find the listed manager of a team that is not closed; Refusal for anybody else."""
    team = await unit.teams.get(team_id)
    person = await unit.people.by_telegram_id(telegram_id)
    if team is None or team.closed_at is not None or person is None:
        raise Refusal(Problem.NOT_LISTED)
    manager = await unit.managers.find(team_id, person.id)
    if manager is None or manager.state is not ManagerState.LISTED:
        raise Refusal(Problem.NOT_LISTED)
    return Desk(team, manager, person)


async def desks_of(unit: Unit, telegram_id: int) -> tuple[Desk, ...]:
    """Give every team in which this person is a listed manager."""
    person = await unit.people.by_telegram_id(telegram_id)
    return () if person is None else await _desks(unit, person)


async def roles_of(unit: Unit, telegram_id: int, owner_ids: frozenset[int]) -> Roles:
    """Give all that a person is."""
    owner = telegram_id in owner_ids
    person = await unit.people.by_telegram_id(telegram_id)
    if person is None:
        return Roles(None, owner)
    places = await unit.managers.of_person(person.id)
    candidate = any(place.state is ManagerState.CANDIDATE for place in places)
    roles = Roles(person, owner, await _desks(unit, person), await seats_of(unit, person), candidate)
    return replace(roles, invited=await unit.invitations.has_opened(person.id)) if roles.stranger else roles


async def seats_of(unit: Unit, person: Person) -> tuple[Seat, ...]:
    """Give every team in which this person is enrolled as a creator."""
    seats = []
    for enrolment in await unit.enrolments.of_creator(person.id):
        team = await unit.teams.get(enrolment.team_id)
        if enrolment.ended_at is None and team is not None and team.closed_at is None:
            seats.append(Seat(team, enrolment))
    return tuple(seats)


async def _desks(unit: Unit, person: Person) -> tuple[Desk, ...]:
    desks = []
    for manager in await unit.managers.of_person(person.id):
        team = await unit.teams.get(manager.team_id)
        if manager.state is ManagerState.LISTED and team is not None and team.closed_at is None:
            desks.append(Desk(team, manager, person))
    return tuple(desks)

"""Who becomes a manager: the link that a member presses, the owner's yes or no, and the owner's list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.handlers.acting import Membership, is_owner, known_here, membership, require_owner, sender
from bot.handlers.answers import Offer, clear, reply, saying, tell, tell_owners
from bot.handlers.choices import Choice, choose
from bot.people import managers
from bot.people.problems import Problem, Refusal
from bot.relay.endings import Own
from storage import ManagerState

if TYPE_CHECKING:
    from bot.handlers.answers import Saying
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.relay.work import Work
    from storage import Manager, Person, Team

Row = tuple[Offer, ...]

IN_A_MESSAGE = 20
"""Managers that one message lists, so that any names stay within Telegram's 4,096 characters."""


async def become_candidate(turn: Turn, team_id: str) -> None:
    """Take the press of the managers' link: a member of the group asks the owner to be listed.

    An owner who presses it has said yes by that.
    """
    async with turn.store.read() as unit:
        team = await unit.teams.get(team_id)
    if team is None or team.closed_at is not None:
        raise Refusal(Problem.MANAGER_LINK_DEAD)
    if await membership(turn.bot, team.chat_id, sender(turn).id) is not Membership.INSIDE:
        raise Refusal(Problem.MANAGER_LINK_DEAD)
    async with turn.effect() as work:
        person = await known_here(turn, work)
        known = await work.unit.managers.find(team.id, person.id)
        manager = await managers.apply(work, team, person)
        if manager.state is ManagerState.LISTED:
            await reply(turn, work, saying("manager.already", agency=team.title))
            return
        if is_owner(turn):
            await managers.enlist(work, manager.id, person)
            await reply(turn, work, saying("manager.listed", agency=team.title))
            return
        await reply(turn, work, saying("manager.asked", agency=team.title))
        if known is None:
            await tell_owners(turn, work, _application(team, manager, person))


async def press_enlist(turn: Turn, chosen: Chosen) -> None:
    """List the candidate."""
    require_owner(turn)
    async with turn.effect() as work:
        manager = await managers.enlist(work, chosen.parts[0], await known_here(turn, work))
        await clear(turn, work)
        await _tell_both(turn, work, manager, "manager.listed")


async def press_turn_down(turn: Turn, chosen: Chosen) -> None:
    """Say no to the candidate."""
    require_owner(turn)
    async with turn.effect() as work:
        manager = await managers.turn_down(work, chosen.parts[0])
        await clear(turn, work)
        await _tell_both(turn, work, manager, "manager.turned_down")


async def press_remove(turn: Turn, chosen: Chosen) -> None:
    """Take a manager off the list, with what that one has under way."""
    require_owner(turn)
    async with turn.effect() as work:
        manager = await work.unit.managers.get(chosen.parts[0])
        if manager is None or manager.state is ManagerState.REMOVED:
            raise Refusal(Problem.MANAGER_GONE)
        await managers.call_off(work, manager, Own.WITHDRAWN)
        await managers.remove(work, manager)
        await _tell_both(turn, work, manager, "manager.removed")


async def list_managers(turn: Turn) -> None:
    """Show the owner each team's managers and candidates, with what can be done about them."""
    require_owner(turn)
    async with turn.effect() as work:
        await known_here(turn, work)
        teams = await work.unit.teams.all()
        if not teams:
            await reply(turn, work, saying("teams.none"))
        for team in teams:
            for said in await _roll(turn, work, team):
                await reply(turn, work, said)


async def list_teams(turn: Turn) -> None:
    """Show the owner the teams."""
    require_owner(turn)
    async with turn.effect() as work:
        await known_here(turn, work)
        teams = await work.unit.teams.all()
        if not teams:
            await reply(turn, work, saying("teams.none"))
        for team in teams:
            places = await work.unit.managers.of_team(team.id)
            listed = sum(place.state is ManagerState.LISTED for place in places)
            creators = len(await work.unit.enrolments.of_team(team.id))
            await reply(
                turn, work, saying("teams.one", agency=team.title, managers=listed, creators=creators)
            )


async def _roll(turn: Turn, work: Work, team: Team) -> list[Saying]:
    """Show a team's managers and candidates, so many in a message."""
    places = await work.unit.managers.of_team(team.id)
    if not places:
        return [saying("managers.none", agency=team.title)]
    parts = [places[start : start + IN_A_MESSAGE] for start in range(0, len(places), IN_A_MESSAGE)]
    return [await _part_of_roll(turn, work, team, part) for part in parts]


async def _part_of_roll(turn: Turn, work: Work, team: Team, places: list[Manager]) -> Saying:
    lines = [_roll_line(turn, place, await work.unit.people.get(place.person_id)) for place in places]
    rows = [_row_of(place) for place in places]
    return saying("managers.list", *rows, agency=team.title, managers=Markup("\n").join(lines))


def _roll_line(turn: Turn, place: Manager, person: Person | None) -> Markup:
    """Show the numeric id beside the name, which no other name can imitate."""
    telegram_id = "" if person is None else str(person.telegram_id)
    if person is None or person.username is None:
        line = turn.texts("managers.one.nameless", name=place.name, id=telegram_id)
    else:
        line = turn.texts("managers.one", name=place.name, id=telegram_id, username=person.username)
    return turn.texts("managers.candidate", line=line) if place.state is ManagerState.CANDIDATE else line


def _row_of(manager: Manager) -> Row:
    if manager.state is ManagerState.CANDIDATE:
        return _decision(manager)
    return (Offer("button.remove", choose(Choice.REMOVE, manager.id), facts={"name": manager.name}),)


def _decision(manager: Manager) -> Row:
    return (
        Offer("button.enlist", choose(Choice.ENLIST, manager.id), facts={"name": manager.name}),
        Offer("button.turn_down", choose(Choice.TURN_DOWN, manager.id), facts={"name": manager.name}),
    )


def _application(team: Team, manager: Manager, person: Person) -> Saying:
    facts = {"name": manager.name, "id": str(person.telegram_id), "agency": team.title}
    if person.username is None:
        return saying("manager.applies.nameless", _decision(manager), **facts)
    return saying("manager.applies", _decision(manager), username=person.username, **facts)


async def _tell_both(turn: Turn, work: Work, manager: Manager, key: str) -> None:
    """Tell the owner who pressed, and the person whom it is about."""
    team = await work.unit.teams.get(manager.team_id)
    person = await work.unit.people.get(manager.person_id)
    agency = "" if team is None else team.title
    await reply(turn, work, saying(f"{key}.owner", name=manager.name, agency=agency))
    if person is not None and person.reachable:
        await tell(turn, work, person, saying(key, agency=agency))

"""/settings in private: the owner's switch of each team, and what a creator allows for herself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.account_lists import pages
from bot.handlers.acting import known_here, person_here, require_owner, sender
from bot.handlers.answers import Offer, clear, reply, saying, tell_owners, tell_team
from bot.handlers.choices import Choice, choose
from bot.handlers.choosing import languages, mode_of
from bot.handlers.commands import given
from bot.handlers.questions import is_void
from bot.people.problems import Problem, Refusal
from bot.people.step_ups import allow_asking, allow_in_team, place_of
from bot.people.who import roles_of, seats_of
from storage import Purpose, skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.handlers.answers import Saying
    from bot.handlers.choices import Chosen
    from bot.handlers.reception import Reception
    from bot.handlers.turn import Turn
    from bot.people.who import Seat
    from bot.relay.work import Work
    from storage import Enrolment, Team

ON, OFF = "on", "off"


async def settings(reception: Reception, turn: Turn) -> None:
    """Show what this person can set, of an owner's teams the one that was named."""
    async with turn.store.read() as unit:
        roles = await roles_of(unit, sender(turn).id, turn.config.owner_ids)
    if not roles.owner and not roles.seats:
        await reception.respond(turn, saying("start.stranger" if roles.stranger else "settings.none"))
        return
    async with turn.effect() as work:
        person = await known_here(turn, work)
        teams = await work.unit.teams.all() if roles.owner else []
        seats = await seats_of(work.unit, person)
        said = [*_of_owner(turn, teams), *(one for seat in seats for one in (mode_of(seat), _of_seat(seat)))]
        said += [languages()] if seats else []
        for one in said or [saying("teams.none")]:
            await reply(turn, work, one)


async def press_page(turn: Turn, chosen: Chosen) -> None:
    """Turn to another page of the teams."""
    require_owner(turn)
    if not chosen.parts[0].isdecimal():
        raise Refusal(Problem.OLD_BUTTON)
    async with turn.effect() as work:
        await clear(turn, work)
        await reply(turn, work, _which_team(await work.unit.teams.all(), int(chosen.parts[0])))


async def press_team(turn: Turn, chosen: Chosen) -> None:
    """Show what can be set for a team."""
    require_owner(turn)
    async with turn.effect() as work:
        team = await work.unit.teams.get(chosen.parts[0])
        if team is None or team.closed_at is not None:
            raise Refusal(Problem.NOT_A_TEAM)
        await clear(turn, work)
        await reply(turn, work, _of_team(team))


async def press_team_step_up(turn: Turn, chosen: Chosen) -> None:
    """Turn step-ups on or off for a team; its group hears of it."""
    require_owner(turn)
    team_id, word = chosen.parts
    if word not in {ON, OFF}:
        raise Refusal(Problem.OLD_BUTTON)
    async with turn.effect() as work:
        await allow_in_team(work, team_id, allowed=word == ON)
        if word == OFF:
            await _call_off(turn, work, team_id)
        team = await work.unit.teams.get(team_id)
        if team is None:
            raise Refusal(Problem.NOT_A_TEAM)
        await clear(turn, work)
        await reply(turn, work, _of_team(team))
        await tell_team(turn, work, team, saying(f"settings.team.told.{word}"))


async def press_allow(turn: Turn, chosen: Chosen) -> None:
    """Note that she may be asked for step-up codes."""
    await _answered(turn, chosen, allowed=True)


async def press_refuse(turn: Turn, chosen: Chosen) -> None:
    """Note that she may not be asked for them, also where she has allowed it before."""
    await _answered(turn, chosen, allowed=False)


async def _answered(turn: Turn, chosen: Chosen, *, allowed: bool) -> None:
    async with turn.effect() as work:
        enrolment = await place_of(work.unit, chosen.parts[0], await person_here(turn, work))
        if await is_void(work.unit, chosen.parts):
            await clear(turn, work)
            turn.toast(turn.texts.plain(f"problem.{Problem.OLD_BUTTON}"), alert=True)
            return
        await allow_asking(work, enrolment, allowed=allowed)
        team = await work.unit.teams.get(enrolment.team_id)
        if team is None:
            raise Refusal(Problem.OLD_BUTTON)
        if not allowed:
            await _decline(turn, work, enrolment)
        await clear(turn, work)
        word = ON if allowed else OFF
        await reply(turn, work, saying(f"step_up.leave.{word}", agency=team.title))
        await tell_team(turn, work, team, saying(f"step_up.leave.{word}.team", name=enrolment.name))
        if allowed:
            told = saying("step_up.leave.on.owner", name=enrolment.name, agency=team.title)
            await tell_owners(turn, work, told)


async def _call_off(turn: Turn, work: Work, team_id: str) -> None:
    """End the team's step-ups that are asked or under way."""
    for attempt in await work.unit.attempts.open_of_team(team_id):
        if attempt.purpose is Purpose.STEP_UP:
            await turn.relay.withdraw(work, attempt)


async def _decline(turn: Turn, work: Work, enrolment: Enrolment) -> None:
    """End those that she was asked for."""
    for attempt in await work.unit.attempts.open_of_team(enrolment.team_id):
        if attempt.purpose is Purpose.STEP_UP and attempt.creator_id == enrolment.creator_id:
            await turn.relay.decline(work, attempt.id, enrolment.creator_id)


def _of_owner(turn: Turn, teams: Sequence[Team]) -> list[Saying]:
    """Show the only team, or the one that was named after the command; else let the owner choose."""
    command = given(turn.update.message)
    title = "" if command is None else skeleton(command.text)
    named = [team for team in teams if len(teams) == 1 or skeleton(team.title) == title]
    return [*map(_of_team, named)] or [_which_team(teams, 0)] * bool(teams)


def _which_team(teams: Sequence[Team], page: int) -> Saying:
    offers = [
        Offer(
            f"button.team_settings.{_state(team)}",
            choose(Choice.TEAM_SETTINGS, team.id),
            facts={"agency": team.title},
        )
        for team in teams
    ]
    return saying(
        "settings.which_team", *pages(offers, page, lambda to: choose(Choice.SETTINGS_PAGE, str(to)))
    )


def _state(team: Team) -> str:
    return OFF if team.step_up_at is None else ON


def _of_team(team: Team) -> Saying:
    now = _state(team)
    other = OFF if now == ON else ON
    switch = Offer(f"button.step_ups.{other}", choose(Choice.TEAM_STEP_UP, team.id, other))
    return saying(f"settings.team.{now}", (switch,), agency=team.title)


def _of_seat(seat: Seat) -> Saying:
    enrolment = seat.enrolment
    if enrolment.step_up_at is None:
        allow = Offer("button.step_up.allow", choose(Choice.STEP_UP_ALLOW, enrolment.id))
        return saying("settings.seat.off", (allow,), agency=seat.team.title)
    take_back = Offer("button.step_up.take_back", choose(Choice.STEP_UP_REFUSE, enrolment.id))
    return saying("settings.seat.on", (take_back,), agency=seat.team.title)

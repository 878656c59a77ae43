"""/freeze NAME: staff stop everything of a creator whose Telegram may be stolen; she alone ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.acting import chat_of, manager_here, member_manager_here, person_here, require_owner
from bot.handlers.answers import Offer, clear, reply, saying, tell, tell_owners, tell_team
from bot.handlers.choices import Choice, choose
from bot.handlers.commands import given
from bot.handlers.finding import enrolled, named_or_offered, pressed_by_member, whole_name
from bot.locales import clock_time, moment
from bot.people.freezing import freeze, thaw
from bot.people.problems import Problem, Refusal
from bot.people.who import seats_of

if TYPE_CHECKING:
    from bot.handlers.answers import Saying
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.relay.work import Work
    from storage import Enrolment, Manager, Person

THAW = (Offer("button.thaw", choose(Choice.THAW)),)


async def freeze_in_group(turn: Turn) -> None:
    """Freeze the creator whom a manager names."""
    words = _words(turn)
    await member_manager_here(turn)
    async with turn.effect() as work:
        desk = await manager_here(turn, work.unit)
        meant = await named_or_offered(turn, work, desk, words, Choice.FREEZE)
        if meant is not None and meant.rest:
            raise Refusal(Problem.NAME_UNKNOWN, name=" ".join(words))
        if meant is not None:
            await _freeze(turn, work, meant.enrolment, meant.desk.manager)


async def freeze_in_private(turn: Turn) -> None:
    """Freeze the creator whom an owner names; where several teams have one, let the owner choose."""
    require_owner(turn)
    words = _words(turn)
    async with turn.effect() as work:
        found = await whole_name(work.unit, await work.unit.teams.all(), words)
        if not found:
            raise Refusal(Problem.NAME_UNKNOWN, name=" ".join(words))
        if len({enrolment.creator_id for enrolment in found}) == 1:
            await _freeze(turn, work, found[0], None)
            return
        rows = [(await named_with_team(work, each, Choice.FREEZE),) for each in found]
        await reply(turn, work, saying("freeze.which", *rows))


async def press_freeze(turn: Turn, chosen: Chosen) -> None:
    """Freeze the creator whose button was pressed: in private by an owner, in the group by a manager."""
    in_private = chat_of(turn).type == chat_of(turn).PRIVATE
    if in_private:
        require_owner(turn)
    else:
        await pressed_by_member(turn, chosen.parts[0])
    async with turn.effect() as work:
        await clear(turn, work)
        if not in_private:
            meant = await enrolled(turn, work.unit, chosen.parts[0])
            await _freeze(turn, work, meant.enrolment, meant.desk.manager)
            return
        enrolment = await work.unit.enrolments.get(chosen.parts[0])
        if enrolment is None or enrolment.ended_at is not None:
            raise Refusal(Problem.CREATOR_GONE)
        await _freeze(turn, work, enrolment, None)


async def press_thaw(turn: Turn, _chosen: Chosen) -> None:
    """End it by her word, and tell everybody."""
    async with turn.effect() as work:
        person = await person_here(turn, work)
        await clear(turn, work)
        if not await thaw(work, person):
            turn.toast(turn.texts.plain("toast.not_frozen"))
            return
        await reply(turn, work, saying("freeze.over"))
        for seat in await seats_of(work.unit, person):
            facts = {"name": seat.enrolment.name}
            await tell_team(turn, work, seat.team, saying("freeze.over.team", **facts))
            told = saying("freeze.over.owner", agency=seat.team.title, **facts)
            await tell_owners(turn, work, told)


def frozen(person: Person) -> Saying:
    """Tell her since when she is frozen, with the way to end it."""
    return saying("freeze.is_on", THAW, at=moment(person.frozen_at or 0.0))


async def named_with_team(work: Work, enrolment: Enrolment, choice: Choice) -> Offer:
    """Offer a creator by her name and her team, for an owner who has several teams."""
    team = await work.unit.teams.get(enrolment.team_id)
    agency = "" if team is None else team.title
    facts = {"name": enrolment.name, "agency": agency}
    return Offer("button.name_in_team", choose(choice, enrolment.id), facts=facts)


def _words(turn: Turn) -> tuple[str, ...]:
    command = given(turn.update.message)
    if command is None or not command.words:
        raise Refusal(Problem.USAGE, example=turn.texts.plain("example.freeze"))
    return command.words


async def _freeze(turn: Turn, work: Work, enrolment: Enrolment, manager: Manager | None) -> None:
    """Freeze, and tell her who did it and when, her teams that it is so, and the owners all of it."""
    creator = await work.unit.people.get(enrolment.creator_id)
    team = await work.unit.teams.get(enrolment.team_id)
    if creator is None or team is None:
        raise Refusal(Problem.CREATOR_GONE)
    if not await freeze(work, creator.id, None if manager is None else manager.id):
        await reply(turn, work, saying("freeze.already", name=enrolment.name))
        return
    facts = {"agency": team.title, "at": clock_time(work.now)}
    by = {} if manager is None else {"manager": manager.name}
    key = "freeze.told.owner" if manager is None else "freeze.told"
    if creator.reachable:
        await tell(turn, work, creator, saying(key, THAW, **facts, **by))
    for seat in await seats_of(work.unit, creator):
        await tell_team(turn, work, seat.team, saying("freeze.team", name=seat.enrolment.name))
    if manager is None:
        await reply(turn, work, saying("freeze.done", name=enrolment.name, agency=team.title))
    else:
        report = saying("freeze.report", name=enrolment.name, agency=team.title, manager=manager.name)
        await tell_owners(turn, work, report)

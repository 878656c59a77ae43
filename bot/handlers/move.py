"""/move NAME: an owner has a creator moved to another Telegram account; the link goes to who invited her."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import escape

from bot.handlers.acting import require_owner
from bot.handlers.answers import Offer, clear, deep_link, reply, saying, tell
from bot.handlers.choices import Choice, choose
from bot.handlers.commands import given
from bot.handlers.finding import whole_name
from bot.handlers.freeze import named_with_team
from bot.people.moving import begin
from bot.people.problems import Problem, Refusal

if TYPE_CHECKING:
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.people.moving import Begun
    from bot.relay.work import Work
    from storage import Enrolment, Team

MOVE_LINK = "n_"


async def move(turn: Turn) -> None:
    """Begin for the creator whom an owner names; where several teams have one, let the owner choose."""
    require_owner(turn)
    command = given(turn.update.message)
    if command is None or not command.words:
        raise Refusal(Problem.USAGE, example=turn.texts.plain("example.move"))
    async with turn.effect() as work:
        found = await whole_name(work.unit, await work.unit.teams.all(), command.words)
        if not found:
            raise Refusal(Problem.NAME_UNKNOWN, name=command.text)
        if len({enrolment.creator_id for enrolment in found}) == 1:
            await _begin(turn, work, found[0])
            return
        rows = [(await named_with_team(work, each, Choice.MOVE),) for each in found]
        await reply(turn, work, saying("freeze.which", *rows))


async def press_move(turn: Turn, chosen: Chosen) -> None:
    """Begin for the creator whose button an owner pressed."""
    require_owner(turn)
    async with turn.effect() as work:
        await clear(turn, work)
        enrolment = await work.unit.enrolments.get(chosen.parts[0])
        if enrolment is None:
            raise Refusal(Problem.CREATOR_GONE)
        await _begin(turn, work, enrolment)


async def _begin(turn: Turn, work: Work, enrolment: Enrolment) -> None:
    """Send the link to who passes it on, and tell her old chat at once."""
    begun = await begin(work, enrolment)
    team = await work.unit.teams.get(enrolment.team_id)
    if team is None:
        raise Refusal(Problem.NOT_A_TEAM)
    await _send_link(turn, work, begun, enrolment, team)
    if begun.creator.reachable:
        stop = (Offer("button.stop_move", choose(Choice.STOP_MOVE, begun.move.id)),)
        await tell(turn, work, begun.creator, saying("move.begun.old", stop, agency=team.title))


async def _send_link(turn: Turn, work: Work, begun: Begun, enrolment: Enrolment, team: Team) -> None:
    link = escape(deep_link(turn, f"{MOVE_LINK}{begun.token}"))
    said = saying("move.link", name=enrolment.name, agency=team.title, link=link)
    manager = None if begun.manager is None else await work.unit.people.get(begun.manager.person_id)
    if begun.manager is None or manager is None:
        await reply(turn, work, said)
        return
    await tell(turn, work, manager, said)
    await reply(turn, work, saying("move.sent", name=enrolment.name, manager=begun.manager.name))

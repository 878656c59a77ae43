"""Asking the relay for a login, and answering the manager where no card does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.answers import command_id, reply, saying, thread_of
from bot.locales import day, relative_time
from bot.people.problems import Problem, Refusal
from bot.relay.gates import UNTIL_SHE_SAYS, gate
from bot.relay.reactions import Outcome
from storage import State

if TYPE_CHECKING:
    from bot.handlers.turn import Turn
    from bot.people.who import Desk
    from bot.relay.beginnings import Plan
    from bot.relay.reactions import Requested
    from bot.relay.work import Work
    from storage import Attempt, Enrolment, Person

SHOWN_BY_THE_CARD = frozenset({Outcome.STARTED, Outcome.ASKED, Outcome.WAITING})


async def ask_for(turn: Turn, work: Work, desk: Desk, enrolment: Enrolment, plan: Plan) -> None:
    """Ask for a login of hers; Refusal where it needs the connect page and that has no address.

    Nothing begins without her word by the wish of a manager whom she does not know yet.
    """
    if plan.way is not None:
        require_page(turn)
    is_known = await work.unit.prompts.has_agreed(enrolment.creator_id, desk.manager.id, work.now)
    requested = await turn.relay.request(
        work,
        enrolment,
        plan,
        desk.manager,
        command_message_id=command_id(turn.update),
        thread_id=thread_of(turn.update) or desk.team.thread_id,
        ask_first=not is_known,
    )
    await answer_request(turn, work, enrolment, requested)


async def answer_request(turn: Turn, work: Work, enrolment: Enrolment, requested: Requested) -> None:
    """Say what came of a request, unless its card shows that."""
    running = requested.attempt
    if requested.outcome is Outcome.RUNNING and running is not None and _is_put_off(running, work.now):
        when = relative_time(turn.texts, running.state_since)
        key = "login.put_off" if running.offers else "login.rests"
        await reply(turn, work, saying(key, name=enrolment.name, when=when))
    elif requested.outcome is Outcome.PAUSED:
        await _say_until_when(turn, work, enrolment)
    elif requested.outcome not in SHOWN_BY_THE_CARD:
        facts = {"name": enrolment.name, "bot": turn.bot.username}
        if requested.free_at is not None:
            facts["when"] = relative_time(turn.texts, requested.free_at)
        await reply(turn, work, saying(f"login.{requested.outcome}", **facts))


async def _say_until_when(turn: Turn, work: Work, enrolment: Enrolment) -> None:
    """Say that she has paused, and until which day if she has named one."""
    creator = await work.unit.people.get(enrolment.creator_id)
    until = None if creator is None else creator.paused_until
    if until is None or until >= UNTIL_SHE_SAYS:
        await reply(turn, work, saying("login.paused.open", name=enrolment.name))
    else:
        await reply(turn, work, saying("login.paused", name=enrolment.name, when=day(turn.texts, until)))


async def require_askable(work: Work, enrolment: Enrolment) -> Person:
    """Give the creator; Refusal before anything is chosen for what she could not be asked for."""
    creator = await work.unit.people.get(enrolment.creator_id)
    if creator is None or not creator.reachable:
        raise Refusal(Problem.CREATOR_UNREACHABLE, name=enrolment.name)
    shut = gate(creator, work.now)
    if shut is not None:
        raise Refusal(Problem(f"creator_{shut}"), name=enrolment.name)
    return creator


def require_page(turn: Turn) -> str:
    """Give the address that the connect page is at; Refusal where the operator has set none."""
    if turn.config.public_url is None:
        raise Refusal(Problem.NO_PAGE)
    return turn.config.public_url


def _is_put_off(attempt: Attempt, now: float) -> bool:
    return attempt.state is State.ASKED and not attempt.asked_first and attempt.state_since > now

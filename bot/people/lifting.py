"""Letting codes go on that stand still because too many were wrong: the creator and the owner both say it.

One of them alone changes nothing, so neither whoever has her Telegram nor the staff guess on by themselves.
It is said of a platform, like the counting: no account, team or provider has a way of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.people.problems import Problem, Refusal
from bot.relay.guessing import is_stopped
from storage import new_id
from storage.models import Lift

if TYPE_CHECKING:
    from bot.relay.limits import Limits
    from bot.relay.work import Work
    from storage.models import By
    from storage.repositories.guesses import Target


async def lift(work: Work, target: Target, by: frozenset[By], limits: Limits) -> None:
    """Note the word of one of the two, or of somebody who is both; Refusal where nothing stands still."""
    if not await is_stopped(work.unit, target, work.now, limits):
        raise Refusal(Problem.NOT_STOPPED)
    for each in sorted(by):
        said = Lift(id=new_id(), **target._asdict(), said_by=each, said_at=work.now)
        await work.unit.guesses.let_go_on(said)
        for enrolment in await work.unit.enrolments.of_creator(target.creator_id):
            kind, creator_id = f"codes_lifted_by_{each}", target.creator_id
            await work.unit.audit.append(enrolment.team_id, kind, work.now, creator=creator_id)

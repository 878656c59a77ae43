"""How the owner takes back an enrolment that should not have been: once, within a week.

It knows no Telegram and no texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.people.leaving import end_place
from bot.people.problems import Problem, Refusal
from bot.relay.endings import Own

if TYPE_CHECKING:
    from bot.relay.work import Work
    from storage import Enrolment, Person, Team

UNDO_LIFE: Final = 7 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Undone:
    """Whose place in which team has ended."""

    enrolment: Enrolment
    team: Team
    creator: Person


async def undo_enrolment(work: Work, enrolment_id: str) -> Undone:
    """End her place in the team and what is open there; Refusal where that was done before, or is late."""
    known = await work.unit.enrolments.get(enrolment_id)
    creator = None if known is None else await work.unit.people.lock(known.creator_id)
    enrolment = await work.unit.enrolments.get(enrolment_id)
    if creator is None or enrolment is None or not _may_be_undone(enrolment, work.now):
        raise Refusal(Problem.UNDO_LATE)
    team = await work.unit.teams.get(enrolment.team_id)
    if team is None:
        raise Refusal(Problem.UNDO_LATE)
    await end_place(work, enrolment, Own.WITHDRAWN)
    await work.unit.audit.append(team.id, "enrolment_undone", work.now, creator=creator.id)
    return Undone(enrolment, team, creator)


def _may_be_undone(enrolment: Enrolment, now: float) -> bool:
    enrolled_at = enrolment.enrolled_at or enrolment.consent.at
    return enrolment.ended_at is None and now < enrolled_at + UNDO_LIFE

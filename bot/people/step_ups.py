"""The leave for step-ups, which the owner gives a team and each creator gives for herself.

Each is off until it is given, and can be taken back at any time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.people.problems import Problem, Refusal

if TYPE_CHECKING:
    from bot.relay.work import Work
    from storage import Enrolment, Person, Team, Unit


async def allow_in_team(work: Work, team_id: str, *, allowed: bool) -> Team:
    """Note the owner's word for a team; Refusal for one that is closed."""
    team = await work.unit.teams.get(team_id)
    if team is None or team.closed_at is not None:
        raise Refusal(Problem.NOT_A_TEAM)
    if (team.step_up_at is not None) != allowed:
        await work.unit.teams.set_step_up(team.id, work.now if allowed else None)
        await work.unit.audit.append(team.id, f"team_step_up_{_on(allowed=allowed)}", work.now)
    return team


async def place_of(unit: Unit, enrolment_id: str, creator: Person) -> Enrolment:
    """Give her place in a team; Refusal for anybody else, and where she has left."""
    enrolment = await unit.enrolments.get(enrolment_id)
    if enrolment is None or enrolment.creator_id != creator.id:
        raise Refusal(Problem.NOT_YOURS)
    if enrolment.ended_at is not None:
        raise Refusal(Problem.OLD_BUTTON)
    return enrolment


async def allow_asking(work: Work, enrolment: Enrolment, *, allowed: bool) -> None:
    """Note her word for herself in a team."""
    if (enrolment.step_up_at is not None) != allowed:
        await work.unit.enrolments.set_step_up(enrolment.id, work.now if allowed else None)
        kind = f"creator_step_up_{_on(allowed=allowed)}"
        await work.unit.audit.append(enrolment.team_id, kind, work.now, creator=enrolment.creator_id)


def _on(*, allowed: bool) -> str:
    return "on" if allowed else "off"

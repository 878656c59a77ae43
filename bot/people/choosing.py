"""What a creator chooses for herself: how she is asked in a team, and in which language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.people.problems import Problem, Refusal

if TYPE_CHECKING:
    from bot.relay.work import Work
    from storage import AskMode, Enrolment, Person


async def choose_mode(work: Work, enrolment_id: str, creator: Person, mode: AskMode) -> Enrolment:
    """Note how she wants to be asked in a team; Refusal for somebody else's place, and where she has left."""
    enrolment = await work.unit.enrolments.get(enrolment_id)
    if enrolment is None or enrolment.creator_id != creator.id:
        raise Refusal(Problem.NOT_YOURS)
    if enrolment.ended_at is not None:
        raise Refusal(Problem.OLD_BUTTON)
    if enrolment.mode is not mode:
        await work.unit.enrolments.set_mode(enrolment.id, mode)
        await work.unit.audit.append(enrolment.team_id, f"mode_{mode}", work.now, creator=creator.id)
    return enrolment


async def choose_language(work: Work, person: Person, language: str | None) -> None:
    """Note in which language the person is written to, or with None that it is the one Telegram tells."""
    await work.unit.people.note(person.id, chosen_language=language)

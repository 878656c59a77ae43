"""[Let … go on]: she and an owner, each in private, let codes go on after too many wrong ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.acting import is_owner, sender
from bot.handlers.answers import clear, reply, saying, tell, tell_owners
from bot.people.lifting import lift
from bot.people.problems import Problem, Refusal
from bot.relay.guessing import is_stopped
from providers.logins import Platform
from storage.models import By
from storage.repositories.guesses import Target

if TYPE_CHECKING:
    from bot.cards.buttons import Press
    from bot.handlers.turn import Turn
    from bot.relay.work import Work
    from storage import Person

PARTS = len(Target._fields)


async def press_lift(turn: Turn, pressed: Press) -> None:
    """Take the word of one of the two; once both have said it, both hear that it goes on."""
    if len(pressed.parts) != PARTS or pressed.parts[1] not in set(Platform):
        raise Refusal(Problem.OLD_BUTTON)
    target = Target(*pressed.parts)
    async with turn.effect() as work:
        creator = await work.unit.people.lock(target.creator_id)
        by = _whose_word(turn, creator)
        await lift(work, target, by, turn.relay.limits)
        await clear(turn, work)
        if await is_stopped(work.unit, target, work.now, turn.relay.limits):
            waited_for = "lift.owner_next" if By.CREATOR in by else "lift.creator_next"
            await reply(turn, work, saying(waited_for, **_facts(turn, target)))
        elif creator is not None:
            await _tell_both(turn, work, target, creator)


def _whose_word(turn: Turn, creator: Person | None) -> frozenset[By]:
    """Say whose word the press is; Refusal for all but her and the owners."""
    is_hers = creator is not None and creator.telegram_id == sender(turn).id
    by = frozenset(one for one, holds in ((By.CREATOR, is_hers), (By.OWNER, is_owner(turn))) if holds)
    if not by:
        raise Refusal(Problem.NOT_YOURS)
    return by


async def _tell_both(turn: Turn, work: Work, target: Target, creator: Person) -> None:
    facts = _facts(turn, target)
    if creator.reachable:
        await tell(turn, work, creator, saying("lift.done", **facts))
    for enrolment in (await work.unit.enrolments.of_creator(creator.id))[:1]:
        await tell_owners(turn, work, saying("lift.done.owner", name=enrolment.name, **facts))


def _facts(turn: Turn, target: Target) -> dict[str, str]:
    return {"platform": turn.texts.plain(f"platform.{target.platform}")}

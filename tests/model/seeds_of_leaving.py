"""Faults about how she goes, about whom she does not know, and about step-ups."""

# ruff: noqa: ANN401 - what takes a function's place takes what that takes

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.people import forgetting, leaving, moving
from bot.relay import allowing, gates, standing
from bot.relay.beginnings import Plan
from storage.models import Purpose
from storage.repositories.erasing import Erasing
from storage.repositories.prompts import Prompts
from tests.model.sowing import instead, loosened, nothing_is_done, yes_to_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.relay.gates import Gate
    from storage.models import Person
    from tests.model.sowing import Patch, Sow


def _everybody_is_known(patch: Patch) -> None:
    async def weaker(*_given: Any) -> bool:
        return True

    patch.setattr(Prompts, "has_agreed", weaker)


def _a_step_up_begins_unasked(patch: Patch) -> None:
    begun = {Purpose.RECONNECT, Purpose.STEP_UP}
    patch.setattr(Plan, "needs_her_first", property(lambda plan: plan.purpose not in begun))


def _her_wish_is_not_read(patch: Patch) -> None:
    honest = gates.gate

    def weaker(creator: Person, now: float) -> Gate | None:
        return honest(replace(creator, forget_at=None), now)

    instead(patch, honest, weaker)


SEEDS: Mapping[str, Sow] = {
    "everybody is known to her": _everybody_is_known,
    "a step-up needs no leave": partial(yes_to_all, honest=standing.both_allow),
    "a step-up begins unasked": _a_step_up_begins_unasked,
    "step-ups without end": loosened(step_ups_a_day=99),
    "leaving ends nothing": partial(nothing_is_done, place=leaving, name="stop"),
    "her wish to be forgotten ends nothing": partial(nothing_is_done, place=forgetting, name="stop_all"),
    "her wish to be forgotten is not read": _her_wish_is_not_read,
    "she is forgotten soon": lambda patch: patch.setattr(forgetting, "DELAY", 60.0),
    "the name of who is forgotten stays": partial(nothing_is_done, place=Erasing, name="person"),
    "a move ends nothing": partial(nothing_is_done, place=moving, name="stop_all"),
    "a move is quick": lambda patch: patch.setattr(moving, "DELAY", 60.0),
    "her stop is lifted soon after a move": lambda patch: patch.setattr(allowing, "AFTER_MOVE", 0.0),
}

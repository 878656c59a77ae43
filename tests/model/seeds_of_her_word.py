"""Faults about her word, and about when she may be asked at all."""

# ruff: noqa: ANN401, ARG001 - what takes a function's place takes what that takes, and reaches in for it

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import false

from bot.people import freezing, managers, pausing
from bot.relay import allowing, beginnings, fatigue, gates, standing, waiting
from bot.relay.gates import Gate
from bot.relay.reactions import Reaction
from bot.relay.relay import Relay
from bot.relay.worker import Worker
from storage.repositories import prompts
from tests.model.sowing import instead, loosened, nothing_is_done, yes_to_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.relay.work import Work
    from storage.models import Attempt, Person
    from tests.model.sowing import Patch, Sow


def _her_stop_ends_nothing(patch: Patch) -> None:
    async def weaker(self: Relay, work: Work, creator_id: str) -> Reaction:
        await work.unit.people.set_blocked(creator_id, work.now)
        return Reaction.BLOCKED

    patch.setattr(Relay, "not_me", weaker)


def _is_not_read(patch: Patch, shut: Gate) -> None:
    honest = gates.gate

    def weaker(creator: Person, now: float) -> Gate | None:
        found = honest(creator, now)
        return None if found is shut else found

    instead(patch, honest, weaker)


def _lifts_her_stop(patch: Patch, act: str) -> None:
    honest = getattr(Relay, act)

    async def weaker(self: Relay, work: Work, *given: Any, **named: Any) -> Any:
        await work.unit.people.set_blocked((await _creator_of(work, given[0])), None)
        return await honest(self, work, *given, **named)

    patch.setattr(Relay, act, weaker)


async def _creator_of(work: Work, of: Any) -> str:
    if not isinstance(of, str):
        return str(of.creator_id)
    attempt = await work.unit.attempts.get(of)
    assert attempt is not None
    return attempt.creator_id


def _after_a_decline_the_next_is_asked(patch: Patch) -> None:
    async def weaker(work: Work, attempt: Attempt, *_rest: Any) -> Attempt:
        return beginnings.offered(attempt, work.now)

    patch.setattr(waiting, "_next", weaker)


def _one_who_waits_is_asked_of_at_once(patch: Patch) -> None:
    async def weaker(self: Worker, attempt: Any, owner: str) -> None:
        async with self.store.write() as unit:
            if not attempt.asked_first:
                await unit.attempts.change(attempt, beginnings.offered(attempt, self.clock()))
            await unit.attempts.release(attempt.id, owner)

    patch.setattr(Worker, "_offer", weaker)


def _prompts_are_not_counted(patch: Patch) -> None:
    instead(patch, fatigue.askable_from, fatigue.rested_at)


def _she_has_no_rest(patch: Patch) -> None:
    instead(patch, fatigue.rested_at, lambda _history, _limits: 0.0)


def _later_is_soon(patch: Patch) -> None:
    put_off = beginnings.put_off
    instead(patch, put_off, lambda attempt, until: put_off(attempt, until - 800.0))


def _others_do_not_wait(patch: Patch) -> None:
    honest = fatigue.askable_from
    instead(patch, honest, lambda history, limits: honest(replace(history, later_at=0.0), limits))


def _silence_is_no_refusal(patch: Patch) -> None:
    patch.setattr(prompts, "_UNANSWERED", false())


def _silence_is_none_before_it_ends(patch: Patch) -> None:
    honest = prompts.Prompts.history

    async def weaker(self: prompts.Prompts, creator_id: str, **named: Any) -> prompts.PromptHistory:
        return await honest(self, creator_id, **{**named, "now": 0.0})

    patch.setattr(prompts.Prompts, "history", weaker)


SEEDS: Mapping[str, Sow] = {
    "her stop ends nothing": _her_stop_ends_nothing,
    "a freeze ends nothing": partial(nothing_is_done, place=freezing, name="stop_all"),
    "a pause ends nothing": partial(nothing_is_done, place=pausing, name="stop_all"),
    "her stop is not read": partial(_is_not_read, shut=Gate.BLOCKED),
    "a freeze is not read": partial(_is_not_read, shut=Gate.FROZEN),
    "a pause is not read": partial(_is_not_read, shut=Gate.PAUSED),
    "a manager's cancel lifts her stop": partial(_lifts_her_stop, act="cancel"),
    "a request lifts her stop": partial(_lifts_her_stop, act="request"),
    "a slip is one for ever": lambda patch: patch.setattr(allowing, "SLIP", math.inf),
    "her stop is lifted soon": lambda patch: patch.setattr(allowing, "DELAY", 60.0),
    "a decline causes the next question": _after_a_decline_the_next_is_asked,
    "what waits is asked at once": _one_who_waits_is_asked_of_at_once,
    "prompts are not counted": _prompts_are_not_counted,
    "four prompts in a quarter of an hour": loosened(prompts_in_15_minutes=4),
    "seven prompts a day": loosened(prompts_a_day=7),
    "she has no rest": _she_has_no_rest,
    "she never rests longer": loosened(rest_after_two_refusals=300.0, rest_after_more_refusals=300.0),
    "silence is no refusal": _silence_is_no_refusal,
    "silence is none before it ends": _silence_is_none_before_it_ends,
    "later is soon": _later_is_soon,
    "later holds for one manager only": _others_do_not_wait,
    "the removed go on": partial(nothing_is_done, place=managers, name="call_off"),
    "whoever asked stands": partial(yes_to_all, honest=standing.stands),
}

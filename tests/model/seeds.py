"""Faults that somebody could make in the product, each of which the machine has to find.

A seed puts a weaker function or a looser limit in the place of one of the product's.
"""

# ruff: noqa: ANN401, ARG001, SLF001 - what takes a function's place takes what that takes, and reaches in for it

from __future__ import annotations

import math
import sys
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from bot.relay import (
    answers,
    beginnings,
    calls,
    endings,
    fatigue,
    gates,
    pressing,
    progress,
    standing,
    states,
    stopping,
)
from bot.relay.gates import Gate
from bot.relay.limits import LIMITS
from bot.relay.reactions import Reaction
from bot.relay.relay import Relay
from bot.relay.worker import Worker
from providers.errors import ProviderError
from storage.audit import Audit
from storage.models import CallKind, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pytest

    from bot.relay.work import Work
    from storage.models import Person

    Patch = pytest.MonkeyPatch
    Sow = Callable[[Patch], None]


def _instead(patch: Patch, honest: object, weaker: object) -> None:
    """Put what is weaker in every place of the heart where what is honest stands, under whatever name."""
    places = [
        (module, name)
        for path, module in tuple(sys.modules.items())
        if path.startswith(("bot.relay.", "bot.people."))
        for name, value in vars(module).items()
        if value is honest
    ]
    assert places
    for module, name in places:
        patch.setattr(module, name, weaker)


def _loosened(**limits: Any) -> Sow:
    return lambda patch: _instead(patch, LIMITS, replace(LIMITS, **limits))


def _refuses_all_but(patch: Patch, allowed: Reaction) -> None:
    refusal = answers._refusal

    def weaker(work: Work, typed: answers.Typed) -> Reaction | None:
        found = refusal(work, typed)
        return None if found is allowed else found

    patch.setattr(answers, "_refusal", weaker)


def _any_message_answers(patch: Patch) -> None:
    async def weaker(*_given: object) -> bool:
        return True

    patch.setattr(answers, "_answers_the_open_challenge", weaker)


def _a_code_is_never_late(patch: Patch) -> None:
    claim = answers._claim

    async def weaker(work: Work, caller: Any, attempt: Any, code: Any) -> Any:
        return await claim(replace(work, now=attempt.answer_by - 1.0), caller, attempt, code)

    patch.setattr(answers, "_claim", weaker)


def _a_link_is_never_too_old(patch: Patch) -> None:
    patch.setattr(pressing, "times", SimpleNamespace(deadline=lambda _attempt: math.inf))


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

    _instead(patch, honest, weaker)


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
    patch.setattr(beginnings, "_next", lambda attempt, _ended, now: beginnings.offered(attempt, now))


def _an_end_keeps(patch: Patch, name: str) -> None:
    end = endings.end

    def weaker(attempt: Any, *given: Any, **named: Any) -> Any:
        return replace(end(attempt, *given, **named), **{name: getattr(attempt, name)})

    _instead(patch, end, weaker)


def _the_watch_has_no_end(patch: Patch) -> None:
    _instead(patch, endings.settle, lambda attempt: replace(attempt, due_at=None))


def _every_lost_answer_is_asked_for_again(patch: Patch) -> None:
    once = calls._once

    async def weaker(*given: Any) -> Any:
        try:
            return await once(*given)
        except ProviderError:
            return await once(*given)

    patch.setattr(calls, "_once", weaker)


def _a_claim_stands_for_ever(patch: Patch) -> None:
    make = calls.make

    async def still() -> bool:
        return True

    async def weaker(provider: Any, attempt: Any, login: Any, given: Any, _still: Any) -> Any:
        return await make(provider, attempt, login, given, still)

    patch.setattr(calls, "make", weaker)


def _time_ends_nothing(patch: Patch) -> None:
    _instead(patch, progress.time_out, lambda _attempt, _now: None)


def _the_removed_go_on(patch: Patch) -> None:
    async def weaker(self: Relay, work: Work, attempt: Any) -> None:
        return

    patch.setattr(Relay, "withdraw", weaker)


def _whoever_asked_stands(patch: Patch) -> None:
    async def weaker(*_given: object) -> bool:
        return True

    _instead(patch, standing.stands, weaker)


def _any_account_will_do(patch: Patch) -> None:
    done = progress._done
    patch.setattr(
        progress, "_done", lambda attempt, step, now, _account: done(attempt, step, now, step.account)
    )


def _a_link_is_confirmed_unasked(patch: Patch) -> None:
    check = Worker._check

    async def weaker(self: Worker, attempt: Any, owner: str) -> None:
        if attempt.state is not State.LINK_NEEDED:
            await check(self, attempt, owner)
            return
        async with self.store.write() as unit:
            claimed = progress.claim(attempt, CallKind.CONFIRM, self.clock())
            stored = await unit.attempts.change(attempt, claimed, owner=owner)
        if stored is not None:
            await self.call(stored, owner, None)

    patch.setattr(Worker, "_check", weaker)


def _a_crash_repeats_the_call(patch: Patch) -> None:
    look = Worker.look

    async def weaker(self: Worker, attempt: Any, owner: str) -> None:
        if attempt.state is State.SUBMITTING and attempt.call is not CallKind.CODE:
            await self.call(attempt, owner, None)
            return
        await look(self, attempt, owner)

    patch.setattr(Worker, "look", weaker)


def _the_audit_forgets_its_head(patch: Patch) -> None:
    async def weaker(*_given: object) -> None:
        return

    patch.setattr(Audit, "_move", weaker)


def _one_who_waits_is_asked_of_at_once(patch: Patch) -> None:
    async def weaker(self: Worker, attempt: Any, owner: str) -> None:
        async with self.store.write() as unit:
            if not attempt.asked_first:
                await unit.attempts.change(attempt, beginnings.offered(attempt, self.clock()))
            await unit.attempts.release(attempt.id, owner)

    patch.setattr(Worker, "_offer", weaker)


def _prompts_are_not_counted(patch: Patch) -> None:
    _instead(patch, fatigue.askable_from, fatigue.rested_at)


def _she_has_no_rest(patch: Patch) -> None:
    _instead(patch, fatigue.rested_at, lambda _history, _limits: 0.0)


def _later_is_soon(patch: Patch) -> None:
    put_off = beginnings.put_off
    _instead(patch, put_off, lambda attempt, until: put_off(attempt, until - 800.0))


def _what_is_over_can_be_declined(patch: Patch) -> None:
    _instead(patch, states.may_follow, lambda _before, _after: True)
    patch.setattr(stopping, "OVER", frozenset({State.DECLINED, State.CANCELLED}))


def _without(patch: Patch, module: Any, name: str) -> None:
    patch.setattr(module, name, lambda *_given: False)


SEEDS: Mapping[str, Sow] = {
    "a forwarded code counts": partial(_refuses_all_but, allowed=Reaction.FORWARDED),
    "an old code counts": partial(_refuses_all_but, allowed=Reaction.CODE_OLD),
    "Telegram's own code counts": partial(_without, module=answers, name="is_telegrams_own"),
    "any message answers the open challenge": _any_message_answers,
    "a code is never late": _a_code_is_never_late,
    "a link is never too old": _a_link_is_never_too_old,
    "wrong codes without end": _loosened(wrong_codes=99),
    "gates without end": _loosened(gates=99),
    "a challenge without end": _loosened(code=1e6, link=1e6),
    "work without end": _loosened(working_without_news=1e6),
    "an answer without end": _loosened(after_submit=1e6),
    "a question without end": _loosened(asked=1e6),
    "a watch without end": _loosened(watched=1e6),
    "an early code is kept for ever": _loosened(early_code=1e6),
    "time ends nothing": _time_ends_nothing,
    "her stop ends nothing": _her_stop_ends_nothing,
    "her stop is not read": partial(_is_not_read, shut=Gate.BLOCKED),
    "a freeze is not read": partial(_is_not_read, shut=Gate.FROZEN),
    "a pause is not read": partial(_is_not_read, shut=Gate.PAUSED),
    "a manager's cancel lifts her stop": partial(_lifts_her_stop, act="cancel"),
    "a request lifts her stop": partial(_lifts_her_stop, act="request"),
    "a decline causes the next question": _after_a_decline_the_next_is_asked,
    "what waits is asked at once": _one_who_waits_is_asked_of_at_once,
    "prompts are not counted": _prompts_are_not_counted,
    "she has no rest": _she_has_no_rest,
    "later is soon": _later_is_soon,
    "an end keeps the challenge": partial(_an_end_keeps, name="ask"),
    "an end keeps the resume": partial(_an_end_keeps, name="resume"),
    "the watch is not settled": _the_watch_has_no_end,
    "what got no answer is sent again": _every_lost_answer_is_asked_for_again,
    "a claim stands for ever": _a_claim_stands_for_ever,
    "a crash repeats the call": _a_crash_repeats_the_call,
    "the removed go on": _the_removed_go_on,
    "whoever asked stands": _whoever_asked_stands,
    "any account will do": _any_account_will_do,
    "a link is confirmed unasked": _a_link_is_confirmed_unasked,
    "what is over can be declined": _what_is_over_can_be_declined,
    "the audit forgets its head": _the_audit_forgets_its_head,
}

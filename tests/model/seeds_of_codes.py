"""Faults about codes, calls and the lives of attempts."""

# ruff: noqa: ANN401, SLF001 - what takes a function's place takes what that takes, and reaches in for it

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from bot.people import lifting
from bot.relay import answers, calls, challenges, endings, pressing, progress, states, stopping
from bot.relay.reactions import Reaction
from bot.relay.worker import Worker
from providers.errors import ProviderError
from storage.audit import Audit
from storage.models import By, CallKind, State
from tests.model.sowing import instead, loosened, without

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.relay.work import Work
    from tests.model.sowing import Patch, Sow


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


def _an_end_keeps(patch: Patch, name: str) -> None:
    end = endings.end

    def weaker(attempt: Any, *given: Any, **named: Any) -> Any:
        return replace(end(attempt, *given, **named), **{name: getattr(attempt, name)})

    instead(patch, end, weaker)


def _the_watch_has_no_end(patch: Patch) -> None:
    instead(patch, endings.settle, lambda attempt: replace(attempt, due_at=None))


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
    instead(patch, progress.time_out, lambda _attempt, _now: None)


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


def _what_is_over_can_be_declined(patch: Patch) -> None:
    instead(patch, states.may_follow, lambda _before, _after: True)
    patch.setattr(stopping, "OVER", frozenset({State.DECLINED, State.CANCELLED}))


def _one_word_lifts(patch: Patch) -> None:
    lift = lifting.lift

    async def weaker(work: Work, target: Any, _by: Any, limits: Any) -> Any:
        return await lift(work, target, frozenset(By), limits)

    patch.setattr(lifting, "lift", weaker)


def _the_audit_leaves_an_entry_out(patch: Patch) -> None:
    async def weaker(self: Audit, team_id: str, *_given: Any, **_named: Any) -> None:
        head = await self._locked_head(team_id)
        await self._move(team_id, replace(head, number=head.number + 1))

    patch.setattr(Audit, "append", weaker)


SEEDS: Mapping[str, Sow] = {
    "a forwarded code counts": partial(_refuses_all_but, allowed=Reaction.FORWARDED),
    "an old code counts": partial(_refuses_all_but, allowed=Reaction.CODE_OLD),
    "Telegram's own code counts": partial(without, module=answers, name="is_telegrams_own"),
    "any message answers the open challenge": _any_message_answers,
    "a code is never late": _a_code_is_never_late,
    "a link is never too old": _a_link_is_never_too_old,
    "wrong codes without end": loosened(wrong_codes=99),
    "wrong codes all day": loosened(wrong_codes_a_day=99),
    "wrong codes for ever in a row": loosened(wrong_codes_in_a_row=99),
    "one word lets an account go on": _one_word_lifts,
    "a channel is asked again": partial(without, module=challenges, name="was_accepted"),
    "gates without end": loosened(gates=99),
    "a challenge without end": loosened(code=1e6, link=1e6),
    "work without end": loosened(working_without_news=1e6),
    "an answer without end": loosened(after_submit=1e6),
    "a question without end": loosened(asked=1e6),
    "a watch without end": loosened(watched=1e6),
    "an early code is kept for ever": loosened(early_code=1e6),
    "time ends nothing": _time_ends_nothing,
    "an end keeps the challenge": partial(_an_end_keeps, name="ask"),
    "an end keeps the resume": partial(_an_end_keeps, name="resume"),
    "the watch is not settled": _the_watch_has_no_end,
    "what got no answer is sent again": _every_lost_answer_is_asked_for_again,
    "a claim stands for ever": _a_claim_stands_for_ever,
    "a crash repeats the call": _a_crash_repeats_the_call,
    "any account will do": _any_account_will_do,
    "a link is confirmed unasked": _a_link_is_confirmed_unasked,
    "what is over can be declined": _what_is_over_can_be_declined,
    "the audit leaves an entry out": _the_audit_leaves_an_entry_out,
}

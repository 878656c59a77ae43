"""Codes that a provider takes without a word: it gets few of them a login, and nobody guesses on by them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.relay import calls, endings, progress
from bot.relay.changing import change
from bot.relay.endings import Own
from bot.relay.limits import DAY, LIMITS
from bot.relay.reactions import Outcome, Reaction
from providers.errors import NoAnswer, NotSent, Throttled, Unavailable
from providers.steps import Done, Failed, Reason, Working
from storage.models import CallKind, State
from tests.bot.relay.attempts import NOW, SMS, answered
from tests.bot.relay.guesses import asks, guessed, signs_in
from tests.bot.relay.heart import CODE, OWNER

if TYPE_CHECKING:
    from providers.errors import ProviderError
    from providers.steps import Step
    from storage.models import Attempt
    from tests.bot.relay.heart import Heart

ALWAYS = 50
"""More codes than anybody types."""


async def asked(heart: Heart) -> Attempt:
    return await heart.stored(State.CODE_NEEDED, ask=SMS)


async def typed(heart: Heart, asking: Attempt, error: ProviderError) -> Attempt:
    """Have a code handed over to a provider that gives no answer, and later shows the same challenge."""
    async with heart.store.write() as unit:
        claimed = await change(
            unit, asking, progress.claim(asking, CallKind.CODE, heart.clock()), owner=OWNER
        )
    assert claimed is not None
    heart.provider.answers("submit_code", error)
    await heart.worker.call(claimed, OWNER, CODE)
    row = await heart.row(claimed)
    if row.state is not State.UNSURE:
        return row
    heart.clock.later(LIMITS.stale_challenge)
    heart.provider.answers("check", SMS)
    return await heart.look(row)


@pytest.mark.parametrize("error", [NoAnswer(), Unavailable(status=500), Throttled(status=429)])
async def test_a_provider_that_never_judges_a_code_gets_no_more_than_there_are_gates(
    heart: Heart, error: ProviderError
) -> None:
    attempt, codes = await asked(heart), 0
    while attempt.state is State.CODE_NEEDED and codes < ALWAYS:
        attempt, codes = await typed(heart, attempt, error), codes + 1
    assert (codes, attempt.ending) == (LIMITS.gates, Own.TOO_MANY_GATES)


def test_a_code_that_never_left_spends_no_gate() -> None:
    after = calls.after_error(answered(), NotSent(), NOW)
    assert (after.state, after.gates, after.unjudged_codes) == (State.CODE_NEEDED, answered().gates, 0)


@pytest.mark.parametrize(("error", "count"), [(NoAnswer(), 1), (Throttled(status=429), 0)])
async def test_what_may_have_been_tried_counts_in_the_row(
    heart: Heart, error: ProviderError, count: int
) -> None:
    row = await typed(heart, await asked(heart), error)
    assert (row.state, row.wrong_codes, row.unjudged_codes) == (State.CODE_NEEDED, 0, count)


async def test_a_day_of_lost_answers_shuts_nobody_out(heart: Heart) -> None:
    await guessed(heart, (0, 0), unjudged_codes=LIMITS.wrong_codes_a_day)
    assert await signs_in(heart) is Reaction.STARTING


async def test_the_twentieth_that_nobody_judged_stops_the_codes(heart: Heart) -> None:
    await guessed(heart, *((DAY * days, 0) for days in range(1, 5)), unjudged_codes=4)
    await guessed(heart, (DAY / 2, 3))
    row = await typed(heart, await asked(heart), NoAnswer())
    assert (row.state, row.ending) == (State.FAILED, Own.CODES_STOPPED)
    assert (await asks(heart)).outcome is Outcome.CODES_STOPPED


async def test_a_code_that_turns_out_to_be_wrong_is_not_counted_twice(heart: Heart) -> None:
    row = await typed(heart, await asked(heart), NoAnswer())
    heart.provider.answers("check", replace(SMS, challenge="sms-2", rejected=True))
    row = await heart.look(row)
    assert (row.state, row.wrong_codes, row.unjudged_codes) == (State.CODE_NEEDED, 1, 0)


@pytest.mark.parametrize(
    ("reason", "wrong", "unjudged"),
    [
        (Reason.REQUEST_REFUSED, 1, 0),
        (Reason.LOGIN_FAILED, 1, 0),
        (Reason.ATTEMPT_GONE, 0, 1),
        (Reason.SESSION_EXPIRED, 0, 1),
        (Reason.PROVIDER_DOWN, 0, 1),
    ],
)
async def test_a_login_that_ends_at_a_code_counts_it(
    heart: Heart, reason: Reason, wrong: int, unjudged: int
) -> None:
    live = await heart.stored(State.SUBMITTING, ask=SMS, call=CallKind.CODE, submitted_at=NOW, owner=OWNER)
    await heart.worker.landing.of_call(live, OWNER, Failed(reason))
    row = await heart.row(live)
    assert (row.ending, row.wrong_codes, row.unjudged_codes) == (reason, wrong, unjudged)


@pytest.mark.parametrize("step", [Done("acct_1"), Done("another")])
async def test_a_code_that_brings_somebody_in_was_right(heart: Heart, step: Step) -> None:
    live = await heart.stored(State.SUBMITTING, ask=SMS, call=CallKind.CODE, submitted_at=NOW, owner=OWNER)
    await heart.worker.landing.of_call(live, OWNER, step)
    row = await heart.row(live)
    assert (row.wrong_codes, row.unjudged_codes) == (0, 0)


async def test_codes_that_stand_still_do_not_go_on_by_themselves(heart: Heart) -> None:
    await guessed(heart, *((DAY * days, 3) for days in range(2, 8)), (DAY * 9, 1))
    live = await heart.stored(State.WORKING, ask=SMS, call=CallKind.CODE, submitted_at=NOW)
    await heart.decline(live)
    assert (await asks(heart)).outcome is Outcome.CODES_STOPPED
    heart.clock.later(LIMITS.watched)
    row = await heart.look(await heart.row(live))
    assert (row.watch_until, row.unjudged_codes) == (None, 1)
    assert (await asks(heart)).outcome is Outcome.CODES_STOPPED


@pytest.mark.parametrize(
    ("answer", "count"), [(Done("acct_1"), 0), (Failed(Reason.PROVIDER_DOWN), 1), (Working("r3"), 0)]
)
async def test_after_the_end_only_a_verdict_takes_a_code_out_of_the_row(
    heart: Heart, answer: Step, count: int
) -> None:
    live = await heart.stored(State.WORKING, ask=SMS, call=CallKind.CODE, submitted_at=NOW)
    await heart.decline(live)
    heart.provider.answers("check", answer)
    assert (await heart.look(await heart.row(live))).unjudged_codes == count


def test_what_went_with_her_password_stays_unknown_and_is_not_counted_twice() -> None:
    over = endings.end(answered(), State.DECLINED, NOW)
    after = calls.landed(over, SMS, NOW, held_password=True)
    assert (after.resume, after.call, after.unjudged_codes) == (None, CallKind.CODE, 0)

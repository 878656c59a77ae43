"""Nobody can ask again and again: caps on prompts, and rest after a refusal, over all managers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.relay.beginnings import Plan
from bot.relay.fatigue import askable_from, rested_at
from bot.relay.limits import DAY, HOUR, LIMITS, MINUTE
from bot.relay.reactions import Outcome, Reaction, Requested
from bot.relay.stopping import open_attempts
from storage.models import State
from storage.repositories.prompts import PromptHistory
from tests.bot.relay.attempts import NOW, SMS
from tests.bot.relay.heart import OWNER
from tests.harness.wish import sign_in
from tests.storage import builders

if TYPE_CHECKING:
    from storage.models import Account, Attempt
    from tests.bot.relay.heart import Heart

QUARTER = 15 * MINUTE
THIRD = LIMITS.prompts_in_15_minutes

waits = st.floats(min_value=0, max_value=2 * HOUR)
wishes = st.lists(st.tuples(waits, st.sampled_from(["silence", "decline", "success", "begins"])), max_size=60)


def windows(times: list[float], seconds: float) -> int:
    """Give the most that fall into any stretch of so many seconds."""
    return max((sum(at - seconds < other <= at for other in times) for at in times), default=0)


@given(wishes)
def test_whoever_asks_whenever_the_caps_hold_between_two_successes(story: list[tuple[float, str]]) -> None:
    now, succeeded, acted = NOW, 0.0, 0.0
    prompts, refusals = list[float](), list[float]()
    since_success: list[list[float]] = [[]]
    for wait, became in story:
        now += wait
        recent = tuple(at for at in prompts if at >= now - DAY)
        counted = tuple(at for at in reversed(refusals) if at > max(succeeded, acted))[:3]
        if askable_from(PromptHistory(succeeded, acted, recent, counted), LIMITS) > now:
            continue
        prompts.append(now)
        since_success[-1].append(now)
        now += 1
        if became == "success":
            succeeded = now
            prompts.pop()
            since_success.append([])
        elif became == "begins":
            acted = now
        else:
            refusals.append(now)
    for stretch in since_success:
        assert windows(stretch, QUARTER) <= LIMITS.prompts_in_15_minutes
        assert windows(stretch, DAY) <= LIMITS.prompts_a_day


@pytest.mark.parametrize(("refusals", "minutes"), [(1, 5), (2, 15), (3, 60)])
def test_she_is_left_alone_longer_with_each_refusal(refusals: int, minutes: float) -> None:
    history = PromptHistory(refusals=(NOW,) * refusals)
    assert rested_at(history, LIMITS) == NOW + minutes * MINUTE


async def accounts(heart: Heart, count: int) -> list[Account]:
    made = [builders.account(heart.cast.team, heart.cast.stella) for _ in range(count)]
    async with heart.store.write() as unit:
        for account in made:
            await unit.accounts.add(account)
    return made


async def asks(heart: Heart, account: Account, *, ask_first: bool = True) -> Requested:
    async with heart.work() as work:
        return await heart.relay.request(
            work, heart.cast.enrolment, Plan.reconnect(account), heart.cast.manager, ask_first=ask_first
        )


async def asked(heart: Heart, account: Account) -> Attempt:
    requested = await asks(heart, account)
    assert requested.outcome is Outcome.ASKED
    assert requested.attempt is not None
    return requested.attempt


async def prompted(heart: Heart, *ago: float, state: State = State.FAILED) -> None:
    """Have had her asked so many seconds ago each, without an answer of hers."""
    for seconds in ago:
        at = heart.clock() - seconds
        await heart.stored(state, prompted_at=at, created_at=at, state_since=at, watch_until=None)


async def test_the_fourth_in_a_quarter_of_an_hour_is_refused_with_the_time(heart: Heart) -> None:
    await prompted(heart, 600, 300, 60)
    requested = await asks(heart, heart.cast.account)
    assert requested == Requested(Outcome.TOO_MANY, free_at=NOW - 600 + QUARTER)
    heart.clock.later(301)
    await asked(heart, heart.cast.account)


async def test_the_seventh_in_a_day_is_refused_in_either_mode(heart: Heart) -> None:
    await prompted(heart, *(HOUR * hours for hours in range(1, 7)))
    for ask_first in (True, False):
        requested = await asks(heart, heart.cast.account, ask_first=ask_first)
        assert requested == Requested(Outcome.TOO_MANY, free_at=NOW - 6 * HOUR + DAY)


async def test_a_success_of_any_login_of_hers_begins_the_count_anew(heart: Heart) -> None:
    await prompted(heart, 600, 300, 60)
    await heart.stored(State.CONNECTED, manager_id=None, state_since=NOW - 1)
    await asked(heart, heart.cast.account)


async def test_what_she_begins_herself_is_never_limited(heart: Heart) -> None:
    await prompted(heart, *range(1, 7))
    async with heart.work() as work:
        assert await sign_in(heart.relay, work, heart.cast.account) is Reaction.STARTING


async def test_a_decline_has_every_manager_wait_longer_and_longer_until_she_begins_something(
    heart: Heart,
) -> None:
    first, second = await accounts(heart, 2)
    for minutes in (5, 15):
        await heart.decline(await asked(heart, first))
        refused = await asks(heart, second)
        assert refused == Requested(Outcome.TOO_MANY, free_at=heart.clock() + minutes * MINUTE)
        heart.clock.later(HOUR)
    agreed = await asked(heart, second)
    async with heart.work() as work:
        assert await heart.relay.ready(work, agreed.id, heart.cast.stella.id) is Reaction.STARTING
    await heart.driver.stop(1)
    row = await heart.row(agreed)
    async with heart.work() as work:
        await heart.relay.cancel(work, row.id, heart.cast.manager)
    heart.clock.later(HOUR)
    await heart.decline(await asked(heart, first))
    refused = await asks(heart, second)
    assert refused.free_at == heart.clock() + 5 * MINUTE


async def test_a_question_that_nobody_answers_counts_like_a_decline(heart: Heart) -> None:
    attempt = await asked(heart, heart.cast.account)
    heart.clock.later(LIMITS.asked)
    assert (await heart.look(attempt)).state is State.EXPIRED
    refused = await asks(heart, heart.cast.account)
    assert refused == Requested(Outcome.TOO_MANY, free_at=heart.clock() + 5 * MINUTE)


async def test_a_question_that_is_open_and_left_unanswered_has_every_manager_wait_longer_and_longer(
    heart: Heart,
) -> None:
    for account, minutes in zip(await accounts(heart, 3), (5, 15, 60), strict=True):
        await asked(heart, account)
        heart.clock.later(LIMITS.silence)
        refused = await asks(heart, heart.cast.account)
        assert refused == Requested(Outcome.TOO_MANY, free_at=heart.clock() + minutes * MINUTE)
        heart.clock.later(minutes * MINUTE)
    await asked(heart, heart.cast.account)


async def test_what_she_begins_herself_is_not_held_up_by_what_she_left_unanswered_and_ends_her_rest(
    heart: Heart,
) -> None:
    first, second = await accounts(heart, 2)
    await asked(heart, first)
    heart.clock.later(LIMITS.silence + 1)
    async with heart.work() as work:
        assert await sign_in(heart.relay, work, second) is Reaction.STARTING
    await heart.driver.stop(1)
    await cancelled(heart, second)
    await asked(heart, second)
    await cancelled(heart, first)
    await asked(heart, first)


async def cancelled(heart: Heart, account: Account) -> None:
    """Have the manager cancel what is open for an account."""
    async with heart.work() as work:
        (found,) = [
            attempt
            for attempt in await open_attempts(work.unit, heart.cast.stella.id)
            if attempt.account_id == account.id
        ]
        assert await heart.relay.cancel(work, found.id, heart.cast.manager) is Reaction.DONE


async def test_what_waits_is_not_asked_while_another_question_is_left_unanswered(heart: Heart) -> None:
    first, second = await accounts(heart, 2)
    await asked(heart, first)
    waiting = await heart.stored(State.ASKED, account_id=second.id, resume=None)
    heart.clock.later(LIMITS.silence)
    looked = await heart.look(waiting)
    assert (looked.asked_first, looked.state_since) == (False, heart.clock() + 5 * MINUTE)
    heart.clock.later(5 * MINUTE)
    assert (await heart.look(waiting)).asked_first


async def test_what_she_put_off_is_asked_anew_though_its_first_question_was_long_ago(heart: Heart) -> None:
    attempt = await asked(heart, heart.cast.account)
    heart.clock.later(LIMITS.silence + 1)
    async with heart.work() as work:
        await heart.relay.later(work, attempt.id, heart.cast.stella.id, HOUR)
    heart.clock.later(HOUR)
    assert (await heart.look(attempt)).asked_first


async def test_not_me_is_no_refusal_that_time_heals(heart: Heart) -> None:
    await asked(heart, heart.cast.account)
    async with heart.work() as work:
        await heart.relay.not_me(work, heart.cast.stella.id)
        await heart.relay.allow_again(work, heart.cast.stella.id)
    async with heart.store.read() as unit:
        found = await unit.prompts.history(
            heart.cast.stella.id, now=heart.clock(), since=0.0, silence=LIMITS.silence
        )
    assert found.refusals == ()


async def test_while_she_chose_later_nobody_asks_about_another_account(heart: Heart) -> None:
    first, second = await accounts(heart, 2)
    attempt = await asked(heart, first)
    async with heart.work() as work:
        assert await heart.relay.later(work, attempt.id, heart.cast.stella.id, HOUR) is Reaction.LATER
    assert await asks(heart, second) == Requested(Outcome.TOO_MANY, free_at=NOW + HOUR)
    heart.clock.later(HOUR)
    assert (await heart.look(attempt)).asked_first
    assert (await heart.row(attempt)).prompted_at == NOW
    await asked(heart, second)


async def test_what_waits_is_put_off_until_she_may_be_asked(heart: Heart) -> None:
    await prompted(heart, 600, 300, 60)
    waiting = await heart.stored(State.ASKED, resume=None)
    looked = await heart.look(waiting)
    assert (looked.asked_first, looked.state_since, looked.prompted_at) == (False, NOW + 300, None)
    heart.clock.later(300)
    looked = await heart.look(waiting)
    assert (looked.asked_first, looked.prompted_at) == (True, NOW + 300)


async def test_a_start_counts_as_a_prompt_once_it_reaches_her(heart: Heart) -> None:
    heart.provider.answers("start", SMS)
    requested = await asks(heart, heart.cast.account, ask_first=False)
    assert requested.attempt is not None
    assert requested.attempt.prompted_at is None
    row = await heart.becomes(requested.attempt, State.CODE_NEEDED)
    assert row.prompted_at == heart.clock()


async def test_a_start_that_never_reached_her_costs_nothing(heart: Heart) -> None:
    for _ in range(9):
        await heart.stored(State.FAILED, started_at=NOW - 60)
    await asked(heart, heart.cast.account)


async def test_her_own_login_is_no_prompt(heart: Heart) -> None:
    live = await heart.stored(State.STARTING, manager_id=None, owner=OWNER)
    await heart.worker.landing.of_call(live, OWNER, SMS)
    row = await heart.row(live)
    assert (row.state, row.prompted_at) == (State.CODE_NEEDED, None)

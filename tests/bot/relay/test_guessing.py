"""Codes cannot be guessed: so many wrong ones a day and in a row, over attempts and restarts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.problems import Problem, Refusal
from bot.relay.endings import Own
from bot.relay.guessing import Closed, Guessed, Shut, closed, is_stopped, stopped_by
from bot.relay.limits import DAY, HOUR, LIMITS
from bot.relay.reactions import Outcome, Reaction, Requested
from providers.errors import NoAnswer, Throttled
from providers.steps import CodeNeeded, Done, Failed, Reason, Working
from storage import new_id
from storage.models import By, CallKind, State, Way
from storage.repositories.guesses import Wrong
from tests.bot.relay.attempts import NOW, SMS, an_attempt
from tests.bot.relay.guesses import asks, declined_while_called, guessed, hers, says, signs_in
from tests.bot.relay.heart import OWNER

if TYPE_CHECKING:
    from providers.steps import Step
    from storage.models import Account, Attempt
    from tests.bot.relay.heart import Heart

A_DAY, IN_A_ROW = LIMITS.wrong_codes_a_day, LIMITS.wrong_codes_in_a_row
BOTH = frozenset(By)


def rejected(number: int) -> CodeNeeded:
    return replace(SMS, challenge=f"sms-{number}", rejected=True)


async def types_a_wrong_one(heart: Heart, **changes: Any) -> Attempt:  # noqa: ANN401 - any field of the model
    """Have the vendor refuse the code that she has just typed."""
    live = await heart.stored(
        State.SUBMITTING, ask=SMS, call=CallKind.CODE, submitted_at=heart.clock(), owner=OWNER, **changes
    )
    await heart.worker.landing.of_call(live, OWNER, rejected(2))
    return await heart.row(live)


@given(st.lists(st.tuples(st.floats(min_value=0, max_value=DAY), st.integers(1, 3)), max_size=40))
def test_whenever_they_are_typed_no_day_has_more_than_five_and_no_row_more_than_twenty(
    story: list[tuple[float, int]],
) -> None:
    now, typed = NOW, list[Wrong]()
    for number, (wait, tries) in enumerate(story):
        now += wait
        newest = tuple(reversed(typed))
        known = Guessed(tuple(one for one in newest if one.at > now - DAY), newest)
        if closed(known, LIMITS) is not None:
            continue
        attempt = an_attempt(State.CODE_NEEDED, ask=SMS)
        for count in range(1, tries + 1):
            attempt = stopped_by(attempt, replace(attempt, wrong_codes=count), known, LIMITS)
            if attempt.state is State.FAILED:
                break
        typed.append(Wrong(str(number), now, attempt.wrong_codes))
    for one in typed:
        assert sum(other.count for other in typed if one.at - DAY < other.at <= one.at) <= A_DAY
    assert sum(one.count for one in typed) <= IN_A_ROW


async def test_the_fifth_of_a_day_ends_the_attempt_for_a_reason_of_its_own(heart: Heart) -> None:
    await guessed(heart, (3 * HOUR, 2), (2 * HOUR, 2))
    row = await types_a_wrong_one(heart)
    assert (row.state, row.ending, row.wrong_codes) == (State.FAILED, Own.TOO_MANY_CODES_TODAY, 1)


async def test_the_fourth_of_a_day_leaves_another_try(heart: Heart) -> None:
    await guessed(heart, (3 * HOUR, 3), (25 * HOUR, 3))
    assert (await types_a_wrong_one(heart)).state is State.CODE_NEEDED


async def test_the_third_of_an_attempt_that_is_the_fifth_of_the_day_is_called_so(heart: Heart) -> None:
    await guessed(heart, (HOUR, 2))
    row = await types_a_wrong_one(heart, wrong_codes=2)
    assert (row.state, row.ending) == (State.FAILED, Own.TOO_MANY_CODES_TODAY)


async def test_nothing_begins_for_the_account_until_the_day_is_over(heart: Heart) -> None:
    await guessed(heart, (3 * HOUR, 3), (HOUR, 2))
    free_at = NOW - 3 * HOUR + DAY
    assert await asks(heart) == Requested(Outcome.TOO_MANY_CODES_TODAY, free_at=free_at)
    assert await signs_in(heart) is Reaction.TOO_MANY_CODES_TODAY
    heart.clock.later(21 * HOUR)
    assert (await asks(heart)).outcome is Outcome.STARTED


async def test_what_she_was_asked_before_does_not_begin_either(heart: Heart) -> None:
    asked = await heart.stored(State.ASKED, resume=None, asked_first=True, offers=1)
    await guessed(heart, (HOUR, 3), (HOUR, 2))
    async with heart.work() as work:
        reaction = await heart.relay.ready(work, asked.id, heart.cast.stella.id)
    assert reaction is Reaction.TOO_MANY_CODES_TODAY
    assert (await heart.row(asked)).state is State.ASKED


async def test_a_success_does_not_reset_the_day_but_the_row(heart: Heart) -> None:
    await guessed(heart, *((DAY * days, 3) for days in range(2, 9)))
    assert (await asks(heart)).outcome is Outcome.CODES_STOPPED
    await heart.stored(State.CONNECTED, state_since=NOW - 2 * HOUR, submitted_at=NOW - 2 * HOUR)
    await guessed(heart, (3 * HOUR, 3), (HOUR, 2))
    assert (await asks(heart)).outcome is Outcome.TOO_MANY_CODES_TODAY


@pytest.mark.parametrize("changes", [{}, {"submitted_at": NOW, "other": True}])
async def test_neither_another_account_nor_a_connection_without_a_code_ends_the_row(
    heart: Heart, changes: dict[str, Any]
) -> None:
    await guessed(heart, *((DAY * days, 3) for days in range(2, 9)))
    other = await also_known(heart)
    account = other if changes.pop("other", False) else heart.cast.account
    await heart.stored(State.CONNECTED, account_id=account.id, **changes)
    assert (await asks(heart)).outcome is Outcome.CODES_STOPPED


async def test_the_twentieth_in_a_row_stops_the_account_and_both_are_told(heart: Heart) -> None:
    await guessed(heart, *((DAY * days, 3) for days in range(2, 8)), (30 * HOUR, 1))
    row = await types_a_wrong_one(heart)
    assert (row.state, row.ending) == (State.FAILED, Own.CODES_STOPPED)
    assert heart.notices.said == [("codes_stopped", row.id)]
    heart.clock.later(100 * DAY)
    assert await asks(heart) == Requested(Outcome.CODES_STOPPED)
    assert await signs_in(heart) is Reaction.CODES_STOPPED
    async with heart.store.read() as unit:
        entries = await unit.audit.entries(heart.cast.team.id)
    assert "codes_stopped" in [entry.kind for entry in entries]


@pytest.mark.parametrize("answer", [rejected(2), Failed(Reason.CODES_EXHAUSTED)])
async def test_a_wrong_code_counts_also_if_its_attempt_was_ended_before_the_answer(
    heart: Heart, answer: Step
) -> None:
    await guessed(heart, (HOUR, 3), (HOUR, 1))
    live = await heart.stored(
        State.SUBMITTING, ask=SMS, call=CallKind.CODE, submitted_at=heart.clock(), owner=OWNER
    )
    await heart.decline(live)
    await heart.worker.landing.of_call(live, OWNER, answer)
    row = await heart.row(live)
    assert (row.state, row.wrong_codes) == (State.DECLINED, 1)
    assert await signs_in(heart) is Reaction.TOO_MANY_CODES_TODAY


async def ended_with_a_code_out(heart: Heart) -> Attempt:
    """Have her end a login whose provider has taken her code and not said yet what became of it."""
    live = await heart.stored(State.WORKING, ask=SMS, call=CallKind.CODE, submitted_at=heart.clock())
    await heart.decline(live)
    return await heart.row(live)


@pytest.mark.parametrize(
    ("answer", "later", "count"),
    [
        (rejected(2), 2, 1),
        (Failed(Reason.CODES_EXHAUSTED), 2, 1),
        (Failed(Reason.LOGIN_FAILED), 2, 1),
        (Failed(Reason.ATTEMPT_GONE), 2, 0),
        (SMS, LIMITS.stale_challenge, 1),
        (SMS, LIMITS.stale_challenge - 1, 0),
        (Working("r3"), LIMITS.stale_challenge, 0),
        (Done("acct_1"), LIMITS.stale_challenge, 0),
    ],
)
async def test_what_a_look_finds_after_the_end_counts_once(
    heart: Heart, answer: Step, later: float, count: int
) -> None:
    await guessed(heart, (HOUR, 3), (HOUR, 1))
    ended = await ended_with_a_code_out(heart)
    heart.clock.later(later)
    for _ in range(2):
        heart.provider.answers("check", answer)
        ended = await heart.look(ended)
    assert (ended.state, ended.wrong_codes) == (State.DECLINED, count)
    heart.clock.later(LIMITS.watched)
    await heart.look(ended)
    assert (await signs_in(heart) is Reaction.TOO_MANY_CODES_TODAY) == bool(count)


async def test_until_it_is_known_what_became_of_it_the_code_of_an_ended_login_counts(heart: Heart) -> None:
    await guessed(heart, (HOUR, 3), (HOUR, 1))
    ended = await ended_with_a_code_out(heart)
    assert await signs_in(heart) is Reaction.TOO_MANY_CODES_TODAY
    heart.provider.answers("check", Done(heart.cast.account.external_id))
    await heart.look(ended)
    assert await signs_in(heart) is Reaction.STARTING


async def test_codes_that_go_out_with_her_password_count_though_their_login_is_ended(heart: Heart) -> None:
    """Nobody looks after an end what became of them, for the password is gone by then."""
    await guessed(heart, (HOUR, 4))
    ask = replace(SMS, holds_password=True)
    live = await heart.stored(State.WORKING, ask=ask, call=CallKind.CODE, submitted_at=NOW, way=Way.FORM)
    await heart.decline(live)
    assert (await heart.row(live)).resume is None
    assert await signs_in(heart) is Reaction.TOO_MANY_CODES_TODAY


@pytest.mark.parametrize(("answer", "count"), [(Working("r3"), 1), (SMS, 1), (Done("acct_1"), 0)])
async def test_what_says_nothing_of_a_code_that_went_with_her_password_leaves_it_counted(
    heart: Heart, answer: Step, count: int
) -> None:
    await guessed(heart, (HOUR, 4))
    ask = replace(SMS, holds_password=True)
    live = await heart.stored(
        State.SUBMITTING, ask=ask, call=CallKind.CODE, submitted_at=NOW, way=Way.FORM, owner=OWNER
    )
    await heart.decline(live)
    await heart.worker.landing.of_call(live, OWNER, answer)
    assert (await heart.row(live)).resume is None
    assert (await signs_in(heart) is Reaction.TOO_MANY_CODES_TODAY) == bool(count)


@pytest.mark.parametrize("her_password", [False, True])
async def test_a_code_that_surely_never_left_counts_for_nothing_though_its_login_is_ended(
    heart: Heart, *, her_password: bool
) -> None:
    await guessed(heart, (HOUR, 4))
    ask = replace(SMS, holds_password=her_password)
    live = await heart.stored(
        State.SUBMITTING, ask=ask, call=CallKind.CODE, submitted_at=NOW, way=Way.FORM, owner=OWNER
    )
    await declined_while_called(heart, live, Throttled(retry_after=1))
    assert await signs_in(heart) is Reaction.STARTING


async def test_a_code_without_an_answer_is_not_wrong_by_a_challenge_that_stays_after_the_end(
    heart: Heart,
) -> None:
    live = await heart.stored(
        State.SUBMITTING, ask=SMS, call=CallKind.CODE, submitted_at=heart.clock(), owner=OWNER
    )
    await declined_while_called(heart, live, NoAnswer())
    heart.clock.later(LIMITS.stale_challenge)
    heart.provider.answers("check", SMS)
    assert (await heart.look(live)).wrong_codes == 0


@pytest.mark.parametrize("answer", [rejected(2), SMS])
async def test_a_wrong_code_that_ended_its_attempt_is_not_counted_again_by_a_look(
    heart: Heart, answer: Step
) -> None:
    live = await heart.stored(
        State.SUBMITTING, ask=SMS, call=CallKind.CODE, submitted_at=NOW, owner=OWNER, wrong_codes=2
    )
    await heart.worker.landing.of_call(live, OWNER, answer)
    ended = await heart.row(live)
    heart.clock.later(LIMITS.stale_challenge)
    heart.provider.answers("check", answer)
    ended = await heart.look(ended)
    assert (ended.ending, ended.wrong_codes) == (Own.TOO_MANY_CODES, 3)


@pytest.mark.parametrize(("answer", "count"), [(SMS, 0), (rejected(2), 1)])
async def test_after_the_end_a_code_that_may_not_have_arrived_counts_if_it_is_refused(
    heart: Heart, answer: Step, count: int
) -> None:
    live = await heart.stored(
        State.WORKING, ask=SMS, call=CallKind.CODE, submitted_at=NOW, arrival_unsure=True
    )
    await heart.decline(live)
    heart.clock.later(LIMITS.stale_challenge)
    heart.provider.answers("check", answer)
    assert (await heart.look(live)).wrong_codes == count


async def test_its_own_answer_shows_that_a_code_has_arrived(heart: Heart) -> None:
    live = await heart.stored(
        State.SUBMITTING, ask=SMS, call=CallKind.CODE, submitted_at=heart.clock(), owner=OWNER
    )
    unsure = await heart.look(live)
    assert (unsure.state, unsure.arrival_unsure) == (State.UNSURE, True)
    heart.clock.later(LIMITS.stale_challenge)
    await heart.worker.landing.of_call(live, OWNER, SMS)
    row = await heart.row(live)
    assert (row.state, row.wrong_codes) == (State.CODE_NEEDED, 1)


async def test_the_twentieth_that_a_look_finds_after_the_end_stops_the_account(heart: Heart) -> None:
    await guessed(heart, *((DAY * days, 3) for days in range(2, 8)), (30 * HOUR, 1))
    ended = await ended_with_a_code_out(heart)
    heart.provider.answers("check", rejected(2))
    await heart.look(ended)
    assert heart.notices.said == [("codes_stopped", ended.id)]


async def test_whoever_comes_upon_codes_that_stand_still_has_both_told_of_the_way_out(heart: Heart) -> None:
    """A code that went out with her password counts for good where nobody learns what became of it."""
    await guessed(heart, *((DAY * days, 3) for days in range(2, 8)), (30 * HOUR, 1))
    ask = replace(SMS, holds_password=True)
    live = await heart.stored(State.WORKING, ask=ask, call=CallKind.CODE, submitted_at=NOW, way=Way.FORM)
    await heart.decline(live)
    assert heart.notices.said == []
    assert (await asks(heart)).outcome is Outcome.CODES_STOPPED
    assert heart.notices.said == [("codes_stopped", live.id)]
    assert await signs_in(heart) is Reaction.CODES_STOPPED
    assert heart.notices.said == [("codes_stopped", live.id)] * 2


async def test_the_twentieth_stops_the_account_also_if_its_attempt_was_ended_before(heart: Heart) -> None:
    await guessed(heart, *((DAY * days, 3) for days in range(2, 8)), (30 * HOUR, 1))
    live = await heart.stored(
        State.SUBMITTING, ask=SMS, call=CallKind.CODE, submitted_at=heart.clock(), owner=OWNER
    )
    await heart.decline(live)
    await heart.worker.landing.of_call(live, OWNER, rejected(2))
    assert heart.notices.said == [("codes_stopped", live.id)]
    assert await signs_in(heart) is Reaction.CODES_STOPPED


@pytest.mark.parametrize("first", By)
async def test_it_goes_on_once_both_have_let_it_in_either_order(heart: Heart, first: By) -> None:
    await guessed(heart, *((DAY * days, 3) for days in range(2, 9)))
    await says(heart, first)
    assert (await asks(heart)).outcome is Outcome.CODES_STOPPED
    heart.clock.later(60)
    await says(heart, first)
    assert (await asks(heart)).outcome is Outcome.CODES_STOPPED
    await says(heart, *(BOTH - {first}))
    assert (await asks(heart)).outcome is Outcome.STARTED
    async with heart.store.read() as unit:
        kinds = [entry.kind for entry in await unit.audit.entries(heart.cast.team.id)]
    assert {"codes_lifted_by_creator", "codes_lifted_by_owner"} <= set(kinds)


async def test_what_both_let_go_on_once_does_not_let_it_go_on_the_next_time(heart: Heart) -> None:
    await guessed(heart, *((DAY * days, 3) for days in range(2, 9)))
    await says(heart, *BOTH)
    heart.clock.later(20 * DAY)
    await guessed(heart, *((DAY * days, 3) for days in range(2, 9)))
    await says(heart, By.CREATOR)
    assert (await asks(heart)).outcome is Outcome.CODES_STOPPED
    await says(heart, By.OWNER)
    assert (await asks(heart)).outcome is Outcome.STARTED


async def test_nothing_is_let_go_on_that_does_not_stand_still(heart: Heart) -> None:
    with pytest.raises(Refusal) as refused:
        await says(heart, By.CREATOR)
    assert refused.value.problem is Problem.NOT_STOPPED
    async with heart.store.read() as unit:
        assert not await is_stopped(unit, hers(heart), NOW, LIMITS)


FIRST: dict[str, Any] = {"account_id": None, "way": Way.FORM}


async def also_known(heart: Heart, **changes: Any) -> Account:  # noqa: ANN401 - any field of the model
    """Have another row for an account of Stella's: at another provider, or removed and linked anew."""
    other = replace(heart.cast.account, id=new_id(), external_id="acct_other", **changes)
    async with heart.work() as work:
        await work.unit.accounts.add(other)
    return other


@pytest.mark.parametrize("provider", ["onlyfanskit", "onlyfansapi"])
async def test_first_connections_and_logins_count_together(heart: Heart, provider: str) -> None:
    await guessed(heart, (2 * HOUR, 2), **FIRST, provider=provider)
    await guessed(heart, (HOUR, 2))
    assert (await types_a_wrong_one(heart, **FIRST)).ending == Own.TOO_MANY_CODES_TODAY
    assert (await asks(heart)).outcome is Outcome.TOO_MANY_CODES_TODAY


@pytest.mark.parametrize(
    "changes",
    [
        {"provider": "onlyfansapi"},
        {"provider": "onlyfansapi", "label": "Stella"},
        {"label": "@stella2"},
        {"label": None},
        {"removed_at": NOW},
    ],
)
async def test_no_other_row_name_or_provider_gives_another_try(heart: Heart, changes: dict[str, Any]) -> None:
    other = await also_known(heart, **changes)
    await guessed(heart, (HOUR, 4), account_id=other.id, provider=other.provider)
    assert (await types_a_wrong_one(heart)).ending == Own.TOO_MANY_CODES_TODAY


async def test_on_another_platform_they_count_apart(heart: Heart) -> None:
    other = await also_known(heart, platform="fansly")
    await guessed(heart, (HOUR, 5), account_id=other.id, platform=other.platform)
    assert (await types_a_wrong_one(heart)).state is State.CODE_NEEDED


@pytest.mark.parametrize("changes", [FIRST, {}])
async def test_one_word_of_each_lets_all_go_on_also_without_an_account(
    heart: Heart, changes: dict[str, Any]
) -> None:
    await guessed(heart, (8 * DAY, 5), (6 * DAY, 5), (4 * DAY, 5), (2 * DAY, 4), **changes)
    row = await types_a_wrong_one(heart, **changes)
    assert (row.ending, heart.notices.said) == (Own.CODES_STOPPED, [("codes_stopped", row.id)])
    async with heart.work() as work:
        await work.unit.accounts.save(replace(heart.cast.account, removed_at=NOW))
    heart.clock.later(100 * DAY)
    await says(heart, By.CREATOR)
    assert (await asks(heart)).outcome is Outcome.CODES_STOPPED
    await says(heart, By.OWNER)
    assert (await asks(heart)).outcome is Outcome.STARTED


@pytest.mark.parametrize(
    ("reason", "changes", "count"),
    [
        (Reason.CODES_EXHAUSTED, {}, 2),
        (Reason.CODES_EXHAUSTED, {"arrival_unsure": True}, 2),
        (Reason.LOGIN_FAILED, {}, 2),
        (Reason.LOGIN_FAILED, {"arrival_unsure": True}, 1),
        (Reason.PROVIDER_DOWN, {}, 1),
    ],
)
async def test_a_vendor_that_fails_at_a_code_has_refused_it(
    heart: Heart, reason: Reason, changes: dict[str, Any], count: int
) -> None:
    live = await heart.stored(
        State.WORKING, ask=SMS, call=CallKind.CODE, submitted_at=NOW, wrong_codes=1, **changes
    )
    heart.provider.answers("check", Failed(reason))
    row = await heart.look(live)
    assert (row.ending, row.wrong_codes) == (reason, count)


async def test_a_vendor_that_fails_at_the_first_wrong_code_gives_no_more_tries_for_that(heart: Heart) -> None:
    for _ in range(A_DAY):
        live = await heart.stored(
            State.SUBMITTING, ask=SMS, call=CallKind.CODE, submitted_at=NOW, owner=OWNER
        )
        await heart.worker.landing.of_call(live, OWNER, Failed(Reason.LOGIN_FAILED))
    assert (await heart.row(live)).ending == Own.TOO_MANY_CODES_TODAY
    assert await signs_in(heart) is Reaction.TOO_MANY_CODES_TODAY


def test_the_day_is_over_when_its_oldest_wrong_code_that_counts_is_a_day_old() -> None:
    wrong = (Wrong("c", NOW, 2), Wrong("b", NOW - HOUR, 3), Wrong("a", NOW - 2 * HOUR, 1))
    assert closed(Guessed(wrong, wrong), LIMITS) == Closed(Shut.TODAY, NOW - HOUR + DAY)


async def test_a_code_that_was_right_after_wrong_ones_connects(heart: Heart) -> None:
    await guessed(heart, (HOUR, 4))
    live = await heart.stored(State.SUBMITTING, ask=SMS, call=CallKind.CODE, submitted_at=NOW, owner=OWNER)
    await heart.worker.landing.of_call(live, OWNER, Done(heart.cast.account.external_id))
    assert (await heart.row(live)).state is State.CONNECTED

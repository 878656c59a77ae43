"""What a creator was asked is read from her attempts alone, over teams and providers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from storage import retain
from storage.models import State
from storage.repositories.prompts import PromptHistory
from storage.retention import ATTEMPTS_SECONDS
from tests.storage import builders
from tests.storage.builders import NOW

if TYPE_CHECKING:
    from storage import Store
    from tests.storage.builders import Cast


SILENCE = 300.0


@pytest.fixture
async def cast(store: Store) -> Cast:
    return await builders.cast(store)


async def history(
    store: Store, cast: Cast, since: float = 0.0, *, now: float = NOW + SILENCE - 1
) -> PromptHistory:
    async with store.read() as unit:
        return await unit.prompts.history(cast.stella.id, now=now, since=since, silence=SILENCE)


async def over(store: Store, cast: Cast, state: State, at: float, **changes: Any) -> None:  # noqa: ANN401 - any field of the model
    await builders.stored(store, cast, state=state, state_since=NOW + at, created_at=NOW + at, **changes)


async def test_nobody_asked_her_yet(store: Store, cast: Cast) -> None:
    assert await history(store, cast) == PromptHistory()


async def test_she_knows_a_manager_by_what_she_agreed_to_or_what_connected(store: Store, cast: Cast) -> None:
    async def knows(before: float = NOW + 100) -> bool:
        async with store.read() as unit:
            return await unit.prompts.has_agreed(cast.stella.id, cast.manager.id, before)

    await over(store, cast, State.DECLINED, 1, offers=1)
    await over(store, cast, State.EXPIRED, 2, started_at=NOW + 2)
    await over(store, cast, State.CONNECTED, 3, manager_id=None)
    assert not await knows()
    await over(store, cast, State.FAILED, 10, offers=1, started_at=NOW + 10)
    assert await knows()
    assert not await knows(NOW + 10)
    await over(store, cast, State.CONNECTED, 5)
    assert await knows(NOW + 10)


async def test_a_manager_of_whom_she_has_heard_nothing_for_ninety_days_is_new_to_her_again(
    store: Store, cast: Cast
) -> None:
    """Who asked is forgotten by then, and to be asked once too often is better than once too seldom."""
    await over(store, cast, State.CONNECTED, 0, offers=1, started_at=NOW)

    async def knows(now: float) -> bool:
        await retain(store, now)
        async with store.read() as unit:
            return await unit.prompts.has_agreed(cast.stella.id, cast.manager.id, now)

    assert await knows(NOW + ATTEMPTS_SECONDS)
    assert not await knows(NOW + ATTEMPTS_SECONDS + 1)


async def test_prompts_come_in_order_from_a_time_on(store: Store, cast: Cast) -> None:
    for at in (30, 10, 20):
        await over(store, cast, State.FAILED, at, prompted_at=NOW + at)
    await over(store, cast, State.FAILED, 40)
    assert (await history(store, cast, NOW + 20)).prompts == (NOW + 20, NOW + 30)


async def test_refusals_since_her_last_act_are_declines_and_prompts_without_an_answer(
    store: Store, cast: Cast
) -> None:
    await over(store, cast, State.DECLINED, 1)
    await over(store, cast, State.FAILED, 2, manager_id=None, started_at=NOW + 2)
    await over(store, cast, State.DECLINED, 3)
    await over(store, cast, State.DECLINED, 4, ending="blocked")
    await over(store, cast, State.EXPIRED, 5, prompted_at=NOW + 4, offers=1)
    await over(store, cast, State.EXPIRED, 6, prompted_at=NOW + 4, offers=1, started_at=NOW + 5)
    await over(store, cast, State.EXPIRED, 7, prompted_at=NOW + 4, submitted_at=NOW + 5)
    await over(store, cast, State.EXPIRED, 8)
    found = await history(store, cast)
    assert (found.acted_at, found.refusals) == (NOW + 5, ())
    await over(store, cast, State.EXPIRED, 9, prompted_at=NOW + 8)
    await over(store, cast, State.DECLINED, 10)
    assert (await history(store, cast)).refusals == (NOW + 10, NOW + 9)
    await over(store, cast, State.CONNECTED, 11, challenge=1)
    found = await history(store, cast)
    assert (found.succeeded_at, found.refusals) == (NOW + 11, ())


async def test_opening_the_page_is_an_act_of_hers(store: Store, cast: Cast) -> None:
    attempt = await builders.stored(store, cast, state=State.ASKED, prompted_at=NOW, offers=1)
    link = builders.link(attempt, created_at=NOW + 5)
    async with store.write() as unit:
        await unit.links.add(link, "token")
    assert (await history(store, cast)).acted_at == NOW + 5


async def test_later_is_what_she_chose_and_not_what_waits(store: Store, cast: Cast) -> None:
    other = builders.account(cast.team, cast.stella)
    async with store.write() as unit:
        await unit.accounts.add(other)
    await over(store, cast, State.ASKED, 60, offers=1, put_off_until=NOW + 60)
    await over(store, cast, State.ASKED, 90, account_id=other.id)
    assert (await history(store, cast)).later_at == NOW + 60
    await over(store, cast, State.CANCELLED, 20, put_off_until=NOW + 70)
    await over(store, cast, State.CANCELLED, 20, put_off_until=NOW + 80, started_at=NOW)
    await over(store, cast, State.CANCELLED, 20, put_off_until=NOW + 90, ending="started_over")
    assert (await history(store, cast)).later_at == NOW + 70


@pytest.mark.parametrize(
    ("state", "seconds", "count"),
    [
        (State.CANCELLED, SILENCE, 1),
        (State.CANCELLED, SILENCE - 1, 0),
        (State.FAILED, SILENCE, 1),
        (State.FAILED, SILENCE - 1, 0),
        (State.EXPIRED, 1, 1),
        (State.CONNECTED, SILENCE, 0),
    ],
)
async def test_who_lets_her_wait_for_long_and_ends_it_then_was_refused(
    store: Store, cast: Cast, state: State, seconds: float, count: int
) -> None:
    await over(store, cast, state, seconds, prompted_at=NOW)
    assert len((await history(store, cast)).refusals) == count


QUESTION: dict[str, Any] = {"prompted_at": NOW, "asked_first": True, "offers": 1}


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        (State.ASKED, QUESTION),
        (State.CODE_NEEDED, {"prompted_at": NOW, "started_at": NOW - 1}),
        (State.LINK_NEEDED, {"prompted_at": NOW, "started_at": NOW - 1}),
        (State.WORKING, {"prompted_at": NOW, "started_at": NOW - 1}),
    ],
)
async def test_what_is_open_and_unanswered_for_long_is_refused(
    store: Store, cast: Cast, state: State, asked: dict[str, Any]
) -> None:
    await over(store, cast, state, 0, **asked)
    assert (await history(store, cast)).refusals == ()
    for now in (NOW + SILENCE, NOW + 10 * SILENCE):
        assert (await history(store, cast, now=now)).refusals == (NOW + SILENCE,)


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        (State.ASKED, {"asked_first": False, "put_off_until": NOW + 60, "prompted_at": NOW, "offers": 1}),
        (State.ASKED, {"asked_first": False}),
        (State.ASKED, {"asked_first": True, "offers": 1, "manager_id": None}),
        (State.CODE_NEEDED, {"prompted_at": NOW, "submitted_at": NOW + 1}),
        (State.CODE_NEEDED, QUESTION | {"started_at": NOW + 1}),
    ],
    ids=["put off", "waiting", "begun by her", "submitted", "agreed to"],
)
async def test_what_she_has_answered_is_never_refused_however_long_it_is_open(
    store: Store, cast: Cast, state: State, asked: dict[str, Any]
) -> None:
    await over(store, cast, state, 0, **asked)
    assert (await history(store, cast, now=NOW + 10 * SILENCE)).refusals == ()


async def test_a_prompt_whose_page_she_has_opened_is_not_left_unanswered(store: Store, cast: Cast) -> None:
    for state in (State.ASKED, State.EXPIRED):
        attempt = await builders.stored(store, cast, state=state, state_since=NOW + SILENCE, **QUESTION)
        async with store.write() as unit:
            await unit.links.add(builders.link(attempt), f"token of {state}")
    assert (await history(store, cast, now=NOW + 10 * SILENCE)).refusals == ()


async def test_one_prompt_is_one_refusal_at_its_end_or_while_it_is_open_where_silence_began(
    store: Store, cast: Cast
) -> None:
    asked = await builders.stored(store, cast, state=State.ASKED, **QUESTION)
    await over(store, cast, State.DECLINED, 400)
    assert (await history(store, cast, now=NOW + 900)).refusals == (NOW + 400, NOW + SILENCE)
    async with store.write() as unit:
        await unit.attempts.change(asked, replace(asked, state=State.EXPIRED, state_since=NOW + 800))
    assert (await history(store, cast, now=NOW + 900)).refusals == (NOW + 800, NOW + 400)


async def test_what_was_silence_before_she_acted_is_not_so_anew_once_it_ends(
    store: Store, cast: Cast
) -> None:
    asked = await builders.stored(store, cast, state=State.ASKED, **QUESTION)
    await over(store, cast, State.FAILED, 400, manager_id=None, started_at=NOW + SILENCE)
    assert (await history(store, cast, now=NOW + 900)).refusals == ()
    async with store.write() as unit:
        await unit.attempts.change(asked, replace(asked, state=State.CANCELLED, state_since=NOW + 800))
    assert (await history(store, cast, now=NOW + 900)).refusals == ()


async def test_what_she_put_off_is_silence_once_she_was_asked_anew_and_left_that_for_long(
    store: Store, cast: Cast
) -> None:
    put_off = QUESTION | {"offers": 2, "put_off_until": NOW + 900}
    asked = await builders.stored(store, cast, state=State.ASKED, state_since=NOW + 950, **put_off)
    assert (await history(store, cast, now=NOW + 949 + SILENCE)).refusals == ()
    found = await history(store, cast, now=NOW + 950 + SILENCE)
    assert found.refusals == (NOW + 950 + SILENCE,)
    for after, count in ((899 + SILENCE, 0), (900 + SILENCE, 1)):
        ended = replace(asked, state=State.CANCELLED, state_since=NOW + after)
        async with store.write() as unit:
            changed = await unit.attempts.change(asked, ended)
        assert len((await history(store, cast, now=NOW + 9000)).refusals) == count
        assert changed is not None
        asked = changed


async def test_what_she_is_asked_anew_after_another_login_of_hers_is_refused_by_silence(
    store: Store, cast: Cast
) -> None:
    await over(store, cast, State.FAILED, 1500, manager_id=None, started_at=NOW + 1400)
    await over(store, cast, State.EXPIRED, 9000, **QUESTION, put_off_until=NOW + 900)
    assert (await history(store, cast, now=NOW + 9000)).refusals == (NOW + 9000,)


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"put_off_until": NOW + 60}, 0),
        ({"ending": "paused"}, 0),
        ({"ending": "left"}, 0),
        ({"ending": "blocked"}, 0),
        ({"ending": "started_over"}, 0),
        ({"ending": "frozen"}, 1),
        ({"ending": "withdrawn"}, 1),
    ],
)
async def test_what_ends_by_her_word_is_no_silence_and_what_staff_end_is(
    store: Store, cast: Cast, changes: dict[str, Any], count: int
) -> None:
    await over(store, cast, State.CANCELLED, 2 * SILENCE, prompted_at=NOW, offers=1, **changes)
    assert len((await history(store, cast, now=NOW + 9000)).refusals) == count


async def test_a_login_that_connects_without_her_is_no_success_of_hers(store: Store, cast: Cast) -> None:
    await over(store, cast, State.CONNECTED, 1)
    assert (await history(store, cast)).succeeded_at == 0.0
    await over(store, cast, State.CONNECTED, 2, manager_id=None)
    await over(store, cast, State.CONNECTED, 3)
    assert (await history(store, cast)).succeeded_at == NOW + 2
    await over(store, cast, State.CONNECTED, 4, challenge=1)
    assert (await history(store, cast)).succeeded_at == NOW + 4

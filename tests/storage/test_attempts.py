"""Attempts: conditional changes, leases by the database's clock, and what is due or untold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from storage import CallKind, Conflict, ManagerState, State, Store, Untold, new_id
from storage.clock import database_clock
from storage.models import LIVE, OVER
from storage.schema import attempts
from tests.storage import builders
from tests.storage.builders import NOW, Cast, stored

if TYPE_CHECKING:
    from storage import Attempt

QUICK = {State.STARTING, State.WORKING, State.SUBMITTING, State.UNSURE}


async def _lapse(store: Store) -> None:
    """Let eight seconds pass for every lease, as the database's clock sees it."""
    async with store.session() as session:
        await session.execute(update(attempts).values(lease_until=attempts.c.lease_until - 8))


async def _lease_left(store: Store, attempt: Attempt) -> float:
    async with store.session() as session:
        query = attempts.select().with_only_columns(attempts.c.lease_until - database_clock())
        left: float = await session.scalar(query.where(attempts.c.id == attempt.id))
        return left


async def test_an_attempt_comes_back_as_it_was_stored(store: Store, cast: Cast) -> None:
    attempt = await stored(
        store, cast, call=CallKind.RESEND, thread_id=9, watch_until=NOW, ending="no_answer", gates=3
    )
    async with store.read() as unit:
        assert await unit.attempts.get(attempt.id) == attempt
        assert await unit.attempts.get("none") is None


@pytest.mark.parametrize("state", sorted(LIVE))
async def test_a_creator_has_one_live_attempt(store: Store, cast: Cast, state: State) -> None:
    live = await stored(store, cast, state=state)
    async with store.write() as unit:
        with pytest.raises(Conflict) as caught:
            await unit.attempts.add(builders.attempt(cast, state=State.STARTING))
        assert caught.value.name == "attempt_live"
        assert await unit.attempts.live_of_creator(cast.stella.id) == live


@pytest.mark.parametrize("state", sorted(OVER | {State.ASKED}))
async def test_what_is_over_or_asked_does_not_stand_in_the_way(
    store: Store, cast: Cast, state: State
) -> None:
    await stored(store, cast, state=state)
    live = await stored(store, cast)
    async with store.read() as unit:
        assert await unit.attempts.live_of_creator(cast.stella.id) == live


async def test_one_attempt_per_account_is_asked_and_another_account_may_ask_too(
    store: Store, cast: Cast
) -> None:
    first = await stored(store, cast, state=State.ASKED)
    other = builders.account(cast.team, cast.stella)
    async with store.write() as unit:
        await unit.accounts.add(other)
        with pytest.raises(Conflict) as caught:
            await unit.attempts.add(builders.attempt(cast, state=State.ASKED))
        assert caught.value.name == "attempt_asked"
    second = await stored(store, cast, state=State.ASKED, account_id=other.id, created_at=NOW + 1)
    async with store.read() as unit:
        assert await unit.attempts.asked_of_creator(cast.stella.id) == [first, second]


async def test_starting_an_asked_attempt_is_refused_while_another_is_live(store: Store, cast: Cast) -> None:
    asked, live = await stored(store, cast, state=State.ASKED), await stored(store, cast)
    async with store.write() as unit:
        with pytest.raises(Conflict) as caught:
            await unit.attempts.change(asked, replace(asked, state=State.STARTING), owner="me")
        assert caught.value.name == "attempt_live"
        assert await unit.attempts.get(asked.id) == asked
        assert await unit.attempts.change(live, replace(live, state=State.CONNECTED))
        assert await unit.attempts.change(asked, replace(asked, state=State.STARTING), owner="me")


async def test_a_change_counts_the_version_and_keeps_what_was_told(store: Store, cast: Cast) -> None:
    attempt = await stored(store, cast)
    after = replace(attempt, state=State.CODE_NEEDED, challenge=1, told=99, version=50, resume="r2", ask=None)
    async with store.write() as unit:
        await unit.attempts.mark_told(attempt.id, 0)
        written = await unit.attempts.change(attempt, after)
        assert written == replace(after, version=1, told=0)
        assert await unit.attempts.get(attempt.id) == written


@pytest.mark.parametrize("stale", [{"version": 3}, {"state": State.CODE_NEEDED}])
async def test_a_change_from_a_stale_version_or_state_writes_nothing(
    store: Store, cast: Cast, stale: dict[str, Any]
) -> None:
    attempt = await stored(store, cast)
    async with store.write() as unit:
        assert (
            await unit.attempts.change(replace(attempt, **stale), replace(attempt, gates=4), owner="me")
            is None
        )
        assert await unit.attempts.get(attempt.id) == attempt


async def test_a_claim_leaves_the_lease_alone_unless_an_owner_is_named(store: Store, cast: Cast) -> None:
    attempt = await stored(store, cast, owner="first")
    async with store.write() as unit:
        attempt = await unit.attempts.change(attempt, attempt) or attempt
        assert await unit.attempts.renew(attempt.id, "first")
        attempt = await unit.attempts.change(attempt, attempt, owner="second") or attempt
        assert not await unit.attempts.renew(attempt.id, "first")
        assert await unit.attempts.renew(attempt.id, "second")
    assert 7 < await _lease_left(store, attempt) <= 8


async def test_due_attempts_are_claimed_once_each_with_an_owner_of_its_own(store: Store) -> None:
    made = [await stored(store, await builders.cast(store), due_at=NOW - number) for number in range(3)]
    late = await stored(store, await builders.cast(store), due_at=NOW + 1)
    async with store.write() as unit:
        assert await unit.attempts.next_due() == NOW - 2
        claimed = await unit.attempts.claim_due(new_id, NOW, 2)
        rest = await unit.attempts.claim_due(new_id, NOW, 9)
        assert await unit.attempts.claim_due(new_id, NOW, 9) == []
        assert await unit.attempts.next_due() == late.due_at
    assert [one.attempt.id for one in (*claimed, *rest)] == [made[2].id, made[1].id, made[0].id]
    assert len({one.owner for one in (*claimed, *rest)}) == 3


async def test_what_a_provider_works_on_is_claimed_before_what_waits_for_people(store: Store) -> None:
    for number, state in enumerate(sorted(LIVE)):
        await stored(store, await builders.cast(store), state=state, due_at=NOW - number)
    async with store.write() as unit:
        found = [one.attempt.state for one in await unit.attempts.claim_due(new_id, NOW, 99)]
    assert set(found[: len(QUICK)]) == QUICK
    assert set(found) == LIVE


async def test_a_lease_lapses_by_the_databases_clock_whatever_the_callers_says(
    store: Store, cast: Cast
) -> None:
    await stored(store, cast)
    async with store.write() as unit:
        await unit.attempts.claim_due(lambda: "first", NOW, 1)
        assert await unit.attempts.claim_due(lambda: "second", NOW + 1e6, 1) == []
    await _lapse(store)
    async with store.write() as unit:
        taken = await unit.attempts.claim_due(lambda: "second", NOW, 1)
        assert [one.owner for one in taken] == ["second"]


@pytest.mark.parametrize("state", [State.STARTING, State.SUBMITTING])
async def test_a_call_whose_lease_lapsed_is_claimed_although_not_due(
    store: Store, cast: Cast, state: State
) -> None:
    attempt = await stored(store, cast, owner="dead", state=state, due_at=None)
    async with store.write() as unit:
        assert await unit.attempts.claim_due(new_id, NOW, 1) == []
    await _lapse(store)
    async with store.write() as unit:
        assert [one.attempt for one in await unit.attempts.claim_due(new_id, NOW, 1)] == [attempt]


async def test_only_the_owner_renews_releases_and_postpones(store: Store, cast: Cast) -> None:
    attempt = await stored(store, cast, owner="me")
    async with store.write() as unit:
        assert not await unit.attempts.renew(attempt.id, "you")
        assert not await unit.attempts.postpone(attempt.id, "you", NOW + 9)
        await unit.attempts.release(attempt.id, "you")
        assert await unit.attempts.claim_due(new_id, NOW, 1) == []
        assert await unit.attempts.postpone(attempt.id, "me", NOW + 9)
        assert await unit.attempts.get(attempt.id) == replace(attempt, due_at=NOW + 9)
        assert not await unit.attempts.renew(attempt.id, "me")
        assert await unit.attempts.claim_due(new_id, NOW + 9, 1) != []


async def test_hurrying_only_ever_makes_it_sooner(store: Store, cast: Cast) -> None:
    never = await stored(store, cast, due_at=None)
    async with store.write() as unit:
        for now, expected in ((NOW, NOW), (NOW + 5, NOW), (NOW - 5, NOW - 5)):
            await unit.attempts.hurry(never.id, now)
            assert await unit.attempts.get(never.id) == replace(never, due_at=expected)


async def test_an_attempt_is_untold_until_its_newest_version_was_shown(store: Store, cast: Cast) -> None:
    attempt = await stored(store, cast)
    async with store.write() as unit:
        assert await unit.attempts.untold(9) == [Untold(attempt.id, 0)]
        await unit.attempts.mark_told(attempt.id, 0)
        assert await unit.attempts.untold(9) == []
        await unit.attempts.change(attempt, attempt)
        assert await unit.attempts.untold(9) == [Untold(attempt.id, 1)]
        await unit.attempts.mark_told(attempt.id, 1)
        await unit.attempts.mark_told(attempt.id, 0)
        assert await unit.attempts.untold(9) == []


async def test_what_is_never_told_does_not_hold_up_later_changes(store: Store) -> None:
    for age in range(3):
        await stored(store, await builders.cast(store), state_since=NOW - 60 * (age + 1))
    fresh = await stored(store, await builders.cast(store))
    async with store.read() as unit:
        assert await unit.attempts.untold(1) == [Untold(fresh.id, 0)]


async def test_lists_of_a_team_a_creator_and_an_account_are_ordered_by_age(store: Store, cast: Cast) -> None:
    over = await stored(store, cast, state=State.FAILED, created_at=NOW - 5)
    live = await stored(store, cast, created_at=NOW + 5)
    asked = await stored(store, cast, state=State.ASKED)
    async with store.read() as unit:
        assert await unit.attempts.open_of_team(cast.team.id) == [asked, live]
        assert await unit.attempts.newest_of_creator(cast.stella.id, 2) == [live, asked]
        assert await unit.attempts.newest_of_creator(cast.stella.id, 9) == [live, asked, over]
        assert await unit.attempts.newest_of_account(cast.account.id) == live


async def test_a_view_names_everybody_also_after_they_left(store: Store, cast: Cast) -> None:
    sam = await builders.person(store, "Sam")
    ender = builders.manager(cast.team, sam, name="Sam", state=ManagerState.REMOVED, removed_at=NOW)
    ended = replace(cast.enrolment, ended_at=NOW)
    async with store.write() as unit:
        await unit.managers.add(ender)
        await unit.enrolments.save(ended)
    attempt = await stored(store, cast, state=State.CANCELLED, ended_by=ender.id)
    async with store.read() as unit:
        view = await unit.attempts.view(attempt.id)
        assert await unit.attempts.view("none") is None
    assert view is not None
    assert (view.attempt, view.account, view.creator, view.team) == (
        attempt,
        cast.account,
        cast.stella,
        cast.team,
    )
    assert (view.enrolment, view.manager, view.ended_by) == (ended, cast.manager, ender)


async def test_a_view_of_a_login_that_she_started_names_no_manager(store: Store, cast: Cast) -> None:
    attempt = await stored(store, cast, manager_id=None)
    async with store.read() as unit:
        view = await unit.attempts.view(attempt.id)
    assert view is not None
    assert (view.manager, view.ended_by) == (None, None)

"""First connections, hosted logins side by side, and step-ups, as they are stored."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from storage import (
    OWN_PROXY,
    Action,
    Conflict,
    Purpose,
    Rejected,
    State,
    Store,
    Way,
)
from storage.models import LIVE, OVER
from storage.schema import attempts
from tests.storage import builders
from tests.storage.builders import NOW, Cast, spoil, stored

if TYPE_CHECKING:
    from storage import Attempt

DAY = 86_400.0
DAY_BEFORE = NOW - DAY


async def _first(store: Store, cast: Cast, **changes: Any) -> Attempt:  # noqa: ANN401 - any field
    made = builders.connecting(cast, **changes)
    async with store.write() as unit:
        await unit.attempts.add(made)
    return made


async def test_a_first_connection_has_no_account_until_a_change_names_it(store: Store, cast: Cast) -> None:
    asked = await _first(store, cast, way=Way.HOSTED, proxy="de")
    async with store.write() as unit:
        assert await unit.attempts.get(asked.id) == asked
        assert await unit.attempts.newest_of_creator(cast.stella.id, 5) == [asked]
        assert await unit.attempts.asked_of_creator(cast.stella.id) == [asked]
        assert await unit.attempts.open_of_team(cast.team.id) == [asked]
        assert await unit.attempts.newest_of_account(cast.account.id) is None
        view = await unit.attempts.view(asked.id)
        assert view is not None
        assert (view.account, view.number, view.creator) == (None, None, cast.stella)
        named = replace(asked, state=State.CONNECTED, account_id=cast.account.id)
        assert await unit.attempts.change(asked, named) == replace(named, version=1)
        view = await unit.attempts.view(asked.id)
        assert view is not None
        assert view.account == cast.account
        assert await unit.attempts.newest_of_account(cast.account.id) == view.attempt


async def test_a_step_up_says_nothing_of_how_an_account_is_signed_in(store: Store, cast: Cast) -> None:
    login = await stored(store, cast, state=State.CONNECTED)
    for state in (State.CONNECTED, State.DECLINED):
        await stored(store, cast, state=state, purpose=Purpose.STEP_UP, created_at=NOW + 60)
    async with store.read() as unit:
        assert await unit.attempts.newest_of_account(cast.account.id) == login
        assert await unit.attempts.newest_connected_of_account(cast.account.id) == login


async def test_an_attempt_keeps_its_way_proxy_force_and_action(store: Store, cast: Cast) -> None:
    made = await stored(store, cast, way=Way.APP, proxy=OWN_PROXY, force=True, action=Action.BANK_DETAILS)
    async with store.write() as unit:
        assert await unit.attempts.get(made.id) == made
        changed = replace(made, way=Way.FORM, proxy="us", force=False, action=Action.PAYOUT)
        assert await unit.attempts.change(made, changed) == replace(changed, version=1)


@pytest.mark.parametrize("column", ["way", "action"])
async def test_the_database_refuses_a_word_outside_the_list(store: Store, cast: Cast, column: str) -> None:
    made = await stored(store, cast)
    with pytest.raises(Rejected):
        await spoil(store, attempts, made.id, **{column: "smoke_signal"})


async def test_one_first_connection_at_a_time_is_asked_by_a_team_for_a_platform_at_a_provider(
    store: Store, cast: Cast
) -> None:
    asked = await _first(store, cast)
    with pytest.raises(Conflict) as caught:
        await _first(store, cast)
    assert caught.value.name == "attempt_asked_connecting"
    await _first(store, cast, platform="fansly")
    await _first(store, cast, provider="apifansly")
    await _first(store, await builders.cast(store))
    other = builders.team()
    async with store.write() as unit:
        await unit.teams.add(other)
    await _first(store, cast, team_id=other.id)
    await stored(store, cast, state=State.ASKED)
    async with store.write() as unit:
        assert await unit.attempts.change(asked, replace(asked, state=State.STARTING))
    await _first(store, cast)


async def test_the_leave_for_step_ups_is_set_alone_and_survives_a_save_of_an_older_value(
    store: Store, cast: Cast
) -> None:
    async with store.write() as unit:
        await unit.teams.set_step_up(cast.team.id, NOW)
        await unit.enrolments.set_step_up(cast.enrolment.id, NOW + 1)
        await unit.teams.save(replace(cast.team, title="Moonlight"))
        await unit.enrolments.save(replace(cast.enrolment, name="Luna"))
        assert await unit.teams.get(cast.team.id) == replace(cast.team, title="Moonlight", step_up_at=NOW)
        enrolled = await unit.enrolments.get(cast.enrolment.id)
        assert enrolled == replace(cast.enrolment, name="Luna", step_up_at=NOW + 1)
        await unit.teams.set_step_up(cast.team.id, None)
        await unit.enrolments.set_step_up(cast.enrolment.id, None)
        assert await unit.teams.by_chat(cast.team.chat_id) == replace(cast.team, title="Moonlight")
        assert await unit.enrolments.by_name(cast.team.id, "Luna") == replace(cast.enrolment, name="Luna")


async def test_step_ups_of_a_creator_are_counted_from_a_time_on(store: Store, cast: Cast) -> None:
    ups = {"purpose": Purpose.STEP_UP, "state": State.DECLINED}
    for age in (0, 10, 20):
        await stored(store, cast, created_at=NOW - age, **ups)
    await stored(store, cast)
    await stored(store, await builders.cast(store), **ups)
    async with store.read() as unit:
        counts = [await unit.attempts.step_ups_since(cast.stella.id, NOW - age) for age in (20, 10, 9, -1)]
    assert counts == [3, 2, 1, 0]


async def test_the_audit_counts_one_kind_of_one_team_from_a_time_on(store: Store, cast: Cast) -> None:
    other = (await builders.cast(store)).team
    async with store.write() as unit:
        for age in (20, 10, 0):
            await unit.audit.append(cast.team.id, "disconnect", NOW - age)
        await unit.audit.append(cast.team.id, "login", NOW)
        await unit.audit.append(other.id, "disconnect", NOW)
        counts = [await unit.audit.count(cast.team.id, "disconnect", NOW - age) for age in (20, 10, 9, -1)]
    assert counts == [3, 2, 1, 0]


async def _sees_another(store: Store, cast: Cast, **changes: Any) -> bool:  # noqa: ANN401 - any field
    """Tell whether Stella's hosted login sees a connection of another creator."""
    other = await builders.cast(store)
    await stored(store, other, **{"purpose": Purpose.CONNECT, "way": Way.HOSTED, **changes})
    return await _sees_others(store, await _mine(store, cast))


async def _mine(store: Store, cast: Cast) -> Attempt:
    return await stored(store, cast, purpose=Purpose.CONNECT, way=Way.HOSTED)


async def _sees_others(store: Store, mine: Attempt) -> bool:
    async with store.read() as unit:
        return await unit.attempts.others_connecting(mine, DAY_BEFORE)


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("state", sorted(LIVE))
async def test_a_connection_that_is_live_is_another(store: Store, cast: Cast, state: State, way: Way) -> None:
    assert await _sees_another(store, cast, state=state, state_since=NOW - 5 * DAY, way=way)


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("state", sorted(OVER))
async def test_a_connection_that_ended_meanwhile_is_another(
    store: Store, cast: Cast, state: State, way: Way
) -> None:
    assert await _sees_another(store, cast, state=state, state_since=NOW, way=way)


@pytest.mark.parametrize("state", sorted(OVER - {State.CONNECTED}))
async def test_a_page_that_may_have_been_left_open_is_another(store: Store, cast: Cast, state: State) -> None:
    assert await _sees_another(store, cast, state=state, state_since=DAY_BEFORE)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": State.ASKED, "state_since": NOW + 5},
        {"state": State.CONNECTED, "state_since": NOW - 1},
        {"state": State.EXPIRED, "state_since": DAY_BEFORE - 1},
        {"state": State.EXPIRED, "state_since": NOW - 1, "way": Way.FORM},
        {"state": State.EXPIRED, "state_since": NOW - 1, "way": Way.APP},
        {"purpose": Purpose.RECONNECT, "way": None},
        {"purpose": Purpose.STEP_UP, "way": None},
        {"provider": "onlyfansapi"},
    ],
)
async def test_what_brought_no_account_there_at_that_time_is_no_other(
    store: Store, cast: Cast, changes: dict[str, Any]
) -> None:
    assert not await _sees_another(store, cast, **changes)


async def test_another_connection_of_hers_counts_in_whichever_team(store: Store, cast: Cast) -> None:
    mine = await _mine(store, cast)
    assert not await _sees_others(store, mine)
    await stored(store, cast, purpose=Purpose.CONNECT, way=Way.FORM, state=State.FAILED)
    assert await _sees_others(store, mine)


async def test_what_is_not_watched_any_more_is_another_still(store: Store, cast: Cast) -> None:
    other = await builders.cast(store)
    ended: dict[str, Any] = {"state": State.EXPIRED, "state_since": NOW - 9, "watch_until": NOW + 900}
    watched = await stored(store, other, purpose=Purpose.CONNECT, way=Way.HOSTED, **ended)
    async with store.write() as unit:
        assert await unit.attempts.change(
            watched, replace(watched, resume=None, watch_until=None, due_at=None)
        )
    assert await _sees_others(store, await _mine(store, cast))

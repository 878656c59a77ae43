"""Whoever has no role any more is forgotten, and nobody else; so are the proxies of closed teams."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from storage import ManagerState, State, retain
from storage.retention import ATTEMPTS_SECONDS, DAY, PEOPLE_SECONDS
from tests.storage import builders
from tests.storage.builders import NOW, Cast, stored

if TYPE_CHECKING:
    from storage import Person, Store

MUCH_LATER = NOW + 200 * DAY


async def knows(store: Store, person: Person) -> bool:
    async with store.read() as unit:
        return await unit.people.get(person.id) is not None


async def test_a_passer_by_is_forgotten_after_a_day(store: Store) -> None:
    stranger = await builders.person(store, "Stranger")
    assert (await retain(store, NOW + PEOPLE_SECONDS)).people == 0
    assert (await retain(store, NOW + PEOPLE_SECONDS + 1)).people == 1
    assert not await knows(store, stranger)


async def test_whoever_has_a_role_is_kept(store: Store, cast: Cast) -> None:
    assert (await retain(store, MUCH_LATER)).people == 0
    assert await knows(store, cast.mia)
    assert await knows(store, cast.stella)


async def test_an_owner_needs_no_other_role_to_be_kept(store: Store) -> None:
    sam = await builders.person(store, "Sam")
    assert (await retain(store, MUCH_LATER, frozenset({sam.telegram_id}))).people == 0
    assert await knows(store, sam)


async def test_an_owner_of_before_is_forgotten_and_whom_that_one_listed_stays(
    store: Store, cast: Cast
) -> None:
    sam = await builders.person(store, "Sam")
    async with store.write() as unit:
        await unit.managers.save(replace(cast.manager, listed_by=sam.id))
    assert (await retain(store, MUCH_LATER)).people == 1
    async with store.read() as unit:
        assert await unit.managers.get(cast.manager.id) == cast.manager


async def test_who_has_opened_an_invitation_is_kept_as_long_as_it_is(store: Store, cast: Cast) -> None:
    luna = await builders.person(store, "Luna")
    async with store.write() as unit:
        expires_at = NOW + 10 * DAY
        await unit.invitations.add(
            builders.invitation(cast.manager, person_id=luna.id, expires_at=expires_at), "token"
        )
    assert (await retain(store, NOW + 5 * DAY)).people == 0
    await retain(store, NOW + 20 * DAY)
    assert (await retain(store, NOW + 20 * DAY)).people == 1


@pytest.mark.parametrize("state", [State.CONNECTED, State.DECLINED])
async def test_who_has_left_is_forgotten_once_her_logins_name_nobody(
    store: Store, cast: Cast, state: State
) -> None:
    left_at = NOW + DAY
    await stored(store, cast, state=state, due_at=None)
    async with store.write() as unit:
        await unit.enrolments.save(replace(cast.enrolment, ended_at=left_at))
    assert (await retain(store, left_at + ATTEMPTS_SECONDS)).people == 0
    assert (await retain(store, left_at + ATTEMPTS_SECONDS + 1)).people == 1
    assert not await knows(store, cast.stella)
    assert await knows(store, cast.mia)


async def test_a_manager_who_was_removed_is_forgotten_and_what_was_asked_for_stays(
    store: Store, cast: Cast
) -> None:
    attempt = await stored(store, cast, state=State.CONNECTED, due_at=None)
    async with store.write() as unit:
        await unit.managers.save(replace(cast.manager, state=ManagerState.REMOVED, removed_at=NOW))
    assert (await retain(store, MUCH_LATER)).people == 1
    assert not await knows(store, cast.mia)
    async with store.read() as unit:
        assert await unit.attempts.get(attempt.id) is not None


async def test_the_proxy_of_a_closed_team_is_dropped(store: Store, cast: Cast) -> None:
    async with store.write() as unit:
        await unit.proxies.set(builders.own_proxy(cast.team))
    assert (await retain(store, NOW)).proxies == 0
    async with store.write() as unit:
        await unit.teams.save(replace(cast.team, closed_at=NOW))
    assert (await retain(store, NOW)).proxies == 1

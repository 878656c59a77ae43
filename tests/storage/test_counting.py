"""What limits count, wrong codes and starts, is read from attempts alone, alike on both engines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from storage.models import By, CallKind, Purpose, State, Way
from storage.repositories.guesses import Target, Wrong
from storage.repositories.starts import Start
from tests.storage import builders
from tests.storage.builders import NOW

if TYPE_CHECKING:
    from storage import Store
    from storage.models import Account, Attempt
    from tests.storage.builders import Cast

KIT, API = "onlyfanskit", "onlyfansapi"


@pytest.fixture
async def cast(store: Store) -> Cast:
    return await builders.cast(store)


def of(account: Account) -> Target:
    return Target(account.creator_id, account.platform)


async def over(store: Store, cast: Cast, at: float, **changes: Any) -> Attempt:  # noqa: ANN401 - any field of the model
    times = dict.fromkeys(("created_at", "state_since"), NOW + at)
    fields: dict[str, Any] = {"state": State.FAILED, "ask": None, **times}
    return await builders.stored(store, cast, **fields | changes)


async def another(store: Store, cast: Cast, **changes: Any) -> Account:  # noqa: ANN401 - likewise
    made = builders.account(cast.team, cast.stella, **changes)
    async with store.write() as unit:
        await unit.accounts.add(made)
    return made


async def after(store: Store, target: Target, since: float = NOW) -> list[int]:
    async with store.read() as unit:
        return [one.count for one in await unit.guesses.wrong_after(target, since)]


async def in_a_row(store: Store, target: Target) -> list[int]:
    async with store.read() as unit:
        return [one.count for one in await unit.guesses.wrong_in_a_row(target)]


async def test_wrong_codes_come_newest_first_from_a_time_on(store: Store, cast: Cast) -> None:
    await over(store, cast, 1, wrong_codes=3)
    await over(store, cast, 3)
    second = await over(store, cast, 2, wrong_codes=1)
    third = await over(store, cast, 4, wrong_codes=2)
    async with store.read() as unit:
        assert await unit.guesses.wrong_after(of(cast.account), NOW + 1) == (
            Wrong(third.id, NOW + 4, 2),
            Wrong(second.id, NOW + 2, 1),
        )


async def test_they_count_for_a_creator_and_a_platform_whatever_they_were_for(
    store: Store, cast: Cast
) -> None:
    elsewhere = await another(store, cast, provider=API, label="stella")
    fansly = await another(store, cast, platform="fansly")
    other = await builders.cast(store)
    first = {"account_id": None, "purpose": Purpose.CONNECT, "way": Way.FORM}
    for at, account in enumerate((cast.account, elsewhere, fansly), 1):
        await over(store, cast, at, account_id=account.id, platform=account.platform, wrong_codes=at)
    await over(store, cast, 4, wrong_codes=4, **first)
    await over(store, other, 5, wrong_codes=5)
    assert await after(store, of(cast.account)) == [4, 2, 1]
    assert await after(store, of(fansly)) == [3]


async def test_a_code_whose_login_has_ended_counts_until_it_is_known_what_became_of_it(
    store: Store, cast: Cast
) -> None:
    await over(store, cast, 1, call=CallKind.CODE)
    await over(store, cast, 2, call=CallKind.CONFIRM)
    await over(store, cast, 3, wrong_codes=2, call=CallKind.CODE)
    await over(store, cast, 4, state=State.WORKING, call=CallKind.CODE)
    await over(store, cast, 5, state=State.CONNECTED, call=CallKind.CODE)
    assert await after(store, of(cast.account)) == [3, 1]


async def test_they_are_in_a_row_until_a_right_code_connects_their_account(store: Store, cast: Cast) -> None:
    other = await another(store, cast, label="@stella_vip")
    await over(store, cast, 1, wrong_codes=1)
    await over(store, cast, 2, wrong_codes=2, account_id=other.id)
    await over(store, cast, 3, wrong_codes=3, account_id=None, purpose=Purpose.CONNECT, way=Way.FORM)
    await over(store, cast, 4, state=State.CONNECTED)
    assert await in_a_row(store, of(other)) == [3, 2, 1]
    await over(store, cast, 5, state=State.CONNECTED, wrong_codes=1, submitted_at=NOW)
    await over(store, cast, 6, wrong_codes=6)
    assert await in_a_row(store, of(other)) == [6, 3, 2]


@pytest.mark.parametrize(("changes", "left"), [({}, []), ({"external_id": "acct_elsewhere"}, [1])])
async def test_a_right_code_ends_the_row_also_of_an_account_that_is_linked_anew(
    store: Store, cast: Cast, changes: dict[str, str], left: list[int]
) -> None:
    async with store.write() as unit:
        await unit.accounts.save(replace(cast.account, removed_at=NOW))
    anew = await another(store, cast, **{"external_id": cast.account.external_id} | changes)
    await over(store, cast, 1, wrong_codes=1)
    await over(store, cast, 2, state=State.CONNECTED, submitted_at=NOW, account_id=anew.id)
    assert await in_a_row(store, of(anew)) == left


async def test_nothing_that_connects_ends_what_first_connections_that_failed_have_begun(
    store: Store, cast: Cast
) -> None:
    """Nobody knows which account they were for: one of a stranger's own would give tries on hers."""
    await over(store, cast, 1, wrong_codes=3, account_id=None, purpose=Purpose.CONNECT, way=Way.FORM)
    connecting = {"purpose": Purpose.CONNECT, "way": Way.FORM, "state": State.CONNECTED, "submitted_at": NOW}
    await over(store, cast, 2, wrong_codes=1, **connecting)
    assert await in_a_row(store, of(cast.account)) == [3]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ({}, [2, 1]),
        ({By.CREATOR: 9}, [2, 1]),
        ({By.OWNER: 9}, [2, 1]),
        ({By.CREATOR: 1, By.OWNER: 9}, [2]),
        ({By.CREATOR: 9, By.OWNER: 8}, []),
    ],
)
async def test_a_row_begins_anew_with_the_earlier_word_once_both_have_let_it_go_on(
    store: Store, cast: Cast, words: dict[By, float], left: list[int]
) -> None:
    await over(store, cast, 1, wrong_codes=1)
    await over(store, cast, 2, wrong_codes=2)
    async with store.write() as unit:
        for by, at in words.items():
            await unit.guesses.let_go_on(builders.lift(cast.stella, said_by=by, said_at=NOW + at))
            await unit.guesses.let_go_on(builders.lift(cast.stella, said_by=by, platform="fansly"))
    assert await in_a_row(store, of(cast.account)) == left


async def test_starts_come_oldest_first_of_the_providers_asked_for(store: Store, cast: Cast) -> None:
    other = await builders.cast(store)
    await over(store, cast, 9, started_at=NOW + 2)
    await over(store, other, 9, started_at=NOW + 1)
    await over(store, cast, 9, started_at=NOW + 3, provider=API)
    await over(store, cast, 9, started_at=NOW - 1)
    await over(store, cast, 9)
    async with store.read() as unit:
        assert await unit.starts.since([KIT], NOW) == (
            Start(other.team.id, NOW + 1),
            Start(cast.team.id, NOW + 2),
        )


async def test_another_team_waits_while_it_has_asked_and_not_begun(store: Store, cast: Cast) -> None:
    other = await builders.cast(store)

    async def waits(*providers: str) -> bool:
        async with store.read() as unit:
            return await unit.starts.others_wait(providers, cast.team.id)

    await builders.stored(store, cast, state=State.ASKED)
    await builders.stored(store, other, state=State.WORKING)
    assert not await waits(KIT)
    await builders.stored(store, other, state=State.ASKED)
    assert await waits(API, KIT)
    assert not await waits(API)

"""What limits count, wrong codes and starts, is read from attempts alone, alike on both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from storage.models import Purpose, State, Way
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
    return Target(account.creator_id, account.platform, account.id)


async def over(store: Store, cast: Cast, at: float, **changes: Any) -> Attempt:  # noqa: ANN401 - any field of the model
    times = dict.fromkeys(("created_at", "state_since"), NOW + at)
    fields: dict[str, Any] = {"state": State.FAILED, "ask": None, **times}
    return await builders.stored(store, cast, **fields | changes)


async def another(store: Store, cast: Cast, **changes: Any) -> Account:  # noqa: ANN401 - likewise
    made = builders.account(cast.team, cast.stella, **changes)
    async with store.write() as unit:
        await unit.accounts.add(made)
    return made


async def wrong(store: Store, target: Target, since: float = NOW) -> tuple[Wrong, ...]:
    async with store.read() as unit:
        return await unit.guesses.wrong_since(target, since)


async def counted_from(store: Store, target: Target) -> float:
    async with store.read() as unit:
        return await unit.guesses.counted_from(target)


async def test_wrong_codes_come_newest_first_from_a_time_on(store: Store, cast: Cast) -> None:
    await over(store, cast, 1, wrong_codes=3)
    await over(store, cast, 3)
    second = await over(store, cast, 2, wrong_codes=1)
    third = await over(store, cast, 4, wrong_codes=2)
    assert await wrong(store, of(cast.account), NOW + 2) == (
        Wrong(third.id, NOW + 4, 2),
        Wrong(second.id, NOW + 2, 1),
    )


async def test_one_account_of_a_platform_is_one_at_every_provider(store: Store, cast: Cast) -> None:
    elsewhere = await another(store, cast, provider=API, label="stella")
    fansly = await another(store, cast, platform="fansly")
    other = await another(store, cast, label="@stella_vip")
    for at, account in enumerate((cast.account, elsewhere, fansly, other), 1):
        await over(store, cast, at, account_id=account.id, platform=account.platform, wrong_codes=at)
    assert [one.count for one in await wrong(store, of(elsewhere))] == [2, 1]
    assert [one.count for one in await wrong(store, of(fansly))] == [3]
    assert [one.count for one in await wrong(store, of(other))] == [4]


async def test_a_first_connection_counts_those_without_an_account_on_its_platform(
    store: Store, cast: Cast
) -> None:
    first = {"account_id": None, "purpose": Purpose.CONNECT, "way": Way.FORM}
    await over(store, cast, 1, wrong_codes=1)
    await over(store, cast, 2, wrong_codes=2, **first)
    await over(store, cast, 3, wrong_codes=3, platform="fansly", **first)
    target = Target(cast.stella.id, "onlyfans", None)
    assert [one.count for one in await wrong(store, target)] == [2]


async def test_a_row_of_wrong_codes_begins_after_the_last_connection(store: Store, cast: Cast) -> None:
    assert await counted_from(store, of(cast.account)) == 0.0
    await over(store, cast, 5, state=State.CONNECTED)
    await over(store, cast, 3, state=State.CONNECTED)
    assert await counted_from(store, of(cast.account)) == NOW + 5


@pytest.mark.parametrize(("hers", "owners", "since"), [(7, None, 0), (None, 8, 0), (7, 9, 7), (9, 8, 8)])
async def test_a_row_begins_anew_with_the_earlier_word_once_both_have_let_it_go_on(
    store: Store, cast: Cast, hers: float | None, owners: float | None, since: float
) -> None:
    words = {"lift_by_creator_at": hers, "lift_by_owner_at": owners}
    lifted = await another(store, cast, **{name: at and NOW + at for name, at in words.items()})
    assert await counted_from(store, of(lifted)) == (NOW + since if since else 0.0)


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

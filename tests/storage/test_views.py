"""What an attempt's view and its account's list of attempts tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import State
from tests.storage.builders import NOW, Cast, account, stored

if TYPE_CHECKING:
    from storage import Store


async def test_a_view_numbers_an_account_only_where_she_has_several_on_the_platform(
    store: Store, cast: Cast
) -> None:
    attempt = await stored(store, cast)
    async with store.read() as unit:
        alone = await unit.attempts.view(attempt.id)
    second = account(cast.team, cast.stella, created_at=cast.account.created_at + 1)
    proposed = account(cast.team, cast.stella, confirmed_at=None)
    async with store.write() as unit:
        await unit.accounts.add(second)
        await unit.accounts.add(proposed)
    other = await stored(store, cast, account_id=second.id, state=State.ASKED)
    async with store.read() as unit:
        views = [await unit.attempts.view(id_) for id_ in (attempt.id, other.id)]
    assert alone is not None
    assert alone.number is None
    assert [view.number for view in views if view is not None] == [1, 2]


async def test_the_newest_attempt_that_connected_is_found_behind_later_ones(store: Store, cast: Cast) -> None:
    await stored(store, cast, state=State.CONNECTED)
    connected = await stored(store, cast, state=State.CONNECTED, created_at=NOW + 1)
    await stored(store, cast, state=State.EXPIRED, created_at=NOW + 2)
    async with store.read() as unit:
        assert await unit.attempts.newest_connected_of_account(cast.account.id) == connected
        assert await unit.attempts.newest_connected_of_account("none") is None

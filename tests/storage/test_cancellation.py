"""Cancellation at whatever point leaves all or nothing written.

No transaction stays open and no connection is lost.
"""

# ruff: noqa: SLF001 - what is pooled is seen in no other way

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from storage import Keyring, StorageUnavailable, Store, database
from storage.session import settled
from tests.storage import builders
from tests.storage.builders import NOW, Cast

if TYPE_CHECKING:
    from collections.abc import Awaitable

POINTS = 30


async def _turns(work: Awaitable[object]) -> int:
    """How many turns of the loop `work` takes."""
    task, turns = asyncio.ensure_future(work), 0
    while not task.done():
        await asyncio.sleep(0)
        turns += 1
    await task
    return turns


async def _cancelled_after(turns: int, work: Awaitable[object]) -> bool:
    """Cancel `work` after so many turns of the loop; whether it was still running."""
    task = asyncio.ensure_future(work)
    for _ in range(turns):
        await asyncio.sleep(0)
    running = not task.done()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    return running


async def test_a_writer_cancelled_anywhere_leaves_all_or_nothing_and_no_open_transaction(
    store: Store, cast: Cast
) -> None:
    async def write(keys: list[str]) -> None:
        async with store.write() as unit:
            for key in keys:
                await unit.outbox.add(builders.outbox_entry(key=key))
            await unit.audit.append(cast.team.id, "login", NOW)

    interrupted = 0
    for point in range(POINTS):
        turns = await _turns(write([f"whole:{point}"]))
        keys = [f"cancelled:{point}:{half}" for half in range(2)]
        interrupted += await _cancelled_after(turns * point // POINTS, write(keys))
        async with asyncio.timeout(2), store.write() as unit:
            added = [await unit.outbox.add(builders.outbox_entry(key=key)) for key in keys]
            assert added in ([True, True], [False, False])
    assert interrupted > POINTS // 4
    async with store.read() as unit:
        assert await unit.audit.verify(cast.team.id) is None


async def test_a_reader_cancelled_anywhere_gives_its_connection_back(store: Store, cast: Cast) -> None:
    async def read() -> None:
        async with store.read() as unit:
            await unit.people.get(cast.stella.id)
            await unit.teams.all()

    turns = min([await _turns(read()) for _ in range(5)])
    for point in range(POINTS):
        await _cancelled_after(2 * turns * point // POINTS, read())
    for lane in (store._database.read, store._database.write):
        assert lane.engine.pool.checkedout() == 0  # type: ignore[attr-defined] # every real pool has it


async def test_units_cancelled_in_a_crowd_leave_every_place_free(store: Store) -> None:
    async def write(number: int) -> None:
        async with store.write() as unit:
            await unit.updates.claim(number, NOW)

    tasks = [asyncio.ensure_future(write(number)) for number in range(40)]
    for turn, task in enumerate(tasks):
        await asyncio.sleep(0)
        if turn % 2:
            task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(2):
        await asyncio.gather(*(write(number) for number in range(100, 120)))


async def test_a_unit_that_raises_anything_writes_nothing(store: Store) -> None:
    async def fail(failure: type[BaseException]) -> None:
        async with store.write() as unit:
            await unit.updates.claim(1, NOW)
            raise failure

    for failure in (ValueError, KeyboardInterrupt, asyncio.CancelledError):
        with pytest.raises(failure):
            await fail(failure)
    async with store.write() as unit:
        assert await unit.updates.claim(1, NOW)


async def test_settled_work_ends_before_the_cancellation_goes_on() -> None:
    steps: list[str] = []
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        await go_on.wait()
        steps.append("ended")

    task = asyncio.ensure_future(settled(work()))
    await begun.wait()
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
    assert not task.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert steps == ["ended"]


async def test_waiting_for_the_writer_has_an_end(
    sqlite_url: str, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await Store.open(sqlite_url, keyring)
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.01)
    async with store.write():
        with pytest.raises(StorageUnavailable):
            async with store.write():
                pass
        async with store.read() as unit:
            assert await unit.teams.all() == []
    await store.close()

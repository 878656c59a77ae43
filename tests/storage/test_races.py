"""Races: of all who try at once, exactly one wins, also between two processes on one PostgreSQL."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from storage import Conflict, Contention, Keyring, State, Store, Unit, new_id
from tests.storage import builders
from tests.storage.builders import NOW, Cast, stored

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from storage import Attempt, Person

RACERS = 4
MANY_RACERS = 100
ROUNDS = 25


@pytest.fixture
async def stores(engine: str, url: str, store: Store, keyring: Keyring) -> AsyncIterator[Sequence[Store]]:
    """Return what two processes have open; on SQLite there is one process, and its tasks race."""
    async with AsyncExitStack() as stack:
        if engine == "sqlite":
            yield (store,)
            return
        other = await Store.open(url, keyring)
        stack.push_async_callback(other.close)
        yield (store, other)


async def _race(
    stores: Sequence[Store], act: Callable[[Unit, int], Awaitable[object]], racers: int = RACERS
) -> list[object]:
    """Let all racers act at once, each in a unit of its own; what each got, None for a Conflict."""

    async def run(number: int) -> object:
        try:
            async with stores[number % len(stores)].write() as unit:
                return await act(unit, number)
        except Conflict:
            return None

    return await asyncio.gather(*(run(number) for number in range(racers)))


async def test_of_many_changes_from_one_version_exactly_one_is_written(
    stores: Sequence[Store], cast: Cast
) -> None:
    attempt = await stored(stores[0], cast)
    for _ in range(ROUNDS):
        before = attempt

        async def change(unit: Unit, number: int, before: Attempt = before) -> object:
            return await unit.attempts.change(before, replace(before, gates=number))

        won = [result for result in await _race(stores, change) if result is not None]
        assert len(won) == 1
        async with stores[0].read() as unit:
            attempt = await unit.attempts.get(before.id) or before
        assert won == [attempt]
        assert attempt.version == before.version + 1


async def test_of_many_starts_for_one_creator_exactly_one_lives(stores: Sequence[Store], cast: Cast) -> None:
    for _ in range(ROUNDS):

        async def start(unit: Unit, _number: int) -> object:
            attempt = builders.attempt(cast, state=State.STARTING)
            await unit.attempts.add(attempt, owner=new_id())
            return attempt

        won = [result for result in await _race(stores, start) if result is not None]
        async with stores[0].write() as unit:
            live = await unit.attempts.live_of_creator(cast.stella.id)
            assert won == [live]
            assert live is not None
            assert await unit.attempts.change(live, replace(live, state=State.FAILED))


async def test_a_link_is_bound_to_one_browser_of_a_hundred_and_used_once(
    stores: Sequence[Store], cast: Cast
) -> None:
    attempt, browsers = builders.connecting(cast), [new_id() for _ in range(MANY_RACERS)]
    link = builders.link(attempt)
    async with stores[0].write() as unit:
        await unit.attempts.add(attempt)
        await unit.links.add(link, "token")

    async def bind(unit: Unit, number: int) -> object:
        return await unit.links.bind(link.id, browsers[number], NOW)

    async def use(unit: Unit, _number: int) -> object:
        return await unit.links.use(link.id, NOW)

    bound = await _race(stores, bind, MANY_RACERS)
    assert Counter(bound) == {True: 1, False: MANY_RACERS - 1}
    assert Counter(await _race(stores, use, MANY_RACERS)) == {True: 1, False: MANY_RACERS - 1}
    async with stores[0].read() as unit:
        stored_link = await unit.links.by_token("token")
        assert stored_link is not None
        assert [await unit.links.is_of(stored_link, browser) for browser in browsers] == bound


async def test_of_many_links_minted_at_once_for_an_attempt_one_is_left(
    stores: Sequence[Store], cast: Cast
) -> None:
    attempt = builders.connecting(cast)
    async with stores[0].write() as unit:
        await unit.attempts.add(attempt)

    async def mint(unit: Unit, number: int) -> object:
        await unit.links.add(builders.link(attempt), f"token-{number}")
        return None

    await _race(stores, mint)
    async with stores[0].read() as unit:
        found = [await unit.links.by_token(f"token-{number}") for number in range(RACERS)]
    assert len([link for link in found if link is not None]) == 1


async def test_one_update_is_claimed_by_exactly_one(stores: Sequence[Store]) -> None:
    for update_id in range(ROUNDS):

        async def claim(unit: Unit, _number: int, update_id: int = update_id) -> object:
            return await unit.updates.claim(update_id, NOW)

        assert Counter(await _race(stores, claim)) == {True: 1, False: RACERS - 1}


async def test_no_due_attempt_is_handed_to_two(stores: Sequence[Store]) -> None:
    made = {(await stored(stores[0], await builders.cast(stores[0]))).id for _ in range(24)}

    async def claim(unit: Unit, _number: int) -> object:
        return [one.attempt.id for one in await unit.attempts.claim_due(new_id, NOW, 3)]

    claimed: Counter[str] = Counter()
    while claimed.total() < len(made):
        for ids in await _race(stores, claim):
            assert isinstance(ids, list)
            claimed.update(ids)
    assert claimed == Counter(made)


async def test_one_outbox_entry_is_claimed_by_exactly_one(stores: Sequence[Store]) -> None:
    for _ in range(ROUNDS):
        entry = builders.outbox_entry()
        async with stores[0].write() as unit:
            await unit.outbox.add(entry)

        async def claim(unit: Unit, _number: int, entry_id: str = entry.id) -> object:
            return await unit.outbox.claim(entry_id, 60)

        assert Counter(await _race(stores, claim)) == {True: 1, False: RACERS - 1}


async def test_a_card_a_lease_and_an_outbox_key_have_one_taker(stores: Sequence[Store], cast: Cast) -> None:
    attempt = await stored(stores[0], cast)
    for number in range(ROUNDS):
        slot, name, entry = f"slot-{number}", f"lease-{number}", builders.outbox_entry()

        async def take(
            unit: Unit, racer: int, slot: str = slot, name: str = name, key: str = entry.key
        ) -> object:
            return (
                await unit.cards.claim_new(builders.card(attempt, slot=slot), 60),
                await unit.leases.take(name, str(racer), 60),
                await unit.outbox.add(builders.outbox_entry(key=key)),
            )

        results = await _race(stores, take)
        assert [Counter(taken) for taken in zip(*results, strict=True)] == [{True: 1, False: RACERS - 1}] * 3


async def test_one_person_is_made_by_many_who_meet_her_at_once(stores: Sequence[Store]) -> None:
    for number in range(ROUNDS):

        async def meet(unit: Unit, _racer: int, telegram_id: int = 5000 + number) -> object:
            return await unit.people.ensure(telegram_id, "Stella", "stella", "en", NOW)

        assert len(set(await _race(stores, meet))) == 1


async def test_the_audit_of_many_writers_is_one_whole_chain(stores: Sequence[Store], cast: Cast) -> None:
    async def append(unit: Unit, _number: int) -> None:
        await unit.audit.append(cast.team.id, "login", NOW, creator=cast.stella.id)

    for _ in range(5):
        await _race(stores, append)
    async with stores[0].read() as unit:
        assert await unit.audit.verify(cast.team.id) is None
        assert len(await unit.audit.entries(cast.team.id)) == 5 * RACERS


async def test_who_locks_a_person_second_waits_and_sees_what_the_first_wrote(
    postgres_url: str, keyring: Keyring
) -> None:
    first, second = [await Store.open(postgres_url, keyring) for _ in range(2)]
    stella = await builders.person(first, "Stella")

    async def locked() -> Person | None:
        async with second.write() as unit:
            return await unit.people.lock(stella.id)

    async with first.session() as session, asyncio.timeout(10):
        unit = Unit(session)
        await unit.people.lock(stella.id)
        waiting = asyncio.create_task(locked())
        while not await session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
            assert not waiting.done()
        await unit.people.set_blocked(stella.id, NOW)
    assert await waiting == replace(stella, blocked_at=NOW)
    for store in (first, second):
        await store.close()


async def test_two_units_that_wait_for_each_other_end_in_contention(
    postgres_url: str, keyring: Keyring
) -> None:
    store = await Store.open(postgres_url, keyring)
    cast = await builders.cast(store)
    attempts = [await stored(store, cast, state=State.FAILED) for _ in range(2)]
    met = asyncio.Barrier(2)

    async def cross(first: Attempt, second: Attempt) -> None:
        async with store.write() as unit:
            await unit.attempts.hurry(first.id, 1)
            await met.wait()
            await unit.attempts.hurry(second.id, 1)

    results = await asyncio.gather(cross(*attempts), cross(*reversed(attempts)), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == [Contention.__name__, "NoneType"]
    await store.close()

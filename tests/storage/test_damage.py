"""A row that does not open, damaged or of a later release, holds up no other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import structlog

from storage import Keyring, State, Store, new_id
from storage.clock import database_clock
from storage.schema import attempts, outbox
from tests.storage import builders
from tests.storage.builders import NOW, of_a_later_release, spoil, stored

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Table

    from storage import Attempt

HOUR = 3600.0


def _broken(_keyring: Keyring, _table: Table, _row_id: str) -> bytes:
    return b"nobody sealed this"


DAMAGES = pytest.mark.parametrize(
    ("damage", "error"), [(_broken, "SealBroken"), (of_a_later_release, "ValidationError")]
)


@DAMAGES
@pytest.mark.parametrize("state", [State.WORKING, State.SUBMITTING])
async def test_an_attempt_that_does_not_open_is_set_aside_and_the_others_are_claimed(
    store: Store, keyring: Keyring, damage: Callable[[Keyring, Table, str], bytes], error: str, state: State
) -> None:
    bad = await stored(store, await builders.cast(store), state=state, due_at=NOW - 9)
    good = [await stored(store, await builders.cast(store)) for _ in range(2)]
    await spoil(store, attempts, bad.id, sealed=damage(keyring, attempts, bad.id))
    async with store.write() as unit:
        with structlog.testing.capture_logs() as lines:
            claimed = await unit.attempts.claim_due(new_id, NOW, 9)
        assert {one.attempt.id for one in claimed} == {attempt.id for attempt in good}
        assert await unit.attempts.claim_due(new_id, NOW + HOUR - 1, 9) == []
    assert lines == [
        {
            "event": "row_does_not_open",
            "log_level": "error",
            "what": "attempts",
            "attempt_id": bad.id,
            "error": error,
        }
    ]


async def test_damaged_attempts_fill_no_list_twice(store: Store) -> None:
    for age in range(3):
        bad = await stored(store, await builders.cast(store), state=State.SUBMITTING, due_at=NOW - age - 1)
        await spoil(store, attempts, bad.id, sealed=b"")
    good = await stored(store, await builders.cast(store))
    async with store.write() as unit:
        assert await unit.attempts.claim_due(new_id, NOW, 3) == []
        assert [one.attempt for one in await unit.attempts.claim_due(new_id, NOW, 3)] == [good]


async def test_what_was_set_aside_and_mended_is_claimed_after_an_hour(store: Store, keyring: Keyring) -> None:
    attempt = await stored(store, await builders.cast(store), state=State.STARTING, due_at=None)
    async with store.session() as session:
        sealed = await session.scalar(attempts.select().with_only_columns(attempts.c.sealed))
    await spoil(store, attempts, attempt.id, sealed=of_a_later_release(keyring, attempts, attempt.id))
    async with store.write() as unit:
        assert await unit.attempts.claim_due(new_id, NOW, 9) == []
    await spoil(store, attempts, attempt.id, sealed=sealed, lease_until=attempts.c.lease_until - HOUR)
    async with store.write() as unit:
        assert [one.attempt.id for one in await unit.attempts.claim_due(new_id, NOW, 9)] == [attempt.id]


async def _set_aside_by_the_release_before(store: Store, attempt: Attempt) -> None:
    """Do as it does with a row that it cannot open: it names no owner."""
    until = database_clock() + HOUR
    await spoil(store, attempts, attempt.id, due_at=NOW + HOUR, lease_owner=None, lease_until=until)


@pytest.mark.parametrize("state", [State.ASKED, State.CODE_NEEDED, State.SUBMITTING, State.CANCELLED])
@pytest.mark.parametrize(("answer_by", "ends_at"), [(60, 2400), (2400, 60)])
async def test_what_the_release_before_set_aside_is_claimed_once_its_time_is_up(
    store: Store, state: State, answer_by: float, ends_at: float
) -> None:
    cast = await builders.cast(store)
    attempt = await stored(store, cast, state=state, answer_by=NOW + answer_by, ends_at=NOW + ends_at)
    await _set_aside_by_the_release_before(store, attempt)
    async with store.write() as unit:
        assert await unit.attempts.claim_due(new_id, NOW + 59, 9) == []
        (claimed,) = await unit.attempts.claim_due(new_id, NOW + 60, 9)
        assert claimed.attempt == replace(attempt, due_at=NOW + HOUR)
        assert await unit.attempts.claim_due(new_id, NOW + 61, 9) == []


@DAMAGES
async def test_what_no_release_can_open_is_tried_once_an_hour(
    store: Store, keyring: Keyring, damage: Callable[[Keyring, Table, str], bytes], error: str
) -> None:
    bad = await stored(store, await builders.cast(store), state=State.CODE_NEEDED, answer_by=NOW + 60)
    await spoil(store, attempts, bad.id, sealed=damage(keyring, attempts, bad.id))
    await _set_aside_by_the_release_before(store, bad)
    async with store.write() as unit:
        with structlog.testing.capture_logs() as lines:
            for _ in range(3):
                assert await unit.attempts.claim_due(new_id, NOW + 600, 9) == []
    assert [line["error"] for line in lines] == [error]
    async with store.session() as session:
        row = await session.row(attempts.select())
    assert row is not None
    assert (row["lease_owner"], row["due_at"]) == ("set aside", NOW + 600 + HOUR)


async def test_a_file_that_is_opened_again_has_everything_tried_at_once(
    sqlite_url: str, keyring: Keyring
) -> None:
    store = await Store.open(sqlite_url, keyring)
    aside, mended, later = [await stored(store, await builders.cast(store), due_at=NOW + 9) for _ in range(3)]
    await _set_aside_by_the_release_before(store, aside)
    sealed = await _sealed(store, mended)
    await spoil(store, attempts, mended.id, sealed=b"", due_at=NOW)
    async with store.write() as unit:
        assert await unit.attempts.claim_due(new_id, NOW, 9) == []
    await spoil(store, attempts, mended.id, sealed=sealed)
    await store.close()
    store = await Store.open(sqlite_url, keyring)
    async with store.write() as unit:
        claimed = await unit.attempts.claim_due(new_id, NOW, 9)
    await store.close()
    assert {one.attempt.id for one in claimed} == {aside.id, mended.id}
    assert later.due_at == NOW + 9


async def _sealed(store: Store, attempt: Attempt) -> object:
    async with store.session() as session:
        row = await session.row(attempts.select().where(attempts.c.id == attempt.id))
    assert row is not None
    return row["sealed"]


@DAMAGES
async def test_an_outbox_entry_that_does_not_open_is_set_aside_and_the_others_are_given(
    store: Store, keyring: Keyring, damage: Callable[[Keyring, Table, str], bytes], error: str
) -> None:
    bad, good = builders.outbox_entry(urgent=True), builders.outbox_entry()
    async with store.write() as unit:
        for entry in (bad, good):
            await unit.outbox.add(entry)
    await spoil(store, outbox, bad.id, sealed=damage(keyring, outbox, bad.id))
    async with store.read() as unit:
        assert await unit.outbox.due(NOW, 9) == [good]
    async with store.write() as unit:
        with structlog.testing.capture_logs() as lines:
            assert await unit.outbox.due(NOW, 1) == []
        assert await unit.outbox.due(NOW, 1) == [good]
        assert await unit.outbox.claim(good.id, 60)
        assert await unit.outbox.next_due() == NOW + HOUR
    assert [(line["outbox_id"], line["error"]) for line in lines] == [(bad.id, error)]

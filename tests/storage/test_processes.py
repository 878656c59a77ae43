"""One process per SQLite file, none of whose leases outlives it.

Connections to PostgreSQL that a pooler can share.
"""

# ruff: noqa: SLF001 - a second connection of the same pool

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import Keyring, SecondProcess, StorageUnavailable, Store, migrate, new_id
from storage.database import Database
from storage.url import parse
from tests.storage import builders
from tests.storage.builders import NOW, stored

HOLDER = """
import asyncio, sys
from storage import Keyring, Store
async def hold():
    await Store.open(sys.argv[1], Keyring.parse(sys.argv[2]))
    print("open", flush=True)
    await asyncio.Event().wait()
asyncio.run(hold())
"""


async def test_a_second_process_on_the_same_file_is_refused_until_the_first_is_gone(
    sqlite_url: str, key: str, keyring: Keyring
) -> None:
    root = Path(__file__).parents[2]
    holder = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOLDER, sqlite_url, key), stdout=asyncio.subprocess.PIPE, cwd=root
    )
    assert holder.stdout is not None
    assert await asyncio.wait_for(holder.stdout.readline(), 30) == b"open\n"
    for refused in (Store.open(sqlite_url, keyring), migrate(sqlite_url)):
        with pytest.raises(SecondProcess):
            await refused
    os.kill(holder.pid, signal.SIGKILL)
    await holder.communicate()
    await (await Store.open(sqlite_url, keyring)).close()


async def test_the_same_file_is_not_opened_twice_in_one_process_either(
    sqlite_url: str, keyring: Keyring
) -> None:
    store = await Store.open(sqlite_url, keyring)
    with pytest.raises(SecondProcess):
        await Store.open(sqlite_url, keyring)
    await store.close()
    await (await Store.open(sqlite_url, keyring)).close()


async def test_sqlite_starts_with_every_lease_and_claim_cleared(sqlite_url: str, keyring: Keyring) -> None:
    store = await Store.open(sqlite_url, keyring)
    attempt = await stored(store, await builders.cast(store), owner="dead")
    card, entry = builders.card(attempt), builders.outbox_entry()
    async with store.write() as unit:
        await unit.cards.claim_new(card, 600)
        await unit.outbox.add(entry)
        await unit.outbox.claim(entry.id, 600)
        await unit.leases.take("poller", "dead", 600)
    await store.close()
    store = await Store.open(sqlite_url, keyring)
    async with store.write() as unit:
        assert [one.attempt for one in await unit.attempts.claim_due(new_id, NOW, 9)] == [attempt]
        assert await unit.cards.claim(card.id, 60)
        assert await unit.outbox.due(NOW, 9) == [entry]
        assert await unit.leases.take("poller", "alive", 60)
    await store.close()


async def test_postgresql_keeps_the_leases_of_other_processes(postgres_url: str, keyring: Keyring) -> None:
    stores = [await Store.open(postgres_url, keyring)]
    await stored(stores[0], await builders.cast(stores[0]), owner="alive")
    stores.append(await Store.open(postgres_url, keyring))
    async with stores[1].write() as unit:
        assert await unit.attempts.claim_due(new_id, NOW, 9) == []
    for store in stores:
        await store.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 5000),
        ("secure_delete", 1),
    ],
)
async def test_sqlite_connections_are_set_up(sqlite_url: str, pragma: str, value: object) -> None:
    database = Database(parse(sqlite_url))
    for lane in (database.read, database.write):
        async with lane.transaction() as connection:
            assert (await connection.exec_driver_sql(f"PRAGMA {pragma}")).scalar() == value
    await database.close()


async def test_a_read_sees_one_moment_and_cannot_write(store: Store) -> None:
    async with store.read() as reader:
        assert await reader.teams.all() == []
        async with store.write() as writer:
            await writer.teams.add(builders.team())
        assert await reader.teams.all() == []
    with pytest.raises(StorageUnavailable):
        async with store.read() as reader:
            await reader.updates.claim(1, NOW)


async def test_postgresql_leaves_no_prepared_statement_and_no_lock_on_its_connections(
    postgres_url: str, keyring: Keyring
) -> None:
    store = await Store.open(postgres_url, keyring)
    cast = await builders.cast(store)
    await stored(store, cast)
    async with store.session() as session:
        left = (
            "SELECT count(*) FROM pg_prepared_statements WHERE statement NOT LIKE '%pg_prepared_statements%'"
        )
        locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
        counts = [(await session.connection.exec_driver_sql(query)).scalar() for query in (left, locks)]
    assert counts == [0, 0]
    await store.close()


async def test_a_database_that_is_away_is_unavailable_and_nothing_of_its_url_is_told(
    keyring: Keyring,
) -> None:
    with pytest.raises(StorageUnavailable) as caught:
        await Store.open("postgres://sam:hunter2@127.0.0.1:1/codebell", keyring)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_a_database_that_went_away_is_unavailable_and_comes_back(
    postgres_url: str, keyring: Keyring
) -> None:
    store = await Store.open(postgres_url, keyring)
    with pytest.raises(StorageUnavailable):
        await _lose_connection(store)
    async with store.write() as unit:
        assert await unit.updates.claim(1, NOW)
    await store.close()


async def _lose_connection(store: Store) -> None:
    """Have the server end a connection in the middle of its transaction, and go on."""
    async with store.session() as session, store._database.write.transaction() as other:
        pid = (await session.connection.exec_driver_sql("SELECT pg_backend_pid()")).scalar()
        await other.exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 2000)")
        await session.scalar(text("SELECT 1"))

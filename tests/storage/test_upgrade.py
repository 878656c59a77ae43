"""An upgrade keeps every row, and a process of the release before can go on beside it."""

# ruff: noqa: SLF001 - the release before is made from inside

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from sqlalchemy import MetaData, insert, select, text

from storage import AttemptView, Keyring, Rejected, Store, Way, migrate, migrating
from storage.database import Database
from storage.models import CallKind, State
from storage.repositories.guesses import Target
from storage.schema import attempts, metadata
from storage.url import parse
from tests.storage import builders
from tests.storage.builders import NOW, stored

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

BEFORE = "0001"
SEALED_BEFORE = {"command_message_id", "thread_id", "ask"}

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Old:
    """A database as the release before made it, and the tables as that knows them."""

    url: str
    tables: MetaData


async def _old(url: str) -> Old:
    def upgrade(connection: Connection) -> None:
        config = migrating._config()
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)

    database, tables = Database(parse(url)), MetaData()
    async with database.write.transaction() as connection:
        await connection.run_sync(upgrade)
        await connection.run_sync(tables.reflect)
    await database.close()
    tables.remove(tables.tables["alembic_version"])
    return Old(url, tables)


@pytest.fixture
async def old(empty_url: str) -> Old:
    return await _old(empty_url)


@dataclass(frozen=True)
class Filled:
    """What the release before could store: as rows, and one attempt with all that a card of it names."""

    rows: Rows
    view: AttemptView


@pytest.fixture
async def filled(migrated: Path, tmp_path: Path, keyring: Keyring) -> Filled:
    store = await Store.open(f"sqlite:///{shutil.copy(migrated, tmp_path / 'source.db')}", keyring)
    cast = await builders.cast(store)
    attempt = await stored(store, cast, told=0, thread_id=9)
    async with store.write() as unit:
        await unit.invitations.add(builders.invitation(cast.manager), "token")
        await unit.cards.claim_new(builders.card(attempt), 60)
        await unit.outbox.add(builders.outbox_entry(attempt_id=attempt.id, challenge=1))
        await unit.audit.append(cast.team.id, "login", NOW, attempt=attempt.id, creator=cast.stella.id)
        view = await unit.attempts.view(attempt.id)
    async with store.session() as session:
        rows = {
            table.name: list(map(dict, await session.rows(select(table)))) for table in metadata.sorted_tables
        }
    await store.close()
    assert view is not None
    return Filled(rows, view)


async def _inserted(old: Old, rows: Rows) -> None:
    """Insert as the release before does, which names no column that it does not know."""
    database = Database(parse(old.url))
    async with database.write.transaction() as connection:
        for table in old.tables.sorted_tables:
            for row in rows[table.name]:
                known = {name: value for name, value in row.items() if name in table.c}
                await connection.execute(insert(table).values(known))
    await database.close()


async def _read(old: Old) -> Rows:
    """Read as the release before does."""
    database = Database(parse(old.url))
    async with database.read.transaction() as connection:
        rows = {
            table.name: [dict(row) for row in (await connection.execute(select(table))).mappings()]
            for table in old.tables.sorted_tables
        }
    await database.close()
    return rows


async def _assert_goes_on(old: Old, filled: Filled, keyring: Keyring) -> None:
    """Assert that everything is there, and that this release works with it."""
    store, attempt = await Store.open(old.url, keyring), filled.view.attempt
    async with store.write() as unit:
        assert await unit.attempts.view(attempt.id) == filled.view
        assert await unit.invitations.by_token("token") is not None
        assert len(await unit.cards.of_attempt(attempt.id)) == 1
        assert await unit.audit.verify(attempt.team_id) is None
        assert await unit.attempts.change(attempt, attempt)
        await unit.links.add(builders.link(attempt), "link")
    await store.close()


async def test_an_upgrade_keeps_every_row(old: Old, filled: Filled, keyring: Keyring) -> None:
    await _inserted(old, filled.rows)
    before = await _read(old)
    await migrate(old.url)
    assert await _read(old) == before
    assert all(before[table] for table in ("attempts", "cards", "outbox", "accounts", "audit_entries"))
    await _assert_goes_on(old, filled, keyring)


async def test_no_code_of_before_counts_for_want_of_its_outcome(
    old: Old, filled: Filled, keyring: Keyring
) -> None:
    """The release before leaves the call of a login as it is when that ends, whatever came of it."""
    (row,) = filled.rows["attempts"]
    row.update(state=State.FAILED, call=CallKind.CODE, submitted_at=NOW, state_since=NOW)
    await _inserted(old, filled.rows)
    await migrate(old.url)
    store = await Store.open(old.url, keyring)
    async with store.read() as unit:
        assert await unit.guesses.wrong_in_a_row(Target.of(filled.view.attempt)) == ()
    await store.close()


async def test_of_a_login_that_was_unsure_it_stays_unsure_whether_its_code_arrived(
    old: Old, filled: Filled, keyring: Keyring
) -> None:
    (row,) = filled.rows["attempts"]
    row.update(state=State.UNSURE, call=CallKind.CODE, submitted_at=NOW)
    await _inserted(old, filled.rows)
    await migrate(old.url)
    store = await Store.open(old.url, keyring)
    async with store.read() as unit:
        attempt = await unit.attempts.get(filled.view.attempt.id)
    await store.close()
    assert attempt is not None
    assert attempt.arrival_unsure


async def test_the_release_before_can_insert_and_read_after_an_upgrade(
    old: Old, filled: Filled, keyring: Keyring
) -> None:
    await migrate(old.url)
    await _inserted(old, filled.rows)
    read = await _read(old)
    assert [row["id"] for row in read["attempts"]] == [filled.view.attempt.id]
    await _assert_goes_on(old, filled, keyring)


async def test_the_release_before_can_open_what_this_one_seals(store: Store, keyring: Keyring) -> None:
    attempt = await stored(store, await builders.cast(store), way=Way.FORM, proxy="de")
    async with store.session() as session:
        blob = await session.scalar(select(attempts.c.sealed))
    assert set(json.loads(keyring.open("attempts", "sealed", attempt.id, blob))) == SEALED_BEFORE


async def test_foreign_keys_hold_after_an_upgrade(old: Old, filled: Filled, keyring: Keyring) -> None:
    await _inserted(old, filled.rows)
    await migrate(old.url)
    store = await Store.open(old.url, keyring)
    async with store.session() as session:
        with pytest.raises(Rejected):
            await session.guarded(text("UPDATE cards SET attempt_id = 'none'"))
        assert await session.changed(attempts.delete().where(attempts.c.id == filled.view.attempt.id)) == 1
        assert await session.rows(text("SELECT id FROM cards")) == []
    await store.close()


async def test_an_upgrade_that_would_leave_rows_without_what_they_refer_to_changes_nothing(
    tmp_path: Path, filled: Filled
) -> None:
    old = await _old(f"sqlite:///{tmp_path / 'codebell.db'}")
    await _inserted(old, filled.rows)
    database = Database(parse(old.url), enforces_references=False)
    async with database.write.transaction() as connection:
        await connection.execute(text("DELETE FROM people"))
    await database.close()
    before = await _read(old)
    with pytest.raises(Rejected, match="refer to nothing"):
        await migrate(old.url)
    assert await _read(old) == before
    database = Database(parse(old.url))
    async with database.read.transaction() as connection:
        assert await connection.scalar(text("SELECT version_num FROM alembic_version")) == BEFORE
    await database.close()

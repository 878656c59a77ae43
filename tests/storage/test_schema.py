"""The schema: migrations make it exactly, and only plain things are plain.

A database of another release is refused.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import LargeBinary, text

from storage import Keyring, SchemaMissing, SchemaTooNew, Store, migrate
from storage.database import Database
from storage.schema import metadata
from storage.url import parse

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection

SQLITE_DEFINITIONS = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'alembic%' AND sql IS NOT NULL"
POSTGRESQL_DEFINITIONS = """
    SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    UNION ALL
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid <> 'alembic_version'::regclass
"""
PLAIN = {
    "ids": {
        *("id", "team_id", "person_id", "manager_id", "creator_id", "account_id", "attempt_id"),
        *("ended_by", "listed_by"),
    },
    "closed words": {
        *(
            "state",
            "mode",
            "provider",
            "platform",
            "purpose",
            "why",
            "call",
            "ending",
            "audience",
            "slot",
            "errand",
            "way",
            "action",
            "passed",
            "said_by",
            "chosen_language",
        ),
        *("kind", "consent_language", "key", "name", "owner", "lease_owner"),
    },
    "times": {
        *(
            "created_at",
            "closed_at",
            "listed_at",
            "removed_at",
            "expires_at",
            "consent_at",
            "enrolled_at",
            "ended_at",
            "confirmed_at",
        ),
        *(
            "proven_at",
            "state_since",
            "submitted_at",
            "answer_by",
            "ends_at",
            "due_at",
            "watch_until",
            "give_up_at",
            "delete_at",
        ),
        *("done_at", "seen_at", "at", "until", "lease_until", "claimed_until", "blocked_at"),
        *("step_up_at", "used_at", "shown_at"),
        *("allowed_from", "paused_until", "frozen_at", "forget_at", "moved_at", "effect_at"),
        *("said_at", "prompted_at", "put_off_until", "started_at"),
    },
    "counters and flags": {
        *(
            "version",
            "told",
            "challenge",
            "gates",
            "wrong_codes",
            "unjudged_codes",
            "offers",
            "tries",
            "seal_version",
            "consent_version",
        ),
        *("update_id", "number", "kept_from", "reachable", "asked_first", "has_buttons", "sent", "urgent"),
        *("force", "passing", "arrival_unsure"),
    },
    "keyed hashes": {
        *("telegram_hash", "chat_hash", "token_hash", "name_hash", "external_hash", "browser_hash"),
        *("mac", "last", "kept_after", "subjects", "consent_digest"),
    },
}


def _differences(connection: Connection) -> list[Any]:
    return list(
        compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
    )


async def _definitions(connection: AsyncConnection) -> dict[str, str]:
    query = SQLITE_DEFINITIONS if connection.dialect.name == "sqlite" else POSTGRESQL_DEFINITIONS
    return {name: " ".join(sql.split()) for name, sql in await connection.execute(text(query))}


async def test_migrations_leave_nothing_for_autogenerate(url: str) -> None:
    database = Database(parse(url))
    async with database.read.transaction() as connection:
        assert await connection.run_sync(_differences) == []
    await database.close()


async def test_migrations_make_the_very_indexes_and_constraints_of_the_schema(own_url: str) -> None:
    database = Database(parse(own_url))
    async with database.write.transaction() as connection:
        migrated = await _definitions(connection)
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
        assert _normal(await _definitions(connection)) == _normal(migrated)
    await database.close()


def _normal(definitions: dict[str, str]) -> dict[str, list[str]]:
    """Definitions without regard to the order of the parts of a CREATE TABLE, and to quoted names."""
    return {
        name: sorted(part.replace('"', "").strip(" ()") for part in sql.split(","))
        for name, sql in definitions.items()
    }


def test_every_column_that_is_not_sealed_is_a_known_plain_thing() -> None:
    known = set().union(*PLAIN.values())
    for table in metadata.tables.values():
        plain = {column.name for column in table.columns if not isinstance(column.type, LargeBinary)}
        assert plain <= known, table.name


async def test_a_database_without_schema_says_to_run_migrate(empty_url: str, keyring: Keyring) -> None:
    with pytest.raises(SchemaMissing, match="python -m bot migrate"):
        await Store.open(empty_url, keyring)


async def test_a_database_of_a_newer_release_is_refused_by_open_and_by_migrate(
    own_url: str, keyring: Keyring
) -> None:
    database = Database(parse(own_url))
    async with database.write.transaction() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.close()
    with pytest.raises(SchemaTooNew):
        await Store.open(own_url, keyring)
    with pytest.raises(SchemaTooNew):
        await migrate(own_url)


async def test_migrating_again_changes_nothing(url: str, keyring: Keyring) -> None:
    await migrate(url)
    await (await Store.open(url, keyring)).close()


async def test_two_processes_that_migrate_at_once_both_succeed(
    postgres_empty_url: str, keyring: Keyring
) -> None:
    await asyncio.gather(migrate(postgres_empty_url), migrate(postgres_empty_url))
    await (await Store.open(postgres_empty_url, keyring)).close()

"""Errors of storage say what happened and hold no value of a row, a statement or a URL."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, text, update

from storage import Conflict, Contention, Rejected, StorageError, StorageRefused, StorageUnavailable, Store
from storage import errors as storage_errors
from storage.schema import attempts, people, seen_updates
from storage.translation import translated
from tests.storage import builders
from tests.storage.builders import NOW, Cast

if TYPE_CHECKING:
    from sqlalchemy import Executable

CANARY = "canary-4711-value"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (update(people).values(id=CANARY, telegram_hash=CANARY), Conflict),
        (update(attempts).values(state=CANARY), Rejected),
        (update(attempts).values(team_id=CANARY), Rejected),
        (update(attempts).values(version=None, lease_owner=CANARY), Rejected),
        (insert(seen_updates).values(update_id=1, seen_at=None), Rejected),
        (text("SELECT nothing FROM nowhere WHERE id = :id").bindparams(id=CANARY), Rejected),
    ],
)
async def test_a_refused_statement_is_a_typed_error_without_its_values(
    store: Store, cast: Cast, statement: Executable, expected: type[StorageError]
) -> None:
    await builders.stored(store, cast)
    with pytest.raises(expected) as caught:
        async with store.session() as session:
            await session.execute(statement)
    error = caught.value
    assert error.__cause__ is None
    assert error.__context__ is None
    assert CANARY not in "".join(traceback.format_exception(error))
    assert CANARY not in repr(vars(error))


async def test_after_a_conflict_the_unit_goes_on_and_commits(store: Store, cast: Cast) -> None:
    async with store.write() as unit:
        with pytest.raises(Conflict) as caught:
            await unit.teams.add(builders.team(id=cast.team.id))
        assert caught.value.name == "pk_teams"
        assert await unit.updates.claim(1, NOW)
    async with store.write() as unit:
        assert not await unit.updates.claim(1, NOW)


async def test_after_a_commit_that_failed_the_next_unit_begins_anew(store: Store) -> None:
    async with store.session() as session:
        await session.execute(text("CREATE TABLE parents (id INTEGER PRIMARY KEY)"))
        await session.execute(
            text("CREATE TABLE children (id INTEGER REFERENCES parents DEFERRABLE INITIALLY DEFERRED)")
        )
    with pytest.raises(Rejected):
        async with store.session() as session:
            await session.execute(text("INSERT INTO children VALUES (1)"))
    async with store.session() as session:
        assert await session.scalar(text("SELECT count(*) FROM children")) == 0
        for table in ("children", "parents"):
            await session.execute(text(f"DROP TABLE {table}"))


async def test_a_unique_rule_over_several_columns_is_named(store: Store, cast: Cast) -> None:
    async with store.write() as unit:
        with pytest.raises(Conflict) as caught:
            await unit.managers.add(builders.manager(cast.team, cast.mia))
    assert str(caught.value) == "refused by the unique rule manager_person"


@pytest.mark.parametrize("error", [ConnectionRefusedError(CANARY), TimeoutError(CANARY)])
def test_a_lost_connection_is_unavailable(error: Exception) -> None:
    found = translated(error)
    assert isinstance(found, StorageUnavailable)
    assert CANARY not in str(found)


def test_what_is_not_the_databases_fault_stays_as_it_is() -> None:
    error = LookupError(CANARY)
    assert translated(error) is error


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn = storage_errors.__doc__ or ""
    types = [value for value in vars(storage_errors).values() if isinstance(value, type)]
    assert all(one.__name__ in drawn for one in types)
    assert issubclass(Contention, StorageUnavailable)
    assert not issubclass(StorageRefused, StorageUnavailable)

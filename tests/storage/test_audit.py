"""The audit chain: every change, drop, reorder and truncation by somebody without the key is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, select, update

from storage import AuditBroken, Store
from storage.schema import audit_entries, audit_heads
from tests.storage.builders import NOW, Cast

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Delete, Update

ENTRIES = 6


def _entry(cast: Cast, number: int) -> ColumnElement[bool]:
    return (audit_entries.c.team_id == cast.team.id) & (audit_entries.c.number == number)


async def _append(store: Store, cast: Cast, count: int = ENTRIES) -> None:
    async with store.write() as unit:
        for number in range(count):
            await unit.audit.append(
                cast.team.id,
                "login",
                NOW + number,
                attempt=f"attempt-{number}",
                creator=cast.stella.id,
                manager=None,
            )


async def _verdict(store: Store, cast: Cast) -> str | None:
    async with store.read() as unit:
        return await unit.audit.verify(cast.team.id)


async def _tamper(store: Store, *statements: Update | Delete) -> None:
    async with store.session() as session:
        for statement in statements:
            assert await session.changed(statement) > 0


async def test_an_untouched_chain_is_whole_from_its_first_day(store: Store, cast: Cast) -> None:
    assert await _verdict(store, cast) is None
    await _append(store, cast)
    assert await _verdict(store, cast) is None


async def test_entries_name_people_only_by_commitment(store: Store, cast: Cast) -> None:
    await _append(store, cast, 1)
    async with store.read() as unit:
        (entry,) = await unit.audit.entries(cast.team.id)
        assert entry.subjects == {"creator": unit.audit.commitment(cast.team.id, cast.stella.id)}
    assert (entry.number, entry.kind, entry.at, entry.attempt_id) == (1, "login", NOW, "attempt-0")
    assert cast.stella.id not in str(entry)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "other"},
        {"at": NOW - 1},
        {"attempt_id": None},
        {"subjects": "{}"},
        {"mac": "0" * 64},
        {"number": 99},
    ],
)
@pytest.mark.parametrize("number", [1, 3, ENTRIES])
async def test_any_changed_field_of_any_entry_is_found(
    store: Store, cast: Cast, number: int, change: dict[str, Any]
) -> None:
    await _append(store, cast)
    await _tamper(store, update(audit_entries).where(_entry(cast, number)).values(**change))
    assert await _verdict(store, cast) is not None


@pytest.mark.parametrize("number", range(1, ENTRIES + 1))
async def test_a_dropped_entry_is_found(store: Store, cast: Cast, number: int) -> None:
    await _append(store, cast)
    await _tamper(store, delete(audit_entries).where(_entry(cast, number)))
    assert await _verdict(store, cast) is not None


async def test_two_entries_in_each_others_place_are_found(store: Store, cast: Cast) -> None:
    await _append(store, cast)
    moves = ((2, 99), (3, 2), (99, 3))
    await _tamper(
        store, *(update(audit_entries).where(_entry(cast, old)).values(number=new) for old, new in moves)
    )
    assert await _verdict(store, cast) is not None


async def test_a_chain_cut_short_is_found_even_if_the_head_is_set_back_too(store: Store, cast: Cast) -> None:
    await _append(store, cast)
    await _tamper(store, delete(audit_entries).where(_entry(cast, ENTRIES)))
    assert await _verdict(store, cast) == "cut short"
    async with store.session() as session:
        last = await session.scalar(select(audit_entries.c.mac).where(_entry(cast, ENTRIES - 1)))
    mine = audit_heads.c.team_id == cast.team.id
    await _tamper(store, update(audit_heads).where(mine).values(number=ENTRIES - 1, last=last))
    assert await _verdict(store, cast) == "head altered"


async def test_a_chain_that_was_removed_with_its_head_is_found(store: Store, cast: Cast) -> None:
    await _append(store, cast)
    await _tamper(store, delete(audit_entries), delete(audit_heads))
    assert await _verdict(store, cast) == "no head"


async def test_nothing_is_appended_to_an_altered_head(store: Store, cast: Cast) -> None:
    await _append(store, cast)
    await _tamper(store, update(audit_heads).values(kept_from=2))
    with pytest.raises(AuditBroken):
        await _append(store, cast)


async def test_entries_of_another_team_do_not_fit(store: Store, cast: Cast) -> None:
    await _append(store, cast)
    async with store.write() as unit:
        other = cast.team.__class__(id="other", chat_id=-5, title="Other", created_at=NOW)
        await unit.teams.add(other)
    await _tamper(store, update(audit_entries).where(_entry(cast, 1)).values(team_id=other.id))
    async with store.read() as unit:
        assert await unit.audit.verify(other.id) is not None


async def test_retention_cuts_the_beginning_and_leaves_a_checkpoint_that_verifies(
    store: Store, cast: Cast
) -> None:
    await _append(store, cast)
    async with store.write() as unit:
        assert await unit.audit.cut(cast.team.id, NOW + 3) == 3
        assert await unit.audit.cut(cast.team.id, NOW + 3) == 0
        assert [entry.number for entry in await unit.audit.entries(cast.team.id)] == [4, 5, 6]
    assert await _verdict(store, cast) is None
    await _append(store, cast, 1)
    assert await _verdict(store, cast) is None
    async with store.write() as unit:
        assert await unit.audit.cut(cast.team.id, NOW + 1e9) == 4
    assert await _verdict(store, cast) is None
    await _append(store, cast)
    assert await _verdict(store, cast) is None


async def test_more_cut_from_the_beginning_than_retention_did_is_found(store: Store, cast: Cast) -> None:
    await _append(store, cast)
    async with store.write() as unit:
        await unit.audit.cut(cast.team.id, NOW + 3)
    await _tamper(store, delete(audit_entries).where(_entry(cast, 4)))
    assert await _verdict(store, cast) == "entry 4 altered or missing"


async def test_an_entry_of_a_unit_that_failed_is_not_there(store: Store, cast: Cast) -> None:
    async def fail() -> None:
        async with store.write() as unit:
            await unit.audit.append(cast.team.id, "login", NOW)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await _verdict(store, cast) is None

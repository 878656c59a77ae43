"""What became of logins stands in the record, and is counted there once nobody is named any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from bot.people.histories import history
from bot.relay.changing import change
from bot.relay.endings import end
from storage import State
from storage.retention import DAY
from storage.schema import audit_heads

if TYPE_CHECKING:
    from storage import Attempt
    from tests.bot.relay.heart import Heart


async def ended(heart: Heart, state: State) -> Attempt:
    attempt = await heart.stored(State.CODE_NEEDED, created_at=heart.clock())
    async with heart.work() as work:
        stored = await change(work.unit, attempt, end(attempt, state, work.now))
    assert stored is not None
    return stored


async def kinds(heart: Heart) -> list[str]:
    async with heart.store.read() as unit:
        entries = await unit.audit.entries(heart.cast.team.id)
    return [entry.kind for entry in entries]


async def test_every_ending_is_recorded_once(either: Heart) -> None:
    for state in (State.CONNECTED, State.FAILED, State.DECLINED, State.CANCELLED, State.EXPIRED):
        await ended(either, state)
    assert await kinds(either) == [
        "login_connected",
        "login_failed",
        "login_declined",
        "login_cancelled",
        "login_expired",
    ]
    async with either.store.read() as unit:
        assert await unit.audit.verify(either.cast.team.id) is None


async def test_a_record_that_was_tampered_with_does_not_keep_a_login_from_ending(heart: Heart) -> None:
    async with heart.store.session() as session:
        await session.execute(update(audit_heads).values(number=7))
    stored = await ended(heart, State.DECLINED)
    assert (await heart.row(stored)).state is State.DECLINED


async def test_before_ninety_days_logins_are_counted_from_the_record(either: Heart) -> None:
    await ended(either, State.CONNECTED)
    either.clock.later(60 * DAY)
    await ended(either, State.FAILED)
    either.clock.later(60 * DAY)
    cast = either.cast
    async with either.store.read() as unit:
        for team_id in (None, cast.team.id):
            page = await history(unit, cast.stella.id, either.clock(), 0, team_id)
            assert [past.attempt.state for past in page.entries] == [State.FAILED]
            assert page.older == 1


@pytest.mark.parametrize(("asked_for", "given"), [(0, 0), (1, 1), (9, 2)])
async def test_a_page_beyond_the_last_is_the_last(heart: Heart, asked_for: int, given: int) -> None:
    for _ in range(11):
        await ended(heart, State.CONNECTED)
        heart.clock.later(1)
    async with heart.store.read() as unit:
        page = await history(unit, heart.cast.stella.id, heart.clock(), asked_for)
    assert (page.number, page.last, len(page.entries)) == (given, 2, 1 if given == 2 else 5)

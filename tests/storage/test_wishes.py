"""What she chooses, where she moves to, and whose requests are open, on both engines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from storage import Conflict
from storage.models import AskMode, Audience, MoveState, State
from tests.storage import builders

if TYPE_CHECKING:
    from storage import Store
    from tests.storage.builders import Cast

NOW = builders.NOW
NEW = 7_000_000_042


async def test_how_she_is_asked_changes_and_nothing_else_of_her_place(store: Store, cast: Cast) -> None:
    async with store.write() as unit:
        before = await unit.enrolments.find(cast.team.id, cast.stella.id)
        assert before is not None
        for mode in AskMode:
            await unit.enrolments.set_mode(before.id, mode)
            assert await unit.enrolments.get(before.id) == replace(before, mode=mode)


async def test_a_person_is_found_by_the_new_account_alone_once_moved(store: Store, cast: Cast) -> None:
    moved = replace(cast.stella, telegram_id=NEW, first_name="Stella", moved_at=NOW, reachable=True)
    async with store.write() as unit:
        await unit.people.note(cast.stella.id, blocked_at=NOW, frozen_at=NOW)
        await unit.people.move(moved)
        assert await unit.people.by_telegram_id(cast.stella.telegram_id) is None
        assert await unit.people.by_telegram_id(NEW) == replace(moved, blocked_at=NOW)


async def test_no_account_is_two_persons(store: Store, cast: Cast) -> None:
    async with store.write() as unit:
        with pytest.raises(Conflict) as conflict:
            await unit.people.move(replace(cast.stella, telegram_id=cast.mia.telegram_id))
        assert await unit.people.get(cast.stella.id) == cast.stella
    assert conflict.value.name == "person_telegram"


async def test_an_owner_awaits_the_numbers_of_moves_that_no_manager_passes_on(
    store: Store, cast: Cast
) -> None:
    move = builders.move(cast.stella, state=MoveState.OPENED)
    async with store.write() as unit:
        await unit.moves.add(move, "token")
        assert await unit.moves.opened_by_manager(None) == [move]
        assert await unit.moves.opened_by_manager(cast.manager.id) == []


async def test_a_confirmed_move_waits_until_its_time(store: Store, cast: Cast) -> None:
    move = builders.move(cast.stella, state=MoveState.CONFIRMED, effect_at=NOW + 60)
    async with store.write() as unit:
        await unit.moves.add(move, "token")
        assert await unit.moves.waiting(NOW + 59) == [move]
        assert await unit.moves.waiting(NOW + 60) == []


async def test_managers_wait_while_something_of_theirs_is_asked_or_live(store: Store, cast: Cast) -> None:
    attempt = builders.attempt(cast, state=State.WORKING)
    async with store.write() as unit:
        assert await unit.attempts.managers_waiting() == []
        await unit.attempts.add(attempt)
        assert await unit.attempts.managers_waiting() == [cast.manager.id]
        await unit.attempts.change(attempt, replace(attempt, state=State.CONNECTED))
        assert await unit.attempts.managers_waiting() == []


async def test_a_new_account_has_none_of_the_messages_of_the_old_one(store: Store, cast: Cast) -> None:
    attempt = builders.attempt(cast, state=State.WORKING)
    async with store.write() as unit:
        await unit.attempts.add(attempt)
        for audience in Audience:
            await unit.cards.claim_new(builders.card(attempt, audience=audience), NOW)
        await unit.attempts.move_creator(cast.stella.id)
        assert [card.audience for card in await unit.cards.of_attempt(attempt.id)] == [Audience.TEAM]

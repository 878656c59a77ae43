"""Moves of creators to other Telegram accounts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage import Conflict, MoveState, Store
from tests.storage import builders
from tests.storage.builders import NOW, Cast


async def test_a_move_is_found_by_its_token_and_by_whom_it_moves(store: Store, cast: Cast) -> None:
    move = builders.move(cast.stella, cast.manager)
    async with store.write() as unit:
        await unit.moves.add(move, "token")
        assert await unit.moves.by_token("token") == move
        assert await unit.moves.by_token("another") is None
        assert await unit.moves.get(move.id) == move
        assert await unit.moves.of_person(cast.stella.id) == move
        assert await unit.moves.of_person(cast.mia.id) is None


async def test_nobody_moves_twice_at_once_but_may_again_once_it_is_over(store: Store, cast: Cast) -> None:
    first = builders.move(cast.stella)
    async with store.write() as unit:
        await unit.moves.add(first, "token")
    with pytest.raises(Conflict) as conflict:
        async with store.write() as unit:
            await unit.moves.add(builders.move(cast.stella), "second")
    assert conflict.value.name == "move_open"
    async with store.write() as unit:
        assert await unit.moves.change(first, replace(first, state=MoveState.VOID))
        await unit.moves.add(builders.move(cast.stella), "second")


async def test_a_move_is_changed_from_the_state_in_which_it_was_read(store: Store, cast: Cast) -> None:
    move = builders.move(cast.stella, cast.manager)
    opened = replace(
        move, state=MoveState.OPENED, number="47", telegram_id=7_000_000_000, first_name="Stella"
    )
    async with store.write() as unit:
        await unit.moves.add(move, "token")
        assert await unit.moves.opened_by_manager(cast.manager.id) == []
        assert await unit.moves.change(move, opened)
        assert not await unit.moves.change(move, replace(move, state=MoveState.VOID))
        assert await unit.moves.opened_by_manager(cast.manager.id) == [opened]


async def test_a_confirmed_move_is_due_at_its_time_and_never_forgotten_before(
    store: Store, cast: Cast
) -> None:
    move = builders.move(cast.stella, state=MoveState.CONFIRMED, effect_at=NOW + 60, expires_at=NOW)
    async with store.write() as unit:
        await unit.moves.add(move, "token")
        assert await unit.moves.due(NOW + 59) == []
        assert await unit.moves.due(NOW + 60) == [move]
        assert await unit.moves.forget(NOW + 1e9) == 0
        assert await unit.moves.change(move, replace(move, state=MoveState.DONE))
        assert await unit.moves.due(NOW + 60) == []
        assert await unit.moves.forget(NOW + 1e9) == 1


async def test_a_plain_note_about_a_person_leaves_the_rest_as_it_is(store: Store, cast: Cast) -> None:
    async with store.write() as unit:
        await unit.people.note(cast.stella.id, paused_until=NOW + 5, chosen_language="es")
        stella = await unit.people.get(cast.stella.id)
    assert stella == replace(cast.stella, paused_until=NOW + 5, chosen_language="es")


async def test_the_number_of_an_invitation_is_kept_sealed(store: Store, cast: Cast) -> None:
    invitation = builders.invitation(cast.manager, number="47", confirmed_at=NOW)
    async with store.write() as unit:
        await unit.invitations.add(invitation, "token")
        assert await unit.invitations.by_token("token") == invitation

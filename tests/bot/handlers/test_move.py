"""A move carries a creator to a Telegram account that is hers alone, by an owner's word and a number."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.people.moving import take_effect
from storage.models import MoveState
from tests.bot.handlers.office import SAM, texts

if TYPE_CHECKING:
    from storage.models import Move, Person
    from tests.bot.handlers.office import Office

NEW = 9_001
OTHER = 9_002


async def begun(office: Office) -> str:
    """Have Sam begin; give the payload of the link, which is sent to him: nobody's invitation is known."""
    await office.knows(SAM, "Sam")
    said = texts(await office.says(SAM, "/move Stella"), SAM)
    found = re.search(r"start=([\w-]+)", said)
    assert found is not None
    return found.group(1)


async def move_of(office: Office) -> Move | None:
    async with office.heart.store.read() as unit:
        return await unit.moves.of_person(office.heart.cast.stella.id)


async def stella(office: Office) -> Person:
    async with office.heart.store.read() as unit:
        found = await unit.people.get(office.heart.cast.stella.id)
    assert found is not None
    return found


async def confirmed(office: Office) -> Move:
    payload = await begun(office)
    await office.says(NEW, f"/start {payload}")
    move = await move_of(office)
    assert move is not None
    await office.says(SAM, move.number or "")
    after = await move_of(office)
    assert after is not None
    return after


async def test_her_old_chat_is_told_at_once(office: Office) -> None:
    said = await begun(office)
    assert said.startswith("n_")
    assert "is moving your place here" in texts(office.said, office.stella)


async def test_nobody_but_an_owner_begins_one(office: Office) -> None:
    await office.says(office.mia, "/move Stella")
    assert await move_of(office) is None


async def test_the_link_opens_for_one_account_alone(office: Office) -> None:
    payload = await begun(office)
    first = texts(await office.says(NEW, f"/start {payload}"), NEW)
    await office.says(OTHER, f"/start {payload}")
    move = await move_of(office)
    assert move is not None
    assert move.telegram_id == NEW
    assert f"<b>{move.number}</b>" in first
    assert f"<b>{move.number}</b>" in texts(await office.says(NEW, f"/start {payload}"), NEW)


async def test_an_account_that_has_a_place_here_is_refused(office: Office) -> None:
    payload = await begun(office)
    for who in (office.mia, office.stella, SAM):
        await office.says(who, f"/start {payload}")
    move = await move_of(office)
    assert move is not None
    assert move.state is MoveState.OPEN


async def test_the_number_confirms_for_a_day_later(office: Office) -> None:
    move = await confirmed(office)
    assert move.state is MoveState.CONFIRMED
    assert move.effect_at == office.heart.clock() + 86_400
    assert (await stella(office)).telegram_id == office.stella


async def test_the_person_keeps_her_place_her_block_and_her_chosen_language(office: Office) -> None:
    move = await confirmed(office)
    async with office.heart.work() as work:
        await work.unit.people.note(move.person_id, blocked_at=1.0, chosen_language="de", frozen_at=2.0)
        assert await take_effect(work, move) is not None
        assert await take_effect(work, move) is None
    moved = await stella(office)
    assert (moved.telegram_id, moved.blocked_at, moved.chosen_language) == (NEW, 1.0, "de")
    assert (moved.frozen_at, moved.moved_at) == (None, office.heart.clock())
    async with office.heart.store.read() as unit:
        assert await unit.people.by_telegram_id(office.stella) is None
        assert await unit.people.by_telegram_id(NEW) == moved
        assert len(await unit.enrolments.of_creator(moved.id)) == 1
    assert {"move_begun", "move_opened", "move_confirmed", "creator_moved"} <= set(await office.audited())


async def test_a_new_account_that_has_come_in_meanwhile_takes_no_place(office: Office) -> None:
    move = await confirmed(office)
    await office.knows(NEW, "Somebody")
    async with office.heart.work() as work:
        assert await take_effect(work, move) is None
    assert (await stella(office)).telegram_id == office.stella


async def test_another_move_voids_the_one_before(office: Office) -> None:
    first = await confirmed(office)
    await begun(office)
    async with office.heart.work() as work:
        assert await take_effect(work, replace(first)) is None
    again = await move_of(office)
    assert again is not None
    assert again.id != first.id


async def test_who_asks_for_the_number_can_say_that_it_was_not_her(office: Office) -> None:
    payload = await begun(office)
    await office.says(NEW, f"/start {payload}")
    said = await office.presses(SAM, "It wasn't her")
    assert "nothing has changed" in texts(said, NEW)
    assert await move_of(office) is None


async def test_an_expired_link_opens_nothing(office: Office) -> None:
    payload = await begun(office)
    office.heart.clock.later(86_401)
    await office.says(NEW, f"/start {payload}")
    move = await move_of(office)
    assert move is not None
    assert move.state is MoveState.OPEN

"""What "Not me" has stopped: a slip is lifted at once, anything else after a while that can be taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.relay.allowing import AFTER_MOVE, DELAY, SLIP, allowed_from, stay_stopped
from bot.relay.gates import is_blocked
from bot.relay.reactions import Reaction
from storage.models import Person
from tests.bot.relay.attempts import NOW

if TYPE_CHECKING:
    from tests.bot.relay.heart import Heart

HELD = Person(id="stella", telegram_id=1, first_name="Stella", created_at=NOW, blocked_at=NOW)


async def stella(heart: Heart) -> Person:
    async with heart.store.read() as unit:
        found = await unit.people.get(heart.cast.stella.id)
    assert found is not None
    return found


async def stops(heart: Heart) -> None:
    async with heart.work() as work:
        await heart.relay.not_me(work, heart.cast.stella.id)


async def allows(heart: Heart) -> Reaction:
    async with heart.work() as work:
        return await heart.relay.allow_again(work, heart.cast.stella.id)


async def is_stopped(heart: Heart) -> bool:
    return is_blocked(await stella(heart), heart.clock())


async def test_a_slip_is_lifted_at_once(heart: Heart) -> None:
    await stops(heart)
    heart.clock.later(SLIP - 1)
    assert await allows(heart) is Reaction.ALLOWED
    assert not await is_stopped(heart)


async def test_later_it_takes_effect_after_ten_minutes(heart: Heart) -> None:
    await stops(heart)
    heart.clock.later(SLIP)
    assert await allows(heart) is Reaction.ALLOWED_LATER
    heart.clock.later(DELAY - 1)
    assert await is_stopped(heart)
    heart.clock.later(1)
    assert not await is_stopped(heart)


async def test_until_then_she_can_take_it_back(heart: Heart) -> None:
    await stops(heart)
    heart.clock.later(SLIP)
    await allows(heart)
    async with heart.work() as work:
        assert await stay_stopped(work, await stella(heart))
    heart.clock.later(DELAY)
    assert await is_stopped(heart)
    async with heart.work() as work:
        assert not await stay_stopped(work, await stella(heart))


async def test_asking_twice_puts_it_neither_off_nor_forward(heart: Heart) -> None:
    await stops(heart)
    heart.clock.later(SLIP)
    await allows(heart)
    due = (await stella(heart)).allowed_from
    heart.clock.later(60)
    await allows(heart)
    assert (await stella(heart)).allowed_from == due


async def test_a_second_not_me_is_no_slip_anew_and_takes_the_lifting_back(heart: Heart) -> None:
    await stops(heart)
    heart.clock.later(SLIP)
    await allows(heart)
    await stops(heart)
    assert (await stella(heart)).allowed_from is None
    assert await allows(heart) is Reaction.ALLOWED_LATER


async def test_a_not_me_after_all_was_allowed_is_a_new_one(heart: Heart) -> None:
    await stops(heart)
    heart.clock.later(SLIP)
    await allows(heart)
    heart.clock.later(DELAY)
    await stops(heart)
    assert await is_stopped(heart)
    assert await allows(heart) is Reaction.ALLOWED


@pytest.mark.parametrize(
    ("moved", "now", "effect"),
    [
        (NOW + 100, NOW + 200, NOW + 100 + AFTER_MOVE),
        (NOW - AFTER_MOVE, NOW + SLIP, NOW + SLIP + DELAY),
        (NOW - 100, NOW + 1, NOW + 1),
        (NOW - 100, NOW + SLIP, NOW - 100 + AFTER_MOVE),
    ],
)
def test_after_a_move_what_was_stopped_before_stays_so_for_three_days(
    moved: float, now: float, effect: float
) -> None:
    assert allowed_from(replace(HELD, moved_at=moved), now) == effect

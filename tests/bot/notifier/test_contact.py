"""Whom she can ask: what the operator has set, else an owner as Telegram last told of that person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.notifier.contact import contact_of

if TYPE_CHECKING:
    from tests.bot.relay.heart import Heart

SAM, NEIL = 7, 8


@pytest.fixture
async def owned(heart: Heart) -> Heart:
    """Let two owners have opened a chat with the bot."""
    async with heart.work() as work:
        await work.unit.people.ensure(SAM, "Sam", "sam", "en", work.now)
        await work.unit.people.ensure(NEIL, "Neil", None, "en", work.now)
    return heart


async def contact(heart: Heart, *owners: int, configured: str | None = None) -> str:
    async with heart.store.read() as unit:
        return await contact_of(unit, frozenset(owners), configured)


async def test_what_is_set_comes_first(owned: Heart) -> None:
    assert await contact(owned, SAM, configured="help@moonlight.example") == "help@moonlight.example"


async def test_an_owner_is_named_with_the_handle_if_there_is_one(owned: Heart) -> None:
    assert await contact(owned, SAM, NEIL) == "Sam (@sam)"
    assert await contact(owned, NEIL) == "Neil"


async def test_an_owner_who_was_never_here_is_nobody_to_ask(owned: Heart) -> None:
    assert not await contact(owned, 9)
    assert await contact(owned, 1, SAM) == "Sam (@sam)"


async def test_an_owner_who_has_closed_the_chat_is_nobody_to_ask(owned: Heart) -> None:
    async with owned.work() as work:
        sam = await work.unit.people.by_telegram_id(SAM)
        assert sam is not None
        await work.unit.people.set_reachable(sam.id, reachable=False)
    assert await contact(owned, SAM, NEIL) == "Neil"

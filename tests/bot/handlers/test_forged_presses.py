"""Data that a client sends from under a message which has no such button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.buttons import Verb, data
from tests.bot.handlers.office import Said

if TYPE_CHECKING:
    from tests.bot.handlers.office import Office


async def test_a_message_without_the_button_is_not_deleted_by_its_data(office: Office) -> None:
    card = Said(office.group, "🔑 Stella", {"Cancel": "cancel:1"})
    await office.sends_data(office.stella, data(Verb.ALLOW), card)
    assert not office.deleted


async def test_a_message_with_the_button_is_deleted_by_its_press(office: Office) -> None:
    stopped = Said(office.stella, "Everything is stopped", {"Allow logins again": data(Verb.ALLOW)})
    await office.presses(office.stella, "Allow logins again", under=stopped)
    assert office.deleted

"""Who is spoken to in which language: creators in theirs, groups and owners in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.bot.handlers.office import SAM, texts

if TYPE_CHECKING:
    from tests.bot.handlers.office import Office


def italian(telegram_id: int) -> dict[str, Any]:
    """Give the sender of a message whose Telegram speaks Italian."""
    sender: dict[str, Any] = {
        "id": telegram_id,
        "is_bot": False,
        "first_name": "Somebody",
        "language_code": "it",
    }
    return {"from": sender}


async def test_a_creator_is_answered_in_her_language(office: Office) -> None:
    in_english = texts(await office.says(office.stella, "/privacy"), office.stella)
    office.heart.clock.later(120)
    in_italian = texts(await office.says(office.stella, "/privacy", **italian(office.stella)), office.stella)
    assert in_italian
    assert in_italian != in_english


async def test_an_owner_and_a_group_are_answered_in_english(office: Office) -> None:
    in_english = texts(await office.says(SAM, "/privacy"), SAM)
    office.heart.clock.later(120)
    assert texts(await office.says(SAM, "/privacy", **italian(SAM)), SAM) == in_english
    help_in_english = texts(await office.says(office.mia, "/help", where=office.group), office.group)
    office.heart.clock.later(120)
    said = await office.says(office.mia, "/help", where=office.group, **italian(office.mia))
    assert texts(said, office.group) == help_in_english

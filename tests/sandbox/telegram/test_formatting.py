"""What Telegram finds in a text by itself, counted in UTF-16 units."""

import pytest

from sandbox.telegram.formatting import plain


@pytest.mark.parametrize(("text", "found"), [
    ("/login stella", [("bot_command", 0, 6)]),
    ("🔑 /login@codebell_bot now", [("bot_command", 3, 19)]),
    ("not/acommand </b> //x", []),
    ("ask @mia_agency", [("mention", 4, 11)]),
    ("see https://t.me/codebell_bot?start=x.", [("url", 4, 33)]),
    ("onlyfans.com/stella", [("url", 0, 19)]),
    ("mail stella@example.com", [("email", 5, 18)]),
    ("#news and #1", [("hashtag", 0, 5)]),
    ("123 456", []),
])  # fmt: skip
def test_telegram_finds_what_can_be_tapped(text: str, found: list[tuple[str, int, int]]) -> None:
    assert [(entity.type, entity.offset, entity.length) for entity in plain(text).entities] == found

"""The story in two columns: it fits, it stays aligned, and it says in words what happens to messages."""

import time
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from sandbox.telegram import Person, TelegramServer
from sandbox.telegram.accounts import Account
from sandbox.telegram.formatting import Entity, FormattedText, plain
from sandbox.telegram.keyboard import Button
from sandbox.telegram.messages import Content, Post
from sandbox.terminal.cells import printable, width, wrap
from sandbox.terminal.columns import Columns, Side
from sandbox.terminal.words import Line, Tone, lines_of


def test_emoji_and_wide_characters_take_two_cells_and_marks_none() -> None:
    assert [width(text) for text in ("a", "🔔", "日本", "e\u0301", "👩\u200d💻", printable("✉\ufe0f"))] == [
        1,
        2,
        4,
        1,
        2,
        1,
    ]


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])), st.integers(8, 60), st.integers(0, 4)
)
def test_no_row_is_wider_than_its_column(text: str, room: int, hanging: int) -> None:
    rows = wrap(text, room, hanging)

    assert all(width(row) <= room for row in rows)
    assert "".join("".join(rows).split()) == "".join(text.split())


def test_a_terminal_obeys_nothing_that_a_message_says() -> None:
    assert not any(unicodedata.category(c) == "Cc" for c in printable("red \x1b[31m bell \x07"))


def test_both_columns_meet_at_the_same_cell_at_any_width() -> None:
    for across in (40, 80, 133, 400):
        columns = Columns(across)
        line = Line(
            "Bot: 🔑 Stella · OnlyFans is waiting for 日本 and for a rather long text to break", hanging=2
        )
        rows = columns.rows(Side.LEFT, [line]) + columns.rows(Side.RIGHT, [line]) + columns.gap()
        assert {width(row[: row.index("│")]) for row in rows} == {columns.room + 1}
        assert max(map(width, rows)) <= max(across, 60)


def test_colour_changes_no_width() -> None:
    (plain,) = Columns(80).rows(Side.LEFT, [Line("[Cancel]", Tone.BUTTONS)])
    (coloured,) = Columns(80, colour=True).rows(Side.LEFT, [Line("[Cancel]", Tone.BUTTONS)])

    assert coloured.replace("\x1b[36m", "").replace("\x1b[0m", "") == plain


def _private() -> tuple[Person, Account]:
    """Let Stella have a chat with a bot."""
    telegram = TelegramServer()
    stella = telegram.person("Stella")
    stella.starts_bot()
    return stella, telegram.world.bot


def _told(stella: Person) -> list[str]:
    return [line.text for event in stella.world.events for line in lines_of(event, stella.private)]


def test_edits_and_deletions_are_told_in_words() -> None:
    stella, bot = _private()
    prompt = stella.private.post(bot, Post(Content(plain("Type the code"))))
    stella.private.delete(stella.tells_bot("123 456"), bot)
    stella.private.edit(prompt, prompt.with_text(plain("Signed in")))

    assert _told(stella) == [
        "Stella: /start",
        "Bot: Type the code",
        "Stella: 123 456",
        "(Stella's message disappears)",
        "(that message becomes)",
        "Bot: Signed in",
    ]


def test_a_message_that_only_loses_its_buttons_is_not_told_again() -> None:
    stella, bot = _private()
    row = (Button("Not me", "1:no", None, {}),)
    prompt = stella.private.post(bot, Post(Content(plain("Type the code"), keyboard=(row,))))
    stella.private.edit(prompt, Content(plain("Type the code")))

    assert _told(stella)[1:] == ["Bot: Type the code", "  [Not me]", "(an older message loses its buttons)"]


def test_a_relative_time_is_spelt_out() -> None:
    stella, bot = _private()
    in_nine_minutes = Entity(
        "date_time", 5, 5, {"unix_time": int(time.time()) + 540, "date_time_format": "r"}
    )
    stella.private.post(bot, Post(Content(FormattedText("Code 09:00.", (in_nine_minutes,)))))

    assert _told(stella)[-1] == "Bot: Code in 9 minutes."

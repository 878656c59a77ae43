"""The number that confirms that two people know each other."""

from __future__ import annotations

import pytest

from bot.people.handshake import Awaited, drawn_number, meant, read_number

OLDER = Awaited("older", 1.0, "42")
NEWER = Awaited("newer", 2.0, "17")


def test_a_number_is_drawn_with_two_digits_and_no_nought_before() -> None:
    drawn = {drawn_number() for _ in range(2_000)}

    assert all(len(number) == 2 and 10 <= int(number) <= 99 for number in drawn)
    assert len(drawn) > 45


@pytest.mark.parametrize("text", ["42", " 42\n", "4 2", "\uff14\uff12", "٤٢", "४२", "\u200e42"])
def test_two_digits_alone_are_read_in_any_script(text: str) -> None:
    assert read_number(text) == "42"


@pytest.mark.parametrize(
    "text", ["", "4", "421", "4211", "123 456", "42!", "it is 42", "4-2", "½4", "4²", "x2"]
)
def test_anything_else_is_no_number(text: str) -> None:
    assert read_number(text) is None


def test_the_number_shown_is_met_and_no_other() -> None:
    assert OLDER.is_met_by("42")
    assert not OLDER.is_met_by("24")


def test_the_newest_is_meant_unless_another_is_replied_to() -> None:
    assert meant([NEWER, OLDER], None) is NEWER
    assert meant([NEWER, OLDER], "older") is OLDER


def test_a_reply_to_what_is_over_means_nothing() -> None:
    assert meant([NEWER, OLDER], "gone") is None
    assert meant([], None) is None


def test_a_number_is_not_shown_where_it_is_logged() -> None:
    assert "42" not in repr(OLDER)

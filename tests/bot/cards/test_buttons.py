"""Callback data is short, closed and not trusted when it comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.buttons import DATA_LIMIT, Press, Verb, data, grid, parse
from bot.cards.message import Button
from storage import new_id

PARTS = st.lists(st.from_regex(r"[A-Za-z0-9_-]{1,22}", fullmatch=True), max_size=2)


@given(st.sampled_from(Verb), PARTS)
def test_what_a_button_carries_comes_back(verb: Verb, parts: list[str]) -> None:
    made = data(verb, *parts)
    assert len(made.encode()) <= DATA_LIMIT
    assert parse(made) == Press(verb, tuple(parts))


@pytest.mark.parametrize("verb", Verb)
def test_an_id_and_a_number_fit_for_every_verb(verb: Verb) -> None:
    assert len(data(verb, new_id(), new_id()[:8]).encode()) <= DATA_LIMIT


@pytest.mark.parametrize("parts", [("a:b",), ("",), ("x" * 64,), ("ü" * 30,)])
def test_what_does_not_fit_is_an_error_when_it_is_made(parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="callback data"):
        data(Verb.READY, *parts)


@pytest.mark.parametrize(
    "made", [None, "", ":", "unknown:1", "ready:", "ready::1", "READY:1", "ready:" + "x" * 60, "\ud800"]
)
def test_altered_data_is_nothing(made: str | None) -> None:
    assert parse(made) is None


@given(st.text(max_size=80))
def test_no_text_makes_reading_fail(made: str) -> None:
    press = parse(made)
    assert press is None or data(press.verb, *press.parts) == made


def test_buttons_stand_in_twos() -> None:
    buttons = [Button(str(number), data="x") for number in range(3)]
    assert grid(*buttons) == ((buttons[0], buttons[1]), (buttons[2],))
    assert grid() == ()

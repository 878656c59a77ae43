"""Names from outside are made fit to stand in a sentence."""

from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locales import clean
from bot.locales.names import NAME_LIMIT, NAMELESS

ISOLATE = "\u2068"
POP = "\u2069"


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("Stella", "Stella"),
        ("  Stella\n\t Star ", "Stella Star"),
        ("Ste\u202ella\u2066\u200b\u00ad\x00", "Stella"),
        ("", NAMELESS),
        ("\u202e\u200d", NAMELESS),
        ("Zoë Łucja 星", "Zoë Łucja 星"),
        ("\ud800x", "x"),
    ],
)
def test_a_name_stands_in_one_line_without_what_steers_the_reader(given_name: str, shown: str) -> None:
    assert clean(given_name) == shown


def test_a_long_name_is_clipped() -> None:
    assert clean("x" * 10_000) == "x" * (NAME_LIMIT - 1) + "…"
    assert clean("x" * NAME_LIMIT) == "x" * NAME_LIMIT


def test_a_name_that_runs_from_right_to_left_cannot_change_places_with_its_neighbours() -> None:
    assert clean("סטלה") == f"{ISOLATE}סטלה{POP}"


@given(st.text(max_size=300))
def test_no_name_brings_a_control_character_or_a_line(name: str) -> None:
    shown = clean(name).removeprefix(ISOLATE).removesuffix(POP)
    assert 0 < len(shown) <= NAME_LIMIT
    assert not [char for char in shown if category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing(name: str) -> None:
    assert clean(clean(name)) == clean(name)

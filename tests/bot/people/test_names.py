"""Names: what a creator may be called, and whom a misspelt name may mean."""

from __future__ import annotations

import pytest

from bot.people.names import checked_name, closest
from bot.people.problems import Problem
from tests.bot.people.steps import refused


@pytest.mark.parametrize(
    "name", ["Stella", "Stella Maris", "Zoë", "Ștefania", "Оксана", "Anne-Marie", "O'Neil", "S2"]
)
def test_a_name_of_letters_in_any_script_is_taken(name: str) -> None:
    assert checked_name(f"  {name} ") == name


def test_white_space_within_a_name_counts_once() -> None:
    assert checked_name("Stella \t Maris") == "Stella Maris"


@pytest.mark.parametrize("name", ["", "   ", "S" * 33])
def test_a_name_without_characters_or_with_too_many_is_refused(name: str) -> None:
    with refused(Problem.NAME_LENGTH):
        checked_name(name)


@pytest.mark.parametrize(
    "name", ["<b>Stella", "Stella\u202e", "Ste\u200blla", "@stella", "123", "Stella/2", "💋"]
)
def test_a_name_that_could_steer_a_reader_is_refused(name: str) -> None:
    with refused(Problem.NAME_CHARACTERS):
        checked_name(name)


@pytest.mark.parametrize("name", ["all", "OnlyFans", "Stella Fansly"])
def test_a_name_that_a_command_would_take_for_something_else_is_refused(name: str) -> None:
    with refused(Problem.NAME_RESERVED):
        checked_name(name)


def test_the_closest_names_come_first_whatever_their_case() -> None:
    assert closest("stela", ["Bella", "Stella", "Zoe"])[0] == "Stella"


def test_a_name_like_no_other_means_nobody() -> None:
    assert closest("Xyz", ["Stella", "Bella"]) == []

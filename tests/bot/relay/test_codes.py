"""Finding a code in what a person types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.relay.codes import NoCode, find_code, has_digits, is_telegrams_own, names_a_password
from providers.secret import Secret

SIX = (6,)


@pytest.mark.parametrize(
    "text",
    [
        "123456",
        " 123 456 ",
        "123-456",
        "1 2 3 4 5 6",
        "\uff11\uff12\uff13\uff14\uff15\uff16",
        "\u0661\u0662\u0663\u0664\u0665\u0666",
        "\u200e123456\u200f",
        "12\u200b3456",
        "123\u2013456",
        "Your OnlyFans code is 123456. It is valid for 10 minutes.",
        "code: 123-456, do not share",
        "<#> 123 456 is your code",
        "123456\n123456",
    ],
)
def test_a_code_is_found_however_it_is_written(text: str) -> None:
    found = find_code(Secret(text), SIX)
    assert isinstance(found, Secret)
    assert found.reveal() == "123456"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", NoCode.NOTHING),
        ("hello", NoCode.NOTHING),
        ("12345", NoCode.NOTHING),
        ("1234567", NoCode.NOTHING),
        ("abc123456", NoCode.NOTHING),
        ("call 0301234567", NoCode.NOTHING),
        ("123456 or 654321", NoCode.AMBIGUOUS),
        ("first 111111, then 222222", NoCode.AMBIGUOUS),
    ],
)
def test_what_is_no_single_code_is_not_guessed(text: str, why: NoCode) -> None:
    assert find_code(Secret(text), SIX) is why


def test_the_lengths_decide_which_of_two_numbers_is_the_code() -> None:
    found = find_code(Secret("4711 is the room, 123456 the code"), SIX)
    assert isinstance(found, Secret)
    assert found.reveal() == "123456"


@given(st.from_regex(r"\d{6}", fullmatch=True, alphabet="0123456789"), st.text())
def test_what_is_found_is_always_of_an_allowed_length(code: str, around: str) -> None:
    found = find_code(Secret(f"{around} {code}"), (4, 5, 6, 7, 8))
    if isinstance(found, Secret):
        assert len(found) in {4, 5, 6, 7, 8}
        assert found.reveal().isascii()
        assert found.reveal().isdigit()


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        (
            "Login code: 12345. Do not give this code to anyone, even if they say they are from Telegram!",
            True,
        ),
        ("Telegram code 12345", True),
        ("Код для входа в Телеграм: 12345", True),
        ("Your OnlyFans login code is 123456", False),
        ("Telegram is down", False),
    ],
)
def test_telegrams_own_codes_are_known_by_their_wording(text: str, is_so: bool) -> None:  # noqa: FBT001 - a table
    assert is_telegrams_own(Secret(text)) is is_so


@pytest.mark.parametrize(
    ("text", "is_so"), [("my password is Summer2024!", True), ("Passwort: x", True), ("123456", False)]
)
def test_a_password_is_known_by_its_name(text: str, is_so: bool) -> None:  # noqa: FBT001 - a table
    assert names_a_password(Secret(text)) is is_so


@pytest.mark.parametrize(
    ("text", "holds"), [("abc", False), ("a1", True), ("٣", True), ("½", False), ("", False)]
)
def test_digits_of_any_script_count_as_digits(text: str, holds: bool) -> None:  # noqa: FBT001 - a table
    assert has_digits(Secret(text)) is holds

"""Countries have the names that their readers know."""

from __future__ import annotations

import pytest

from bot.locales import country_name


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("de", "en", "Germany"),
        ("de", "pl", "Niemcy"),
        ("us", "pt-br", "Estados Unidos"),
        ("uk", "en", "United Kingdom"),
        ("GB", "en", "United Kingdom"),
        ("zz", "en", "Unknown Region"),
        ("q1", "en", "Q1"),
    ],
)
def test_a_country_is_named_in_the_readers_language(code: str, language: str, name: str) -> None:
    assert country_name(code, language) == name

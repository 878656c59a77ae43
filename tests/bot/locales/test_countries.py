"""Countries have the names that their readers know."""

from __future__ import annotations

import pytest

from bot.locales import country_name
from providers.registry import ADAPTERS

BUTTONS = 90
"""What one message of buttons may offer at most; Telegram takes 100."""


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


@pytest.mark.parametrize("slug", ADAPTERS)
def test_every_country_of_a_provider_has_a_name_and_all_fit_below_one_message(slug: str) -> None:
    offered = ADAPTERS[slug].manifest.proxy_countries
    names = [country_name(code, "en") for code in offered]
    assert len(set(offered)) == len(offered) <= BUTTONS
    assert all(
        name not in {code.upper(), "Unknown Region"} for code, name in zip(offered, names, strict=True)
    )

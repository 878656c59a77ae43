"""The languages that creators are spoken to in, each by its own name as CLDR has it."""

from __future__ import annotations

from typing import Final

from babel import Locale

LANGUAGES: Final = ("en", "de", "es", "fr", "it", "pl", "ro", "cs", "sk", "hu", "uk")


def language_name(language: str) -> str:
    """Give the name of a language in itself, as it stands on a button."""
    return str(Locale.parse(language).display_name).capitalize()

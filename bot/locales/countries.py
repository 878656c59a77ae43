"""The names of countries, as CLDR has them. It knows nothing of what happens there."""

from __future__ import annotations

from babel import Locale

_ALSO_WRITTEN = {"uk": "gb"}
"""What vendors write for a country beside its ISO 3166 code."""


def country_name(code: str, language: str) -> str:
    """Give a country's name in a language; its code in capitals where it has none."""
    iso = _ALSO_WRITTEN.get(code.lower(), code).upper()
    return str(Locale.parse(language, sep="-").territories.get(iso, iso))

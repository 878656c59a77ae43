"""What a creator may be called in a team, and which name somebody may have meant. Pure."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING

from bot.people.lookalikes import mixed_word, visible
from bot.people.problems import Problem, Refusal
from providers.logins import Platform

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_NAME = 32
CLOSEST = 4
"""How many similar names are offered for one that is not there."""

_PUNCTUATION = frozenset("-'._\N{RIGHT SINGLE QUOTATION MARK}")
_LETTERS_AND_DIGITS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"})
_RESERVED = frozenset({"all", *(platform.value for platform in Platform)})
"""Words that a command gives another meaning where they stand last."""


def checked_name(text: str) -> str:
    """Give a creator's name in its one spelling; Refusal says what is wrong with it."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or len(name) > LONGEST_NAME:
        raise Refusal(Problem.NAME_LENGTH, longest=str(LONGEST_NAME))
    if not all(_may_stand(character) for character in name) or not any(
        character.isalpha() for character in name
    ):
        raise Refusal(Problem.NAME_CHARACTERS)
    mixed = mixed_word(name)
    if mixed is not None:
        raise Refusal(Problem.NAME_MIXED, word=mixed)
    if name.split()[-1].casefold() in _RESERVED:
        raise Refusal(Problem.NAME_RESERVED)
    return name


def closest(name: str, names: Sequence[str]) -> list[str]:
    """Give the names that `name` is most likely to mean, the likeliest first."""
    by_key = {known.casefold(): known for known in names}
    found = get_close_matches(name.casefold(), list(by_key), n=CLOSEST, cutoff=0.5)
    return [by_key[key] for key in found]


def _may_stand(character: str) -> bool:
    """Tell whether a character may stand in a name: some letters and marks show nothing, as a filler does."""
    if character == " " or character in _PUNCTUATION:
        return True
    return unicodedata.category(character) in _LETTERS_AND_DIGITS and visible(character) != ""

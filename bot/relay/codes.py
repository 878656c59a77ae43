"""Finding the one-time code in what a creator typed. Pure; the text and what is found stay secret."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from bot.relay.wordings import fold, speaks_of_a_password, speaks_of_telegrams_code
from providers.secret import Secret


class NoCode(StrEnum):
    """Why a text gives no code."""

    NOTHING = "nothing"
    AMBIGUOUS = "ambiguous"


_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_RUNS = re.compile(r"(?<!\w)\d+(?:[ \u00a0-]\d+)*(?!\w)")


def find_code(text: Secret, lengths: tuple[int, ...]) -> Secret | NoCode:
    """Find the code: the digits alone, however grouped, or the one candidate in a longer text."""
    plain = "".join(_digit(character) for character in text.reveal())
    alone = _SEPARATORS.sub("", plain)
    if alone.isascii() and alone.isdigit() and len(alone) in lengths:
        return Secret(alone)
    candidates = {found for run in _RUNS.findall(plain) if len(found := re.sub(r"\D", "", run)) in lengths}
    if not candidates:
        return NoCode.NOTHING
    return Secret(candidates.pop()) if len(candidates) == 1 else NoCode.AMBIGUOUS


def has_digits(text: Secret) -> bool:
    """Tell whether there is a digit of any script, so that the message is one to delete."""
    return any(unicodedata.decimal(character, None) is not None for character in text.reveal())


def is_telegrams_own(text: Secret) -> bool:
    """Tell whether a text is Telegram's own login code by its wording, which nobody may pass on.

    Five digits alone cannot be told from another's code; where the challenge takes no five they are no code.
    """
    return speaks_of_telegrams_code(fold(text.reveal()))


def names_a_password(text: Secret) -> bool:
    """Tell whether a text speaks of a password, which nobody asks for here; one alone cannot be known."""
    return speaks_of_a_password(fold(text.reveal()))


def _digit(character: str) -> str:
    """Turn a decimal digit of any script into an ASCII one, drop what is invisible, and leave the rest."""
    value = unicodedata.decimal(character, None)
    if value is not None:
        return str(value)
    return "" if unicodedata.category(character) == "Cf" else character

"""A two-digit number that one person is shown and another types: both know each other elsewhere.

Whoever follows a link is shown the number; who made the link asks for it over a channel of their own and
types it to the bot. The right one confirms, one wrong entry voids. It knows neither what is confirmed nor any
chat.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LOWEST, HIGHEST = 10, 99
"""No number begins with a nought: it would be left out where it is said aloud."""
DIGITS = 2


@dataclass(frozen=True, slots=True)
class Awaited:
    """A number that somebody is to type, to confirm what has the id `subject`, since (epoch seconds)."""

    subject: str
    since: float
    number: str = field(repr=False)

    def is_met_by(self, typed: str) -> bool:
        """Tell whether this is the number; where it is not, what it was to confirm is void."""
        return compare_digest(self.number, typed)


def drawn_number() -> str:
    """Draw the number to show."""
    return str(LOWEST + secrets.randbelow(HIGHEST - LOWEST + 1))


def read_number(text: str) -> str | None:
    """Read a number that was typed alone, in digits of any script; None for anything else, as a code is."""
    shown = [character for character in text if unicodedata.category(character) not in {"Cf", "Zs", "Cc"}]
    digits = [unicodedata.decimal(character, None) for character in shown]
    if len(digits) != DIGITS or None in digits:
        return None
    return "".join(str(digit) for digit in digits)


def meant(awaited: Iterable[Awaited], replied_to: str | None) -> Awaited | None:
    """Choose which number was typed: of the subject whose message was replied to, else the newest.

    None where nothing is awaited, or a reply is to a message about what is over.
    """
    if replied_to is not None:
        return next((each for each in awaited if each.subject == replied_to), None)
    return max(awaited, key=lambda each: (each.since, each.subject), default=None)

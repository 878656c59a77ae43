"""How wide a text stands in a terminal, and how it breaks into lines. Knows nothing of what the text says."""

from __future__ import annotations

import unicodedata

VARIATION_SELECTOR = "\ufe0f"
JOINER = "\u200d"
_INVISIBLE = {"Mn", "Me", "Cf", "Cc"}


def printable(text: str) -> str:
    """Drop what terminals disagree about or obey: control characters, and the wish for a coloured glyph."""
    kept = (c for c in text if c != VARIATION_SELECTOR and (c == "\n" or unicodedata.category(c) != "Cc"))
    return "".join(kept)


def width(text: str) -> int:
    """Count the cells that a text takes: two for most emoji and East Asian characters, none for marks."""
    cells = 0
    joined = False
    for character in text:
        cells += 0 if joined else _width_of(character)
        joined = character == JOINER
    return cells


def wrap(text: str, room: int, hanging: int = 0) -> list[str]:
    """Break a line at its spaces into rows of `room` cells, all but the first indented by `hanging`."""
    indent = text[: len(text) - len(text.lstrip(" "))]
    rows = [indent]
    for word in text.split():
        joined = f"{rows[-1]} {word}" if rows[-1].strip() else f"{rows[-1]}{word}"
        if width(joined) <= room:
            rows[-1] = joined
            continue
        begun = [" " * hanging] if rows[-1].strip() else [rows.pop()]
        rows += _cut(f"{begun[0]}{word}", room, hanging)
    return rows


def padded(text: str, room: int) -> str:
    """Fill a text with spaces up to `room` cells."""
    return text + " " * max(0, room - width(text))


def _width_of(character: str) -> int:
    if unicodedata.category(character) in _INVISIBLE:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _cut(word: str, room: int, hanging: int) -> list[str]:
    """Break a word that is longer than a line."""
    pieces = [""]
    for character in word:
        if width(pieces[-1] + character) > room:
            pieces.append(" " * hanging)
        pieces[-1] += character
    return pieces

"""Whether two names look alike to a reader, by the skeletons of UTS #39. Pure; it knows no team.

The data is Unicode's confusables.txt, as `confusable_homoglyphs` carries it. That library tells which
characters look alike, but knows no skeletons of whole names, so those are made here.
"""

from __future__ import annotations

import re
import unicodedata

from confusable_homoglyphs.confusables import (  # type: ignore[import-untyped] # it ships no types
    confusables_data,
)

from storage import skeleton

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Default_Ignorable_Code_Point of the Unicode Character Database, and the blank Braille pattern."""

_ALIKE_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK")
_PARTS = re.compile(r"[^\W\d_]+")


def visible(name: str) -> str:
    """Return what a reader sees of a name: nothing that is invisible, and white space once."""
    return " ".join(_INVISIBLE.sub("", name).split())


def look_alike(one: str, other: str) -> bool:
    """Tell whether a reader may take one name for the other, in whatever case they are written."""
    return not looks(one).isdisjoint(looks(other))


def looks(name: str) -> frozenset[str]:
    """Return the skeletons of a name as it is written, in small letters and in capitals.

    Letters that differ in one case can look the same in the other: names look alike that share a skeleton.
    """
    small = skeleton(name)
    return frozenset(_confusable_skeleton(form) for form in (visible(name), small, small.upper()))


def mixed_word(name: str) -> str | None:
    """Return a word of a name that is written in two alphabets that look alike; None if there is none.

    UTS #39 calls a whole name that mixes them "minimally restrictive" and advises against it. Names of people
    are not identifiers: "Anna-Мария" is one, and hides nothing. What misleads is a letter of one alphabet
    in a word of the other, so each word is judged alone.
    """
    return next((word for word in _PARTS.findall(name) if len(_alphabets(word)) > 1), None)


def _alphabets(word: str) -> set[str]:
    names = [unicodedata.name(character, "") for character in word]
    return {alphabet for alphabet in _ALIKE_ALPHABETS if any(alphabet in name.split() for name in names)}


def _confusable_skeleton(text: str) -> str:
    """Return the skeleton of UTS #39, section 4, of a text without its invisible characters."""
    plain = unicodedata.normalize("NFD", visible(text))
    return unicodedata.normalize("NFD", "".join(_PROTOTYPES.get(character, character) for character in plain))


def _prototypes() -> dict[str, str]:
    """Return what stands for each character in a skeleton: the same for all that look alike.

    The library's table has each look-alike under its prototype, the prototype under each look-alike, and
    characters of scripts from right to left between marks of direction.
    """
    table = {_bare(key): [_bare(entry["c"]) for entry in found] for key, found in confusables_data.items()}
    sources = {key: found[0] for key, found in table.items() if len(key) == 1 and _is_source(key, table)}
    return {
        key: "".join(sources.get(character, character) for character in found)
        for key, found in sources.items()
    }


def _is_source(key: str, table: dict[str, list[str]]) -> bool:
    """Tell a look-alike, which has its prototype alone; where two have only each other, the first is it."""
    prototype, *others = table[key]
    return not others and (len(prototype) > 1 or len(table[prototype]) > 1 or prototype < key)


def _bare(text: str) -> str:
    return text.replace("\u200e", "")


_PROTOTYPES = _prototypes()

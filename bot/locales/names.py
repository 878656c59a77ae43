"""Makes a name from outside fit to stand in a sentence: short, in one line, steering nobody's eyes.

It knows nothing of what the name names.
"""

from __future__ import annotations

from unicodedata import bidirectional, category

from markupsafe import Markup

NAME_LIMIT = 64
LABEL_LIMIT = 32
NAMELESS = "?"
_FIRST_STRONG_ISOLATE = "\N{FIRST STRONG ISOLATE}"
_POP_ISOLATE = "\N{POP DIRECTIONAL ISOLATE}"


def clean(name: str, limit: int = NAME_LIMIT) -> str:
    """Give `name` without control, bidi and invisible characters, in one line, clipped to `limit` characters.

    A name in a script that runs from right to left is isolated, so that it cannot change places with its
    neighbours in the sentence.
    """
    looked_at = name[: 4 * limit]
    visible = looked_at if looked_at.isprintable() else _visible(looked_at)
    clipped = _clip(" ".join(visible.split()), limit) or NAMELESS
    if not clipped.isascii() and any(bidirectional(char) in {"R", "AL"} for char in clipped):
        return f"{_FIRST_STRONG_ISOLATE}{clipped}{_POP_ISOLATE}"
    return clipped


def with_id(label: str | None, external_id: str) -> Markup:
    """Give what a provider calls an account, as it may call others, beside the id, which is never cut."""
    told = [] if label is None else [clean(label, LABEL_LIMIT)]
    return Markup(" · ").join([*told, clean(external_id)])


def _visible(text: str) -> str:
    return "".join(" " if char.isspace() else char for char in text if char.isspace() or _stays(char))


def _stays(char: str) -> bool:
    return not category(char).startswith("C")


def _clip(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"

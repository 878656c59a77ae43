"""What a button carries and how buttons stand in rows: the one place that makes and reads callback data.

Callback data is `verb:part:part…`, at most 64 bytes: opaque ids and small numbers, never a name or a value
that somebody typed. It is not trusted when it comes back: whoever handles a press looks everything up again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.cards.message import Button

DATA_LIMIT = 64
"""Bytes that Telegram lets callback data have."""
PER_ROW = 2

Rows = tuple[tuple[Button, ...], ...]


class Verb(StrEnum):
    """What pressing a button asks for; the parts that follow it stand in the comment."""

    READY = "ready"  # attempt
    LATER = "later"  # attempt[, seconds]; without seconds she is offered the choices
    AGREE_ANEW = "agreeanew"  # attempt, version of the text that she agrees to
    READ = "read"  # attempt: the text of the agreement
    DECLINE = "decline"  # attempt
    NOT_ME = "notme"  # attempt
    NOT_ME_BY_ACCOUNT = "notmeby"  # account of hers that a login on another one has signed in
    ALLOW = "allow"  # nothing
    NOTHING_CAME = "nothing"  # attempt, challenge
    START_OVER = "again"  # attempt, open or over
    OPEN = "open"  # attempt, open or over: a link to its connect page
    FORCE = "force"  # attempt that the provider refused as connected already
    CONFIRM = "confirm"  # attempt, challenge
    WHO = "who"  # attempt
    HERS = "hers"  # attempt, handle of an account at its provider
    CANCEL = "cancel"  # attempt
    REMIND = "remind"  # attempt
    LIFT = "lift"  # creator and platform whose codes stand still after too many wrong ones
    SIGN_OUT = "signouttoo"  # account that may be signed in although she has stopped everything
    SIGN_OUT_STRAY = "signoutstray"  # attempt, handle of an account that is linked to nobody


@dataclass(frozen=True, slots=True)
class Press:
    """What came back with a button press."""

    verb: Verb
    parts: tuple[str, ...]


def data(verb: Verb, *parts: str | int) -> str:
    """Make callback data; ValueError for a part with a colon, an empty one, or more than 64 bytes."""
    texts = [str(part) for part in parts]
    made = ":".join((verb.value, *texts))
    if not all(texts) or any(":" in text for text in texts) or len(made.encode()) > DATA_LIMIT:
        reason = f"callback data cannot carry {len(texts)} such parts for {verb.value}"
        raise ValueError(reason)
    return made


def parse(made: str | None) -> Press | None:
    """Read callback data; None for what `data` never makes."""
    if not made or len(made.encode(errors="replace")) > DATA_LIMIT:
        return None
    verb, *parts = made.split(":")
    if verb not in set(Verb) or not all(parts):
        return None
    return Press(Verb(verb), tuple(parts))


def grid(*buttons: Button) -> Rows:
    """Stand buttons in rows of two equally large ones; an odd last one has a row of its own."""
    return tuple(buttons[start : start + PER_ROW] for start in range(0, len(buttons), PER_ROW))

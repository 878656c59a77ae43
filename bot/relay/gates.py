"""Why nothing may begin for a creator now: the one place where "Not me", freezing and pausing are judged.

It is asked before anything begins, before she is asked anything and before a code of hers is used. It is
pure: it knows neither storage's rows beyond hers, nor what is to be done about it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from storage.models import Person

UNTIL_SHE_SAYS: Final = 253_402_300_799.0
"""The last second that a calendar has: until then a pause holds that has no end."""


class Gate(StrEnum):
    """What is shut; `Reaction`, `Outcome` and `Own` have the same words."""

    BLOCKED = "blocked"
    FROZEN = "frozen"
    PAUSED = "paused"


def gate(creator: Person, now: float) -> Gate | None:
    """Name what keeps everything of hers from beginning; the one that is hardest to open comes first."""
    if is_blocked(creator, now):
        return Gate.BLOCKED
    if creator.frozen_at is not None:
        return Gate.FROZEN
    return Gate.PAUSED if creator.forget_at is not None or is_paused(creator, now) else None


def is_blocked(creator: Person, now: float) -> bool:
    """Tell whether her "Not me" holds: also after she has lifted it, until that takes effect."""
    if creator.blocked_at is None:
        return False
    return creator.allowed_from is None or now < creator.allowed_from


def is_paused(creator: Person, now: float) -> bool:
    """Tell whether she wants no logins now."""
    return creator.paused_until is not None and now < creator.paused_until

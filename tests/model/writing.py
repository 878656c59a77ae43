"""What she writes to the bot, and what was open when the bot handled it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.model.numbers import BEFORE_CHALLENGE

if TYPE_CHECKING:
    from storage.models import Attempt


class Writes(StrEnum):
    """What she writes to the bot."""

    CODE = "code"
    REPLY = "reply"
    REPLY_TO_AN_OLDER = "reply_to_an_older"
    OLD = "old"
    FORWARDED = "forwarded"
    TELEGRAMS_OWN = "telegrams_own"
    BEFORE = "before"
    SAME_AGAIN = "same_again"
    WORDS = "words"


REFUSED = {Writes.FORWARDED, Writes.TELEGRAMS_OWN, Writes.WORDS}


@dataclass(slots=True)
class Typed:
    """A message of hers, and what was open when the bot handled it."""

    code: str
    message_id: int
    date: float
    what: Writes = Writes.CODE
    reply_to: int | None = None
    handled_at: float = 0.0
    open: Attempt | None = None
    prompts: frozenset[int] = frozenset()
    others: frozenset[int] = frozenset()
    submitted: bool = False

    def is_younger(self, opened: float) -> bool:
        """Tell whether it answers the challenge that was `opened` then, not one before."""
        if self.reply_to is not None and (self.prompts or self.reply_to in self.others):
            return self.reply_to in self.prompts
        if self.prompts:
            return self.message_id > min(self.prompts)
        return self.date >= opened - BEFORE_CHALLENGE

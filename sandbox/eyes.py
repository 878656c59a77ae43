"""What people on the local Telegram wait to see, and how long they wait. Knows no story."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from sandbox.process import BotError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.running import Stage
    from sandbox.telegram import Message
    from sandbox.telegram.chats import Chat

ANSWER_SECONDS: Final = 30.0

Found = TypeVar("Found")


class ScriptError(Exception):
    """What somebody waited for did not come."""


@dataclass(frozen=True, slots=True)
class Eyes:
    """Sees everything on one stage."""

    stage: Stage

    async def sees(self, chat: Chat, fragment: str, *, button: str = "") -> Message:
        """Wait until the bot has written `fragment` in a chat, under it a button that holds `button`."""

        def look() -> Message | None:
            found = [
                m for m in chat.messages if self.is_from_bot(m) and fragment in m.text and has(m, button)
            ]
            return found[-1] if found else None

        found = await self.until(look, f"“{fragment}”", ANSWER_SECONDS)
        if found is None:
            raise ScriptError(fragment)
        return found

    async def until(
        self, look: Callable[[], Found | None], what: str = "the bot", seconds: float | None = None
    ) -> Found:
        """Wait until `look` gives something true; ScriptError after `seconds`, BotError if the bot ends."""

        def look_while_it_runs() -> Found | None:
            if self.stage.bot.has_ended:
                message = "the bot has ended by itself"
                raise BotError(message)
            return look()

        changes = self.stage.telegram.world.changes
        try:
            found = await changes.until(look_while_it_runs, seconds)
        except TimeoutError:
            message = f"nobody has seen {what} within {seconds:.0f} s"
            raise ScriptError(message) from None
        if found is None:
            raise ScriptError(what)
        return found

    def is_from_bot(self, message: Message) -> bool:
        """Tell who wrote it."""
        return message.sender is self.stage.telegram.world.bot


def has(message: Message, button: str) -> bool:
    """Tell whether a button under a message holds these words."""
    return not button or any(button in label for row in message.labels for label in row)


def label(message: Message, part: str) -> str:
    """Give the whole text of the button that holds `part`; ScriptError without one."""
    return _first(label for row in message.labels for label in row if part in label)


def link_in(message: Message) -> str:
    """Give the link to the bot that stands in a message or on its button; ScriptError without one."""
    written: list[str] = re.findall(r"https://t\.me/\S+\?start=[\w-]+", message.text)
    return _first([*written, *(button.url for row in message.buttons for button in row if button.url)])


def number_in(message: Message) -> str:
    """Give the two digits that stand alone in a message; ScriptError without any."""
    return _first(re.findall(r"\b\d\d\b", message.text))


def _first(found: Iterable[str]) -> str:
    first = next(iter(found), None)
    if first is None:
        message = "a message of the bot does not hold what its reader looks for"
        raise ScriptError(message)
    return first

"""A pressed inline button: the callback query, and what the bot answers to it. Knows no HTTP.

Wire format: https://core.telegram.org/bots/api#callbackquery
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.telegram.changes import WAIT_SECONDS

if TYPE_CHECKING:
    from sandbox.telegram.formatting import Json
    from sandbox.telegram.keyboard import Button
    from sandbox.telegram.messages import Message
    from sandbox.telegram.people import Person


@dataclass(frozen=True, slots=True)
class Answer:
    """What the presser sees: a short notice, or an alert to dismiss; an empty text only stops the spinner."""

    text: str
    is_alert: bool


@dataclass(eq=False)
class Press:
    """One press; `answer` stays None until the bot answers."""

    person: Person
    message: Message
    button: Button
    at: float
    id: str = field(default_factory=lambda: secrets.token_urlsafe(15))
    answer: Answer | None = None

    async def answered(self, seconds: float = WAIT_SECONDS) -> Answer:
        """Wait for the bot's answer; raises TimeoutError after `seconds` of real time."""
        await self.message.chat.world.changes.until(lambda: self.answer is not None, seconds)
        if self.answer is None:
            raise TimeoutError
        return self.answer

    def to_json(self) -> Json:
        """Give the CallbackQuery object; a deleted message is an InaccessibleMessage."""
        chat = self.message.chat
        gone: Json = {"chat": chat.to_json(), "message_id": self.message.id, "date": 0}
        shown = gone if self.message.deleted else self.message.to_json()
        return {
            "id": self.id,
            "from": self.person.to_json(),
            "message": shown,
            "chat_instance": str(chat.world.chat_instance(chat)),
            "data": self.button.data,
        }

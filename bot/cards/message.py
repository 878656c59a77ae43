"""What a message looks like before Telegram sees it: text, buttons, how it rings.

It knows no Telegram class.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Button:
    """A button with either callback `data` (64 bytes at most) or an https `url`."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A text file that is sent with a message, under its name."""

    name: str
    content: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """HTML as the renderer made it, the rows of buttons, a file, and where it stands in its chat."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    silent: bool = False
    reply_to: int | None = None
    thread: int | None = None
    document: Document | None = None

    @property
    def digest(self) -> str:
        """Tell whether what is shown is what should be: text and buttons, nothing else can be edited."""
        return sha256(repr((self.text, self.buttons)).encode()).hexdigest()

    def dump(self) -> str:
        """Give the JSON text that the outbox keeps sealed."""
        return _MESSAGES.dump_json(self).decode()

    @staticmethod
    def load(body: str) -> Message:
        """Read what `dump` wrote."""
        return _MESSAGES.validate_json(body)


_MESSAGES = TypeAdapter(Message)


@dataclass(frozen=True, slots=True)
class Face:
    """A message that an attempt should have in a chat.

    `slot` tells it from the attempt's other messages there: a slot that does not exist yet is sent, and
    rings; one that exists is edited where it differs. With `only_edit` it is never sent. Before `not_before`
    (epoch seconds) the slot is left as it is.
    """

    slot: str
    message: Message
    only_edit: bool = False
    not_before: float = 0.0

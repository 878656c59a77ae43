"""What stands in chats, and what is to be done there. They know no text."""

from __future__ import annotations

from dataclasses import field
from typing import Final

from pydantic.dataclasses import dataclass

from storage.models.strict import STRICT
from storage.models.words import Audience, Errand

DELETION_LIFE: Final = 47 * 3600.0
"""For how many seconds a deletion is tried; Telegram lets a bot delete a message for 48 hours."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Card:
    """A message about an attempt in one chat.

    `slot` tells one message of an attempt from the next; `shown` is a digest of what it shows.
    """

    id: str
    attempt_id: str
    audience: Audience
    slot: str
    message_id: int | None = None  # sealed; None while the sending is claimed or its outcome unknown
    shown: str | None = None  # sealed
    has_buttons: bool = False
    created_at: float


@dataclass(frozen=True, kw_only=True, config=STRICT)
class OutboxEntry:
    """Something to do in a chat that no row derives.

    `key` is unique for ever, so it is done once however often it is asked for. For SEND `body` is the
    rendered message (wiped once sent), for DELETE `message_id` is what to delete. `attempt_id` and
    `challenge` stand where a reply to the message counts as a reply to that challenge. A SEND with a
    `delete_at` becomes the DELETE of its message once it is sent. One that is `passing` leaves no row then.
    """

    id: str
    key: str
    errand: Errand
    chat_id: int  # sealed
    body: str | None = field(default=None, repr=False)  # sealed
    message_id: int | None = None  # sealed
    attempt_id: str | None = None
    challenge: int | None = None
    urgent: bool = False
    created_at: float
    due_at: float
    give_up_at: float
    delete_at: float | None = None
    passing: bool = False
    tries: int = 0
    done_at: float | None = None

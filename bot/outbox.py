"""How entries of the outbox are made: messages that no row derives, and deletions.

It knows neither Telegram nor SQL.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storage import new_id
from storage.models import DELETION_LIFE, Errand, OutboxEntry

if TYPE_CHECKING:
    from bot.cards.message import Message

SENDING_LIFE = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class About:
    """The challenge that a message asks for until a time (epoch seconds).

    A reply to the message counts as a reply to the challenge; later than `until` it is not sent. With
    `stays` false it is deleted then, or as soon as it asks for nothing any more.
    """

    attempt_id: str
    challenge: int
    until: float
    stays: bool = True


def passing(chat_id: int, message: Message, now: float) -> OutboxEntry:
    """Make the entry that sends `message` and of which no row is left then."""
    identity = new_id()
    return replace(sending(f"passing:{identity}", chat_id, message, now), id=identity, passing=True)


def sending(key: str, chat_id: int, message: Message, now: float, about: About | None = None) -> OutboxEntry:
    """Make the entry that sends `message` once under `key`; private chats, where people act, come first."""
    return OutboxEntry(
        id=new_id(),
        key=key,
        errand=Errand.SEND,
        chat_id=chat_id,
        body=message.dump(),
        attempt_id=None if about is None else about.attempt_id,
        challenge=None if about is None else about.challenge,
        urgent=chat_id > 0,
        created_at=now,
        due_at=now,
        give_up_at=now + SENDING_LIFE if about is None else about.until,
        delete_at=None if about is None or about.stays else about.until,
    )


def deletion(chat_id: int, message_id: int, now: float) -> OutboxEntry:
    """Make the entry that deletes a message."""
    identity = new_id()
    return OutboxEntry(
        id=identity,
        key=f"delete:{identity}",
        errand=Errand.DELETE,
        chat_id=chat_id,
        message_id=message_id,
        urgent=True,
        created_at=now,
        due_at=now,
        give_up_at=now + DELETION_LIFE,
    )

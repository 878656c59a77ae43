"""What a reply shows of a message: the quote, and all that is told of one that stands in another chat.

Knows no rule of who may reply.

Wire format: https://core.telegram.org/bots/api#externalreplyinfo and https://core.telegram.org/bots/api#textquote
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.telegram.formatting import utf16_length
from sandbox.telegram.origins import origin_of

if TYPE_CHECKING:
    from sandbox.telegram.formatting import Json
    from sandbox.telegram.messages import Message


def quoted(message: Message, text: str) -> Json | None:
    """Give the TextQuote object of a part that a person marked; None if the message does not hold it."""
    if text not in message.text:
        return None
    position = utf16_length(message.text[: message.text.index(text)])
    return {"text": text, "position": position, "is_manual": True}


def whole(message: Message) -> Json | None:
    """Give the TextQuote object that Telegram adds to a reply across chats; None if there is no text."""
    return {"text": message.text, "position": 0} if message.text else None


def external_reply(message: Message) -> Json:
    """Give the ExternalReplyInfo object; only supergroups and channels are named, with the message's id."""
    chat, media = message.chat, message.content.media
    named = chat.kind in {"supergroup", "channel"}
    place: Json = {"chat": chat.to_json(), "message_id": message.id} if named else {}
    return {"origin": origin_of(message), **place, **({media.kind: media.value} if media else {})}

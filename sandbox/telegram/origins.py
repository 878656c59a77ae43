"""Where a forwarded message comes from: the four kinds of MessageOrigin. Knows no rule of who may forward.

Wire format: https://core.telegram.org/bots/api#messageorigin
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.telegram.accounts import Account
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.formatting import Json
    from sandbox.telegram.messages import Message

_LONG_AGO = 1_700_000_000


def user_origin(account: Account, date: int = _LONG_AGO) -> Json:
    """Come from a user who shows who they are; `date` in epoch seconds, here and below."""
    return {"type": "user", "date": date, "sender_user": account.to_json()}


def hidden_origin(name: str, date: int = _LONG_AGO) -> Json:
    """Come from a user who shows forwards a name and no account."""
    return {"type": "hidden_user", "date": date, "sender_user_name": name}


def chat_origin(chat: Chat, date: int = _LONG_AGO, *, signature: str = "") -> Json:
    """Come from somebody who wrote in the name of a chat, signed with a title if they have one."""
    signed = {"author_signature": signature} if signature else {}
    return {"type": "chat", "date": date, "sender_chat": chat.to_json(), **signed}


def channel_origin(channel: Chat, message_id: int, date: int = _LONG_AGO, *, signature: str = "") -> Json:
    """Come from a channel, where it was published as the message of that id."""
    signed = {"author_signature": signature} if signature else {}
    return {"type": "channel", "date": date, "chat": channel.to_json(), "message_id": message_id, **signed}


def origin_of(message: Message) -> Json:
    """Say where a message comes from that is forwarded as it stands; a forward keeps its first origin."""
    post = message.post
    if post.forward_origin is not None:
        return post.forward_origin
    if message.chat.kind == "channel":
        return channel_origin(message.chat, message.id, message.date, signature=post.signature)
    if post.sender_chat is not None:
        return chat_origin(post.sender_chat, message.date, signature=post.signature)
    if message.sender.hides_in_forwards:
        return hidden_origin(message.sender.first_name, message.date)
    return user_origin(message.sender, message.date)

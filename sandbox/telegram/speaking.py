"""In whose name a person speaks: their own, the group's, a channel's, or through an inline bot.

Knows no HTTP and no Bot API method.

Rules: tdlib/telegram-bot-api, which names a user account for each sender that is none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sandbox.telegram.accounts import ANONYMOUS_ADMINISTRATOR, CHANNEL_STAND_IN
from sandbox.telegram.groups import Group
from sandbox.telegram.impossible import impossible
from sandbox.telegram.replies import external_reply, quoted, whole

if TYPE_CHECKING:
    from sandbox.telegram.accounts import Account
    from sandbox.telegram.channels import Channel
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.messages import Message, Post


@dataclass(frozen=True, slots=True)
class Guise:
    """What a person speaks behind: the group, a channel of theirs, an inline bot; by default nothing."""

    anonymous: bool = False
    channel: Channel | None = None
    via: Account | None = None


def disguised(person: Account, chat: Chat, post: Post, guise: Guise) -> tuple[Account, Post]:
    """Give the sender that others see and the post in that guise; ImpossibleError if the apps refuse it."""
    if guise.via is not None and not guise.via.is_bot:
        impossible(f"{guise.via.first_name} is no bot")
    signed = replace(post, writer=person, via_bot=guise.via)
    if guise.anonymous:
        return ANONYMOUS_ADMINISTRATOR, _behind_group(person, chat, signed)
    if guise.channel is not None:
        return CHANNEL_STAND_IN, _behind_channel(person, chat, signed, guise.channel)
    return person, signed


def replying(post: Post, chat: Chat, message: Message | None, quote: str) -> Post:
    """Let a post of this chat reply to a message, in the same chat or across."""
    if message is None:
        return post
    marked = quoted(message, quote) if quote else None
    if quote and marked is None:
        impossible(f"{quote!r} is no part of the message")
    if message.chat is chat:
        return replace(post, reply_to=message, quote=marked)
    return replace(post, external_reply=external_reply(message), quote=marked or whole(message))


def _behind_group(person: Account, chat: Chat, post: Post) -> Post:
    if not isinstance(chat, Group) or chat.kind != "supergroup" or not chat.member(person).is_administrator:
        impossible(f"{person.first_name}: only administrators of supergroups are anonymous (Group.promote)")
    return replace(post, sender_chat=chat, signature=chat.member(person).title)


def _behind_channel(person: Account, chat: Chat, post: Post, channel: Channel) -> Post:
    if not isinstance(chat, Group) or chat.kind != "supergroup":
        impossible(f"{person.first_name}: channels speak in supergroups only")
    if channel.owner is not person:
        impossible(f"{person.first_name}: {channel.title} is somebody else's channel")
    return replace(post, sender_chat=channel)

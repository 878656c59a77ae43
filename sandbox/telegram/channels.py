"""Channels: what they publish, and the copies that Telegram puts into the group they are linked to.

Knows no Bot API method. The bot is in no channel.

Rules: https://core.telegram.org/bots/api#message (sender_chat, is_automatic_forward)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.telegram.accounts import TELEGRAM
from sandbox.telegram.chats import Chat, Kind
from sandbox.telegram.formatting import plain
from sandbox.telegram.messages import Content, Message, Post
from sandbox.telegram.origins import origin_of

if TYPE_CHECKING:
    from sandbox.telegram.formatting import Json
    from sandbox.telegram.groups import Group
    from sandbox.telegram.people import Person
    from sandbox.telegram.world import World


class Channel(Chat):
    """A channel of one person. Build it with `TelegramServer.channel`."""

    kind: Kind = "channel"

    def __init__(self, world: World, chat_id: int, title: str, owner: Person) -> None:
        """Begin empty and linked to no group."""
        super().__init__(world, chat_id)
        self.title = title
        self.owner = owner
        self.linked_group: Group | None = None

    def publishes(self, text: str, *, signature: str = "") -> Message:
        """Publish a text, which a linked group gets as an automatic forward; gives the channel's message."""
        published = self.post(self.owner, Post(Content(plain(text)), sender_chat=self, signature=signature))
        if self.linked_group is not None:
            self.linked_group.post(TELEGRAM, _copy(self, published))
        return published

    def bot_sees(self, message: Message) -> bool:  # noqa: ARG002 - the bot is in no channel, whatever it says
        """Show nothing."""
        return False

    def to_json(self) -> Json:
        """Give the Chat object of type channel."""
        return {"id": self.id, "type": "channel", "title": self.title}

    def _new_message_id(self) -> int:
        self._last_message_id += 1
        return self._last_message_id


def _copy(channel: Channel, published: Message) -> Post:
    return Post(
        published.content,
        sender_chat=channel,
        signature=published.post.signature,
        forward_origin=origin_of(published),
        automatic=True,
    )

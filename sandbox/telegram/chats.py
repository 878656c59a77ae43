"""Chats: a numbered history of messages, and the private chat of one person with the bot.

Knows no HTTP and no Bot API method.

Wire format: https://core.telegram.org/bots/api#chat
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Literal

from sandbox.telegram.messages import Content, Message, Post

if TYPE_CHECKING:
    from sandbox.telegram.accounts import Account
    from sandbox.telegram.formatting import Json
    from sandbox.telegram.people import Person
    from sandbox.telegram.world import World

Kind = Literal["private", "group", "supergroup", "channel"]


class Chat(ABC):
    """A chat with its history, which keeps deleted messages (flagged) and what edited ones said before."""

    kind: Kind

    def __init__(self, world: World, chat_id: int) -> None:
        """Begin empty."""
        self.world = world
        self.id = chat_id
        self.history: list[Message] = []
        self._last_message_id = 0

    @property
    def messages(self) -> list[Message]:
        """What a member sees, oldest first: everything that is not deleted."""
        return [message for message in self.history if not message.deleted]

    @property
    def last(self) -> Message:
        """The newest message that is not deleted; raises IndexError in an empty chat."""
        return self.messages[-1]

    def message(self, message_id: int) -> Message | None:
        """Find a message that is not deleted."""
        return next((message for message in self.messages if message.id == message_id), None)

    def post(self, sender: Account, post: Post) -> Message:
        """Add a message, whoever sends it, and tell the bot if it may see it."""
        now = int(self.world.clock())
        message = Message(self, self._new_message_id(), sender, now, post, post.content)
        self.history.append(message)
        self.world.note("sent", message, sender)
        self.tell_bot("message", message)
        return message

    def edit(self, message: Message, content: Content, date: int | None = None) -> None:
        """Change a message and tell the bot if somebody else did it."""
        message.edit(content, date)
        self.world.note("edited", message, message.sender)
        self.tell_bot("edited_message", message)

    def delete(self, message: Message, by: Account) -> None:
        """Take a message away; Telegram tells bots nothing of it."""
        message.deleted = True
        self.world.note("deleted", message, by)

    def tell_bot(self, kind: str, message: Message) -> None:
        """Queue an update about a message, unless the bot wrote it or may not see it."""
        if message.sender is not self.world.bot and self.bot_sees(message):
            self.world.tell_bot(kind, message.to_json(), self, message.sender)

    def _new_message_id(self) -> int:
        self._last_message_id = self.world.next_message_id()
        return self._last_message_id

    @abstractmethod
    def bot_sees(self, message: Message) -> bool:
        """Say whether Telegram shows this message to the bot."""

    @abstractmethod
    def to_json(self) -> Json:
        """Give the Chat object."""


class PrivateChat(Chat):
    """One person's chat with the bot; it counts as started from the person's first message."""

    kind: Kind = "private"

    def __init__(self, world: World, person: Person) -> None:
        """Begin before /start."""
        super().__init__(world, person.id)
        self.person = person
        self.started = False
        self.blocked = False

    def bot_sees(self, message: Message) -> bool:
        """Show everything."""
        return not message.deleted

    def to_json(self) -> Json:
        """Give the Chat object of type private."""
        person = self.person.to_json()
        shown: Json = {name: person[name] for name in ("first_name", "username") if name in person}
        return {"id": self.id, "type": "private"} | shown

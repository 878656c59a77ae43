"""People and everything they do on Telegram, as verbs: says, presses, opens, edits, blocks.

Knows no HTTP and no Bot API method.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from sandbox.telegram import media
from sandbox.telegram.accounts import Account
from sandbox.telegram.chats import PrivateChat
from sandbox.telegram.formatting import plain, utf16_length
from sandbox.telegram.groups import Group, Topic
from sandbox.telegram.impossible import impossible
from sandbox.telegram.members import Member
from sandbox.telegram.menus import menu
from sandbox.telegram.messages import Content, Message, Post
from sandbox.telegram.origins import origin_of
from sandbox.telegram.presses import Press
from sandbox.telegram.speaking import Guise, disguised, replying

if TYPE_CHECKING:
    from sandbox.telegram.channels import Channel
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.formatting import Json
    from sandbox.telegram.keyboard import Button
    from sandbox.telegram.world import World

_MAX_TEXT = 4096
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Person(Account):
    """A person with Telegram in hand. Build one with `TelegramServer.person`."""

    def __init__(
        self, world: World, person_id: int, name: str, username: str | None, language: str | None
    ) -> None:
        """Begin without a chat with the bot."""
        super().__init__(person_id, name, username, language)
        self.world = world
        self.deactivated = False
        self.private = PrivateChat(world, self)

    def to_json(self) -> Json:
        """Give the User object; a deleted account has an id and nothing else."""
        return {"id": self.id, "is_bot": False, "first_name": ""} if self.deactivated else super().to_json()

    def says(  # noqa: PLR0913 - each is a separate choice of the speaker, all but the first two by name
        self,
        chat: Chat | Topic,
        text: str,
        *,
        reply_to: Message | None = None,
        quote: str = "",
        anonymous: bool = False,
        channel: Channel | None = None,
        via: Account | None = None,
    ) -> Message:
        """Send a text to a chat or a topic, perhaps in reply to a message, there or in another chat.

        `quote` is the part of it that is marked. `anonymous` hides an administrator behind the group,
        `channel` anybody behind a channel of theirs; `via` is the inline bot that wrote the text for them.
        """
        if not text.strip() or utf16_length(text) > _MAX_TEXT:
            impossible("a message has 1 to 4096 characters")
        place = chat.group if isinstance(chat, Topic) else chat
        post = replying(Post(Content(plain(text))), place, reply_to, quote)
        return self._send(chat, post, Guise(anonymous, channel, via))

    def tells_bot(
        self, text: str, *, reply_to: Message | None = None, quote: str = "", via: Account | None = None
    ) -> Message:
        """Send a text in the private chat with the bot."""
        return self.says(self.private, text, reply_to=reply_to, quote=quote, via=via)

    def opens(self, link: str) -> Message:
        """Open a link to the bot and press Start, which also unblocks it."""
        parts = urlsplit(link if "://" in link else f"https://{link}")
        if (
            parts.hostname not in {"t.me", "telegram.me"}
            or parts.path.strip("/").lower() != (self.world.bot.username or "").lower()
        ):
            impossible(f"{link} does not lead to @{self.world.bot.username}")
        payload = parse_qs(parts.query).get("start", [""])[0]
        if payload and not _PAYLOAD.fullmatch(payload):
            impossible("a start payload has up to 64 characters of A-Z, a-z, 0-9, _ and -")
        self.unblocks_bot()
        return self.tells_bot(f"/start {payload}".strip())

    def knew_bot(self) -> None:
        """Have started the bot in times of old, so that it is told nothing of it."""
        self.private.started = True
        self.world.known.add(self.id)

    def starts_bot(self) -> Message:
        """Find the bot by its name and press Start."""
        return self.opens(f"https://t.me/{self.world.bot.username}")

    def sends_photo(
        self, chat: Chat | Topic | None = None, caption: str = "", *, reply_to: Message | None = None
    ) -> Message:
        """Send a photo, to the bot if no chat is named."""
        content = Content(plain(caption), media=media.photo(size=86_000))
        return self._send(chat or self.private, Post(content, reply_to=reply_to))

    def sends_document(self, name: str, chat: Chat | Topic | None = None, caption: str = "") -> Message:
        """Send a file, to the bot if no chat is named."""
        content = Content(plain(caption), media=media.document(name, "application/octet-stream", size=4_096))
        return self._send(chat or self.private, Post(content))

    def forwards(
        self,
        what: Message | str,
        chat: Chat | Topic | None = None,
        *,
        origin: Json | None = None,
        anonymous: bool = False,
        channel: Channel | None = None,
    ) -> Message:
        """Forward a message, to the bot if no chat is named; it shows whose it was.

        A text stands for a message of a chat that is not played here, with the `origin` that it shows.
        """
        if isinstance(what, str):
            self._require(origin is not None, "a text from nowhere needs an origin")
            post = Post(Content(plain(what)), forward_origin=origin)
        else:
            content = replace(what.content, keyboard=())
            post = Post(content, forward_origin=origin or origin_of(what), via_bot=what.post.via_bot)
        return self._send(chat or self.private, post, Guise(anonymous, channel, post.via_bot))

    def edits(self, message: Message, text: str) -> None:
        """Change one's own message."""
        self._require(message.writer is self and not message.deleted, "only one's own message can be edited")
        self._require(message.post.forward_origin is None, "a forward cannot be edited")
        message.chat.edit(message, message.with_text(plain(text)), int(self.world.clock()))

    def deletes(self, message: Message) -> None:
        """Delete one's own message, or any in a group that one administers; the bot is not told."""
        chat = message.chat
        allowed = (
            message.writer is self
            or isinstance(chat, PrivateChat)
            or (isinstance(chat, Group) and chat.member(self).is_administrator)
        )
        self._require(allowed, "only an administrator can delete others' messages")
        chat.delete(message, self)

    def pins(self, message: Message) -> Message:
        """Pin a message as an administrator; gives the service message."""
        chat = message.chat
        self._require(isinstance(chat, Group) and chat.member(self).is_administrator, "no administrator")
        return chat.post(self, Post(service={"pinned_message": message.to_json(with_reply=False)}))

    def presses(self, message: Message, label: str, *, stale: bool = False) -> Press:
        """Press the button with this text; `stale`: even one that an edit or a deletion has taken away."""
        self._require(stale or not message.deleted, "the message is deleted")
        self._require(not self.is_bot, "bots press no buttons")
        self._require_place(message.chat)
        button = self._button(message, label, stale=stale)
        press = Press(self, message, button, self.world.clock())
        self.world.pressed(press)
        return press

    def sees_commands(self, chat: Chat | None = None) -> dict[str, str]:
        """Open the menu of commands, in the chat with the bot if no other is named: name and description."""
        return menu(self.world, self, chat or self.private)

    def blocks_bot(self) -> None:
        """Block the bot."""
        self._set_blocked(blocked=True)

    def unblocks_bot(self) -> None:
        """Unblock the bot, if it is blocked."""
        if self.private.blocked:
            self._set_blocked(blocked=False)

    def deactivates(self) -> None:
        """Delete one's Telegram account: others see an empty name, and the bot is told nothing."""
        self.deactivated = True
        self.world.note("deleted the account", None, self, self.private)

    def renames(self, name: str) -> None:
        """Change the name that Telegram shows."""
        self.first_name = name

    def joins(self, group: Group) -> None:
        """Enter a group."""
        group.add(self)

    def leaves(self, group: Group) -> None:
        """Leave a group."""
        group.remove(self)

    def _send(self, target: Chat | Topic, post: Post, guise: Guise | None = None) -> Message:
        topic = target if isinstance(target, Topic) else None
        chat = target.group if isinstance(target, Topic) else target
        self._require_place(chat)
        self._require(not isinstance(chat, Group) or chat.member(self).can_speak, "restricted, may not speak")
        if isinstance(chat, PrivateChat):
            chat.started = True
        sender, disguise = disguised(self, chat, replace(post, topic=topic), guise or Guise())
        return chat.post(sender, disguise)

    def _require_place(self, chat: Chat) -> None:
        self._require(not self.deactivated, "the account is deleted")
        if isinstance(chat, PrivateChat):
            self._require(chat is self.private, "this is somebody else's private chat")
            self._require(not chat.blocked, "the bot is blocked")
        if isinstance(chat, Group):
            self._require(chat.member(self).is_present, f"not in {chat.title}")
            self._require(chat.migrated_to is None, f"{chat.title} became a supergroup")

    def _require(self, condition: bool, why: str) -> None:  # noqa: FBT001 - an assertion, read as require(what)
        if not condition:
            impossible(f"{self.first_name}: {why}")

    def _button(self, message: Message, label: str, *, stale: bool) -> Button:
        shown = [message.content, *(reversed(message.versions) if stale else [])]
        found = next(
            (
                b
                for content in shown
                for row in content.keyboard
                for b in row
                if b.text == label and b.data is not None
            ),
            None,
        )
        if found is None:
            impossible(f"{self.first_name}: no button {label!r} to press, there is {message.labels}")
        return found

    def _set_blocked(self, *, blocked: bool) -> None:
        self.private.blocked = blocked
        there, gone = Member(self.world.bot, "member"), Member(self.world.bot, "kicked")
        old, new = (there, gone) if blocked else (gone, there)
        self.world.note("blocked the bot" if blocked else "unblocked the bot", None, self, self.private)
        self.world.tell_bot(
            "my_chat_member", self.world.membership(self.private, old, new, self), self.private, self
        )

"""One message with everything that was done to it, and its Bot API object. Knows no rule of who may do what.

Wire format: https://core.telegram.org/bots/api#message
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sandbox.telegram import html_tags, keyboard
from sandbox.telegram.formatting import FormattedText, Json

if TYPE_CHECKING:
    from sandbox.telegram.accounts import Account
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.groups import Topic
    from sandbox.telegram.params import UploadedFile


@dataclass(frozen=True, slots=True)
class Media:
    """A photo or document: its field in the message, the value there, and the file if it was uploaded."""

    kind: str
    value: object
    file: UploadedFile | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What an edit can change; `text` is the caption where there is media."""

    text: FormattedText = field(default_factory=FormattedText)
    keyboard: keyboard.Keyboard = ()
    media: Media | None = None
    preview: Json | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """What a sender hands over for a new message.

    `sender_chat` is the group or channel in whose name it is sent, by the `writer` whom nobody sees.
    """

    content: Content = field(default_factory=Content)
    reply_to: Message | None = None
    topic: Topic | None = None
    service: Json = field(default_factory=dict)
    forward_origin: Json | None = None
    automatic: bool = False
    sender_chat: Chat | None = None
    signature: str = ""
    writer: Account | None = None
    via_bot: Account | None = None
    quote: Json | None = None
    external_reply: Json | None = None
    silent: bool = False
    protected: bool = False


@dataclass(eq=False)
class Message:
    """A message of one chat; `versions` holds what it said before each edit. Dates are epoch seconds."""

    chat: Chat
    id: int
    sender: Account
    date: int
    post: Post
    content: Content
    edit_date: int | None = None
    deleted: bool = False
    versions: list[Content] = field(default_factory=list)

    @property
    def writer(self) -> Account:
        """Who wrote it, which Telegram hides where it was sent in the name of a chat."""
        return self.post.writer or self.sender

    @property
    def reply_to(self) -> Message | None:
        """The message that it replies to."""
        return self.post.reply_to

    @property
    def topic(self) -> Topic | None:
        """The topic of a forum that it stands in."""
        return self.post.topic

    @property
    def silent(self) -> bool:
        """Whether it rings nobody."""
        return self.post.silent

    @property
    def is_service(self) -> bool:
        """Whether Telegram wrote it, about somebody who came or went."""
        return bool(self.post.service)

    @property
    def text(self) -> str:
        """What it says, plain."""
        return self.content.text.text

    @property
    def file(self) -> UploadedFile | None:
        """The photo or document that the bot uploaded with it: name, content_type, content."""
        return self.content.media.file if self.content.media else None

    @property
    def html(self) -> str:
        """What it says, as HTML."""
        return html_tags.to_html(self.content.text)

    @property
    def buttons(self) -> keyboard.Keyboard:
        """Its inline buttons, row by row."""
        return self.content.keyboard

    @property
    def labels(self) -> list[list[str]]:
        """The texts of its buttons, row by row."""
        return [[button.text for button in row] for row in self.buttons]

    @property
    def thread(self) -> int | None:
        """Its message_thread_id: the topic, or the root of a chain of replies in a supergroup."""
        if self.topic is not None:
            return self.topic.thread
        if self.chat.kind != "supergroup" or self.reply_to is None:
            return None
        return self.reply_to.thread or self.reply_to.id

    def edit(self, content: Content, date: int | None) -> None:
        """Say something else; a change of buttons alone has no date."""
        self.versions.append(self.content)
        self.content = content
        self.edit_date = date or self.edit_date

    def with_text(self, text: FormattedText) -> Content:
        """Give the content with another text."""
        return replace(self.content, text=text)

    def to_json(self, *, with_reply: bool = True) -> Json:
        """Give the Message object; a replied message is shown one level deep, as Telegram does."""
        message: Json = {
            "message_id": self.id,
            "from": self.sender.to_json(),
            "chat": self.chat.to_json(),
            "date": self.date,
        }
        return (
            message
            | self._origin()
            | self._place()
            | (self._reply() if with_reply else {})
            | self._content()
            | self.post.service
        )

    def _origin(self) -> Json:
        post = self.post
        optional = {
            "sender_chat": post.sender_chat.to_json() if post.sender_chat else None,
            "author_signature": post.signature or None,
            "forward_origin": post.forward_origin,
            "is_automatic_forward": post.automatic or None,
            "via_bot": post.via_bot.to_json() if post.via_bot else None,
            "edit_date": self.edit_date,
            "has_protected_content": post.protected or None,
        }
        return {name: value for name, value in optional.items() if value is not None}

    def _place(self) -> Json:
        thread = {"message_thread_id": self.thread} if self.thread else {}
        return {**thread, "is_topic_message": True} if self.topic else {**thread}

    def _reply(self) -> Json:
        replied = self.reply_to or (self.topic.root if self.topic and self.topic.root is not self else None)
        there = replied is not None and not replied.deleted
        optional = {
            "reply_to_message": replied.to_json(with_reply=False) if replied is not None and there else None,
            "external_reply": self.post.external_reply,
            "quote": self.post.quote if there or self.post.external_reply else None,
        }
        return {name: value for name, value in optional.items() if value is not None}

    def _content(self) -> Json:
        marked, media = self.content.text, self.content.media
        shown: Json = {media.kind: media.value} if media else {}
        if marked.text:
            shown["caption" if media else "text"] = marked.text
        if marked.entities:
            shown["caption_entities" if media else "entities"] = [
                entity.to_json() for entity in marked.entities
            ]
        if self.content.preview is not None and not media:
            shown["link_preview_options"] = self.content.preview
        if self.buttons:
            shown["reply_markup"] = keyboard.to_json(self.buttons)
        return shown

"""Everything that exists on this Telegram: people, chats, the bot, and the record of what happened.

Knows no HTTP and no Bot API method.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from sandbox.telegram.changes import Changes
from sandbox.telegram.channels import Channel
from sandbox.telegram.groups import Group
from sandbox.telegram.pace import Pace
from sandbox.telegram.people import Person
from sandbox.telegram.updates import UpdateQueue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sandbox.telegram.accounts import Account
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.formatting import Json
    from sandbox.telegram.members import Member
    from sandbox.telegram.messages import Content, Message
    from sandbox.telegram.presses import Press

_SUPERGROUP = -1_000_000_000_000


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, with what the message said then; `time` by the world's clock."""

    time: float
    kind: str
    actor: Account
    chat: Chat
    message: Message | None = None
    content: Content | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates are sent; without a URL they wait for getUpdates."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    ip_address: str = ""


@dataclass(frozen=True, slots=True)
class WebhookFault:
    """What went wrong with the last delivery that failed; `at` in epoch seconds."""

    at: int
    text: str


@dataclass
class World:
    """The state; `clock` gives epoch seconds, `callback_lifetime` is how many a press waits for an answer."""

    bot: Account
    clock: Callable[[], float] = time.time
    pace: Pace = field(default_factory=Pace)
    privacy: bool = True
    callback_lifetime: float = 30.0
    allow_http_webhooks: bool = False
    people: dict[int, Person] = field(default_factory=dict)
    groups: dict[int, Group] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    known: set[int] = field(default_factory=set)
    settings: dict[str, object] = field(default_factory=dict)
    webhook: Webhook = field(default_factory=Webhook)
    webhook_fault: WebhookFault | None = None
    changes: Changes = field(default_factory=Changes)
    updates: UpdateQueue = field(init=False)
    _instances: dict[int, int] = field(default_factory=dict)
    _message_id: int = field(default_factory=lambda: secrets.randbelow(5_000))

    def __post_init__(self) -> None:
        """Give the queue the same waiters."""
        self.updates = UpdateQueue(self.changes)

    def new_person(
        self, name: str, username: str | None, language: str | None, *, is_bot: bool = False
    ) -> Person:
        """Let a person or another bot exist; every second id needs more than 32 bits."""
        base = 2**32 if len(self.people) % 2 == 0 else 10**9
        person = Person(self, self._free_id(base), name, username, language)
        person.is_bot = is_bot
        self.people[person.id] = person
        return person

    def new_group(self, title: str, owner: Person, kind: Literal["group", "supergroup"]) -> Group:
        """Let a group exist."""
        number = self._free_id(10**9 if kind == "supergroup" else 10**6)
        group = Group(self, _SUPERGROUP - number if kind == "supergroup" else -number, title, owner, kind)
        self.groups[group.id] = group
        return group

    def new_channel(self, title: str, owner: Person) -> Channel:
        """Let a channel exist, which the bot does not know."""
        return Channel(self, _SUPERGROUP - self._free_id(10**9), title, owner)

    def forget(self, chat: Chat) -> None:
        """Let the id of a chat lead nowhere: deleted, or never met by this bot."""
        self.groups.pop(chat.id, None)
        self.known.discard(chat.id)

    def chat(self, chat_id: int) -> Chat | None:
        """Find a chat that the bot may know of."""
        if chat_id in self.groups:
            return self.groups[chat_id]
        return self.people[chat_id].private if chat_id in self.known else None

    def next_message_id(self) -> int:
        """Count messages of private chats and basic groups, which share one numbering."""
        self._message_id += 1
        return self._message_id

    def chat_instance(self, chat: Chat) -> int:
        """Give the number by which callback queries name a chat."""
        return self._instances.setdefault(chat.id, secrets.randbelow(2**62))

    def note(
        self, kind: str, message: Message | None, actor: Account, chat: Chat | None = None, detail: str = ""
    ) -> None:
        """Record that something happened, and wake whoever waits."""
        where = message.chat if message else chat
        if where is not None:
            content = message.content if message else None
            self.events.append(Event(self.clock(), kind, actor, where, message, content, detail))
        self.changes.happened()

    def tell_bot(
        self, kind: str, payload: Json, chat: Chat, actor: Account, *, about: Account | None = None
    ) -> None:
        """Queue an update, perhaps `about` somebody's membership; the bot knows its actor from then on."""
        if actor.id in self.people:
            self.known.add(actor.id)
        lanes = {
            "callback_query": ("person", actor.id),
            "my_chat_member": ("own membership", chat.id),
            "chat_member": ("membership", (about or actor).id),
        }
        self.updates.emit(kind, payload, lanes.get(kind, ("chat", chat.id)))

    def membership(self, chat: Chat, old: Member, new: Member, by: Account) -> Json:
        """Give the ChatMemberUpdated object; it makes the person known to the bot."""
        if new.account.id in self.people:
            self.known.add(new.account.id)
        return {
            "chat": chat.to_json(),
            "from": by.to_json(),
            "date": int(self.clock()),
            "old_chat_member": old.to_json(),
            "new_chat_member": new.to_json(),
        }

    def pressed(self, press: Press) -> None:
        """Take a press and tell the bot."""
        self.presses[press.id] = press
        self.note("pressed", press.message, press.person, detail=press.button.text)
        self.tell_bot("callback_query", press.to_json(), press.message.chat, press.person)

    def chats(self) -> Sequence[Chat]:
        """List every chat that has messages."""
        private: list[Chat] = [person.private for person in self.people.values()]
        return [chat for chat in [*self.groups.values(), *private] if chat.history]

    def _free_id(self, base: int) -> int:
        return base + secrets.randbelow(base)

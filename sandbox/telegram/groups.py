"""Groups and supergroups: members, topics, privacy mode, and what the bot is told of comings and goings.

Knows no Bot API method.

Rules: https://core.telegram.org/bots/features#privacy-mode, https://core.telegram.org/bots/api#chatmemberupdated
and https://core.telegram.org/api/bots/bot-to-bot (other bots have that mode on, this one has not)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.telegram.chats import Chat, Kind
from sandbox.telegram.impossible import impossible
from sandbox.telegram.members import Member
from sandbox.telegram.messages import Message, Post

if TYPE_CHECKING:
    from sandbox.telegram.accounts import Account
    from sandbox.telegram.formatting import Json
    from sandbox.telegram.people import Person
    from sandbox.telegram.world import World

_COMMAND = re.compile(r"/\w+(?:@(?P<bot>\w+))?")
_TOPIC_COLOUR = 7322096


@dataclass(eq=False)
class Topic:
    """A topic of a forum; `root` is the service message that opened it and names its thread."""

    group: Group
    name: str
    root: Message | None = None
    closed: bool = False

    @property
    def thread(self) -> int | None:
        """Its message_thread_id."""
        return self.root.id if self.root else None


class Group(Chat):
    """A group with its members. Build it with `TelegramServer.group`."""

    def __init__(
        self, world: World, chat_id: int, title: str, owner: Person, kind: Kind = "supergroup"
    ) -> None:
        """Found the group: the owner is in it, nobody else."""
        super().__init__(world, chat_id)
        self.title = title
        self.owner = owner
        self.kind = kind
        self.is_forum = False
        self.hides_members = False
        self.topics: list[Topic] = []
        self.migrated_to: Group | None = None
        self._members = {owner.id: Member(owner, "creator")}

    @property
    def members(self) -> list[Member]:
        """Who is in the group."""
        return [member for member in self._members.values() if member.is_present]

    @property
    def bot(self) -> Member:
        """What the bot is here."""
        return self.member(self.world.bot)

    def member(self, account: Account) -> Member:
        """Give what an account is here; `left` if it never was in."""
        return self._members.get(account.id) or Member(account)

    def add(self, person: Account, by: Person | None = None) -> None:
        """Let somebody in: by a member, or by themselves."""
        self._become(Member(person, "member"), by or person)
        self.post(by or person, Post(service={"new_chat_members": [person.to_json()]}))

    def remove(self, person: Account, by: Person | None = None) -> None:
        """Show somebody out (banned), or let them leave if nobody else does it."""
        leaves = by is None or by is person
        told = self.bot.is_present
        self._become(Member(person, "left" if leaves else "kicked"), by or person)
        if told:
            self.post(by or person, Post(service={"left_chat_member": person.to_json()}))

    def restrict(
        self, person: Account, by: Person | None = None, *, may_speak: bool = False, until: int = 0
    ) -> None:
        """Restrict somebody, by the owner if nobody else is named; `until` in epoch seconds, 0 for ever."""
        if self.kind != "supergroup":
            impossible("only supergroups restrict")
        inside = self.member(person).is_present
        restricted = Member(person, "restricted", may_speak=may_speak, is_inside=inside, until=until)
        self._become(restricted, by or self.owner)

    def unban(self, person: Account, by: Person | None = None) -> None:
        """Let somebody who was banned come back, by the owner if nobody else is named."""
        self._become(Member(person, "left"), by or self.owner)

    def promote(
        self, person: Account, *, can_delete: bool = True, anonymous: bool = False, title: str = ""
    ) -> None:
        """Make a member an administrator, by the owner; an anonymous one signs with the title."""
        rights = Member(person, "administrator", can_delete=can_delete, is_anonymous=anonymous, title=title)
        self._become(rights, self.owner)

    def demote(self, person: Account) -> None:
        """Make an administrator a member, by the owner."""
        self._become(Member(person, "member"), self.owner)

    def add_bot(self, *, by: Person | None = None, as_admin: bool = False, can_delete: bool = True) -> None:
        """Let the bot in, by the owner if nobody else is named."""
        self.add(self.world.bot, by or self.owner)
        if as_admin:
            self.promote(self.world.bot, can_delete=can_delete)

    def had_bot(self) -> None:
        """Let the bot be a member from of old, so that it is told nothing of it."""
        self._members[self.world.bot.id] = Member(self.world.bot, "member")

    def remove_bot(self, by: Person | None = None) -> None:
        """Show the bot out, by the owner if nobody else is named."""
        self.remove(self.world.bot, by or self.owner)

    def topic(self, name: str) -> Topic:
        """Give the topic of this name, opened by the owner if there is none; makes the supergroup a forum."""
        self.is_forum = True
        found = next((topic for topic in self.topics if topic.name == name), None)
        return found or self._open_topic(name)

    def retitle(self, title: str, by: Person | None = None) -> None:
        """Give the group another title, by the owner if nobody else is named."""
        self.title = title
        self.post(by or self.owner, Post(service={"new_chat_title": title}))

    def migrate(self, by: Person | None = None) -> Group:
        """Turn a basic group into a supergroup, by the owner if nobody else is named; gives the supergroup.

        It has another id, and the bot is told of it as of any group that it is added to, here before the two
        service messages; it is not told that it left the old one (tdlib/telegram-bot-api, issue 266).
        """
        if self.kind != "group" or self.migrated_to is not None:
            impossible(f"{self.title} {'is' if self.kind == 'supergroup' else 'became'} a supergroup")
        who = by or self.owner
        heir = self.world.new_group(self.title, self.owner, "supergroup")
        heir._members = dict(self._members)  # noqa: SLF001 - an heir of the same class
        self.migrated_to = heir
        if heir.bot.is_present:
            heir._tell_membership(Member(self.world.bot), heir.bot, who)  # noqa: SLF001 - likewise
        self.post(who, Post(service={"migrate_to_chat_id": heir.id}))
        heir.post(who, Post(service={"migrate_from_chat_id": self.id}))
        return heir

    def bot_sees(self, message: Message) -> bool:
        """Apply membership and privacy mode."""
        if message.is_service and message.post.service.get("left_chat_member") == self.world.bot.to_json():
            return True
        if not self.bot.is_present:
            return False
        if message.sender.is_bot and message.post.sender_chat is None and not message.is_service:
            return self._is_for_bot(message)
        return self.bot.is_administrator or not self.world.privacy or self._concerns_bot(message)

    def to_json(self) -> Json:
        """Give the Chat object."""
        return {
            "id": self.id,
            "type": self.kind,
            "title": self.title,
            **({"is_forum": True} if self.is_forum else {}),
        }

    def _concerns_bot(self, message: Message) -> bool:
        if message.is_service or self._is_command(message):
            return True
        replied = message.reply_to
        return replied is not None and (replied.sender is self.world.bot or self._is_command(replied))

    def _is_for_bot(self, message: Message) -> bool:
        named = {name.lower() for name in _COMMAND.findall(message.text)}
        replied = message.reply_to is not None and message.reply_to.sender is self.world.bot
        return replied or (self.world.bot.username or "").lower() in named

    def _is_command(self, message: Message) -> bool:
        command = _COMMAND.match(message.text)
        return (
            command is not None
            and (command["bot"] or self.world.bot.username or "").lower()
            == (self.world.bot.username or "").lower()
        )

    def _become(self, new: Member, by: Account) -> None:
        old = self.member(new.account)
        self._members[new.account.id] = new
        self.world.note(f"became {new.status}", None, new.account, self)
        if new.account is self.world.bot or self.bot.is_administrator:
            self._tell_membership(old, new, by)

    def _tell_membership(self, old: Member, new: Member, by: Account) -> None:
        kind = "my_chat_member" if new.account is self.world.bot else "chat_member"
        self.world.tell_bot(kind, self.world.membership(self, old, new, by), self, by, about=new.account)

    def _open_topic(self, name: str) -> Topic:
        topic = Topic(self, name)
        self.topics.append(topic)
        topic.root = self.post(
            self.owner,
            Post(topic=topic, service={"forum_topic_created": {"name": name, "icon_color": _TOPIC_COLOUR}}),
        )
        return topic

    def _new_message_id(self) -> int:
        if self.kind == "group":
            return super()._new_message_id()
        self._last_message_id += 1
        return self._last_message_id

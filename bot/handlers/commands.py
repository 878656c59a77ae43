"""The commands: one table of who may write which where, and the reading of them.

/help and Telegram's menus are made from the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING

import structlog
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    Message,
    MessageEntity,
)
from telegram.error import TelegramError

from bot.locales import Texts

if TYPE_CHECKING:
    import telegram

    from bot.config import Config

log = structlog.get_logger()

MENU_SECONDS = 10.0


class Where(Enum):
    """Which kind of chat a command is written in."""

    GROUP = "group"
    PRIVATE = "private"


class Role(StrEnum):
    """Who may write it."""

    OWNER = "owner"
    MANAGER = "manager"
    CREATOR = "creator"
    ANYBODY = "anybody"


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its text keys are `command.KEY` and `example.KEY`, and the key is its name if not given."""

    name: str
    role: Role
    where: Where
    variant: str | None = None

    @property
    def key(self) -> str:
        """The end of its text keys."""
        return self.variant or self.name


COMMANDS = (
    Command("login", Role.MANAGER, Where.GROUP),
    Command("status", Role.MANAGER, Where.GROUP),
    Command("cancel", Role.MANAGER, Where.GROUP),
    Command("creators", Role.MANAGER, Where.GROUP),
    Command("invite", Role.MANAGER, Where.GROUP),
    Command("accounts", Role.MANAGER, Where.GROUP),
    Command("connect", Role.MANAGER, Where.GROUP),
    Command("stepup", Role.MANAGER, Where.GROUP),
    Command("disconnect", Role.MANAGER, Where.GROUP),
    Command("disconnect", Role.OWNER, Where.GROUP),
    Command("freeze", Role.MANAGER, Where.GROUP),
    Command("setup", Role.OWNER, Where.GROUP),
    Command("teardown", Role.OWNER, Where.GROUP),
    Command("help", Role.ANYBODY, Where.GROUP),
    Command("status", Role.CREATOR, Where.PRIVATE),
    Command("disconnect", Role.OWNER, Where.PRIVATE),
    Command("disconnect", Role.CREATOR, Where.PRIVATE, "disconnect.own"),
    Command("accounts", Role.MANAGER, Where.PRIVATE),
    Command("managers", Role.OWNER, Where.PRIVATE),
    Command("teams", Role.OWNER, Where.PRIVATE),
    Command("assign", Role.OWNER, Where.PRIVATE),
    Command("proxy", Role.OWNER, Where.PRIVATE),
    Command("freeze", Role.OWNER, Where.PRIVATE),
    Command("move", Role.OWNER, Where.PRIVATE),
    Command("settings", Role.OWNER, Where.PRIVATE),
    Command("settings", Role.CREATOR, Where.PRIVATE),
    Command("pause", Role.CREATOR, Where.PRIVATE),
    Command("revoke", Role.CREATOR, Where.PRIVATE),
    Command("history", Role.CREATOR, Where.PRIVATE),
    Command("history", Role.MANAGER, Where.PRIVATE, "history.team"),
    Command("audit", Role.OWNER, Where.PRIVATE),
    Command("mydata", Role.CREATOR, Where.PRIVATE),
    Command("forget", Role.CREATOR, Where.PRIVATE),
    Command("start", Role.ANYBODY, Where.PRIVATE),
    Command("help", Role.ANYBODY, Where.PRIVATE),
    Command("privacy", Role.ANYBODY, Where.PRIVATE),
    Command("id", Role.ANYBODY, Where.PRIVATE),
)
NAMES = frozenset(command.name for command in COMMANDS)
SECRETIVE = frozenset({"proxy"})
"""Commands with something after them that must not stay in a chat."""


@dataclass(frozen=True, slots=True)
class Given:
    """A command as it was written: its name in small letters and the words after it."""

    name: str
    words: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Give the words as one text."""
        return " ".join(self.words)


def given(message: Message | None) -> Given | None:
    """Read the command that a message begins with; None where there is none, or one for another bot."""
    if message is None or not message.text or not message.entities:
        return None
    entity = message.entities[0]
    if entity.type != MessageEntity.BOT_COMMAND or entity.offset != 0:
        return None
    name, _, addressee = message.parse_entity(entity)[1:].partition("@")
    if addressee and addressee.casefold() != message.get_bot().username.casefold():
        return None
    return Given(name.lower(), tuple(message.text[entity.length :].split()))


def commands_for(where: Where, roles: frozenset[Role]) -> tuple[Command, ...]:
    """Give the commands that somebody with these roles may write there, each once."""
    allowed: dict[str, Command] = {}
    for command in COMMANDS:
        if command.where is where and command.role in roles:
            allowed.setdefault(command.name, command)
    return tuple(allowed.values())


def holds_a_secret(message: Message | None) -> bool:
    """Tell whether a message may hold what must not stay in a chat, by the command that it begins with."""
    command = given(message)
    return command is not None and command.name in SECRETIVE and bool(command.words)


async def register_commands(bot: telegram.Bot, config: Config) -> None:
    """Tell Telegram which commands to show where; what it refuses is logged, for nothing depends on it."""
    members, in_private = frozenset({Role.MANAGER, Role.ANYBODY}), frozenset({Role.CREATOR, Role.ANYBODY})
    await _register(bot, BotCommandScopeAllGroupChats(), _menu(Where.GROUP, members))
    await _register(bot, BotCommandScopeAllPrivateChats(), _menu(Where.PRIVATE, in_private))
    for owner in sorted(config.owner_ids):
        await _register(bot, BotCommandScopeChat(owner), _menu(Where.PRIVATE, frozenset(Role)))


def _menu(where: Where, roles: frozenset[Role]) -> list[BotCommand]:
    texts = Texts.of(None)
    return [BotCommand(c.name, texts.plain(f"command.{c.key}")) for c in commands_for(where, roles)]


async def _register(bot: telegram.Bot, scope: BotCommandScope, commands: list[BotCommand]) -> None:
    try:
        await bot.set_my_commands(commands, scope=scope, read_timeout=MENU_SECONDS)
    except TelegramError as error:
        log.info("commands_not_registered", scope=scope.type, error=type(error).__name__)

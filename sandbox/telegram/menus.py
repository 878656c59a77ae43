"""Which commands a person sees in a chat: the first list that is set, from the narrowest scope to the widest.

Knows no Bot API method.

Rules: https://core.telegram.org/bots/api#determining-list-of-commands
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.telegram.groups import Group

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.telegram.chats import Chat
    from sandbox.telegram.people import Person
    from sandbox.telegram.world import World


def menu_key(scope: str, chat_id: int = 0, user_id: int = 0, *, language: str = "") -> str:
    """Name the setting that holds the commands of a scope and language."""
    return f"commands:{scope}:{chat_id}:{user_id}:{language}"


def menu(world: World, person: Person, chat: Chat) -> dict[str, str]:
    """Give what the app offers this person in this chat: each command with its description."""
    language = (person.language or "")[:2]
    scopes = _group_scopes(person, chat) if isinstance(chat, Group) else _private_scopes(chat)
    for scope in scopes:
        for spoken in (language, ""):
            commands = world.settings.get(menu_key(*scope, language=spoken))
            if isinstance(commands, list):
                return {command["command"]: command["description"] for command in commands}
    return {}


def _private_scopes(chat: Chat) -> Iterator[tuple[str, int, int]]:
    yield "chat", chat.id, 0
    yield "all_private_chats", 0, 0
    yield "default", 0, 0


def _group_scopes(person: Person, group: Group) -> Iterator[tuple[str, int, int]]:
    administers = group.member(person).is_administrator
    yield "chat_member", group.id, person.id
    if administers:
        yield "chat_administrators", group.id, 0
    yield "chat", group.id, 0
    if administers:
        yield "all_chat_administrators", 0, 0
    yield "all_group_chats", 0, 0
    yield "default", 0, 0

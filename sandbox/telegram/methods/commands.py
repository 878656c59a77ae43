"""The methods by which a bot describes itself: commands per scope and language, name, descriptions.

Wire format: https://core.telegram.org/bots/api#setmycommands
"""

import re
from collections.abc import Callable

from sandbox.telegram.access import chat_with_members
from sandbox.telegram.errors import refuse
from sandbox.telegram.formatting import Json
from sandbox.telegram.menus import menu_key
from sandbox.telegram.params import Params
from sandbox.telegram.world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_MAX_DESCRIPTION = 256
_MAX_COMMANDS = 100
_SCOPES = {
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
}
_PLACED = {"chat", "chat_administrators", "chat_member"}


def set_my_commands(world: World, params: Params) -> bool:
    """Remember the commands of a scope and language."""
    commands = params.array("commands", "BotCommand")
    if commands is None:
        refuse("can't parse commands JSON object")
    if len(commands) > _MAX_COMMANDS:
        refuse("BOT_COMMANDS_TOO_MUCH")
    world.settings[_key(world, params)] = [_command(command) for command in commands]
    return True


def get_my_commands(world: World, params: Params) -> object:
    """Give the commands of exactly this scope and language."""
    return world.settings.get(_key(world, params), [])


def delete_my_commands(world: World, params: Params) -> bool:
    """Forget the commands of a scope and language."""
    world.settings.pop(_key(world, params), None)
    return True


def set_description(field: str, limit: int) -> Callable[[World, Params], bool]:
    """Make the method that remembers one of the bot's texts per language."""

    def remember(world: World, params: Params) -> bool:
        if len(params.text(field)) > limit:
            refuse(f"BOT_{field.upper()}_INVALID")
        world.settings[f"{field}:{_language(params)}"] = params.text(field)
        return True

    return remember


def get_description(field: str) -> Callable[[World, Params], Json]:
    """Make the method that gives one of the bot's texts in a language, or without one."""

    def recall(world: World, params: Params) -> Json:
        default = world.bot.first_name if field == "name" else ""
        common = world.settings.get(f"{field}:", "") or default
        return {field: world.settings.get(f"{field}:{_language(params)}", "") or common}

    return recall


def _key(world: World, params: Params) -> str:
    scope = Params(params.mapping("scope", "BotCommandScope") or {"type": "default"})
    if scope.text("type") not in _SCOPES:
        refuse("can't parse BotCommandScope: Unsupported type specified")
    kind, chat_id, user_id = scope.text("type"), 0, 0
    if kind in _PLACED:
        chat_id = _chat_of(world, scope)
    if kind == "chat_member":
        user_id = scope.integer("user_id")
    return menu_key(kind, chat_id, user_id, language=_language(params))


def _chat_of(world: World, scope: Params) -> int:
    if not scope.text("chat_id"):
        refuse("can't parse BotCommandScope: Can't find field \"chat_id\"")
    if scope.text("type") == "chat_member" and scope.integer("user_id") <= 0:
        refuse("can't parse BotCommandScope: Invalid user_id specified")
    return chat_with_members(world, scope).id


def _language(params: Params) -> str:
    language = params.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        refuse("invalid language code specified")
    return language


def _command(command: object) -> Json:
    if not isinstance(command, dict):
        refuse("can't parse BotCommand: expected an Object")
    name, description = str(command.get("command", "")).removeprefix("/"), str(command.get("description", ""))
    if not _COMMAND.fullmatch(name):
        refuse("BOT_COMMAND_INVALID")
    if not 0 < len(description) <= _MAX_DESCRIPTION:
        refuse("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}

"""The methods that look at chats and their members: getChat, getChatMember and their like, and leaveChat."""

from sandbox.telegram.access import any_chat, chat_with_members, readable_chat
from sandbox.telegram.errors import refuse
from sandbox.telegram.formatting import Json
from sandbox.telegram.groups import Group
from sandbox.telegram.members import Member
from sandbox.telegram.params import Params
from sandbox.telegram.world import World

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_chat(world: World, params: Params) -> Json:
    """Describe a chat; https://core.telegram.org/bots/api#getchat."""
    chat = readable_chat(world, params)
    gifts = dict.fromkeys(_GIFTS, False)
    return {**chat.to_json(), "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


def get_chat_member(world: World, params: Params) -> Json:
    """Say what somebody is in a chat; https://core.telegram.org/bots/api#getchatmember."""
    user_id = params.integer("user_id")
    if user_id <= 0:
        refuse("invalid user_id specified")
    chat = readable_chat(world, params) if user_id == world.bot.id else chat_with_members(world, params)
    account = world.bot if user_id == world.bot.id else world.people.get(user_id)
    if account is None:
        refuse("PARTICIPANT_ID_INVALID")
    if not isinstance(chat, Group):
        if user_id not in {chat.id, world.bot.id}:
            refuse("member not found")
        return Member(account, "member").to_json()
    if chat.hides_members and account is not world.bot and not chat.bot.is_administrator:
        refuse("member list is inaccessible")
    return chat.member(account).to_json()


def get_chat_administrators(world: World, params: Params) -> list[Json]:
    """List the administrators of a group; https://core.telegram.org/bots/api#getchatadministrators."""
    chat = chat_with_members(world, params)
    if not isinstance(chat, Group):
        refuse("there are no administrators in the private chat")
    return [member.to_json() for member in chat.members if member.is_administrator]


def get_chat_member_count(world: World, params: Params) -> int:
    """Count the members of a chat; https://core.telegram.org/bots/api#getchatmembercount."""
    chat = chat_with_members(world, params)
    return len(chat.members) if isinstance(chat, Group) else 2


def leave_chat(world: World, params: Params) -> bool:
    """Leave a group; https://core.telegram.org/bots/api#leavechat."""
    chat = any_chat(world, params)
    if not isinstance(chat, Group):
        refuse("chat not found")
    chat_with_members(world, params)
    chat.remove(world.bot)
    return True

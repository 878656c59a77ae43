"""The methods that this Bot API server has, by name, with the type of object that each answers.

Knows no HTTP.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sandbox.telegram.formatting import Json
from sandbox.telegram.methods import callbacks, commands, editing, membership, receiving, sending
from sandbox.telegram.params import Params
from sandbox.telegram.world import World


def get_me(world: World, _params: Params) -> Json:
    """Describe the bot; https://core.telegram.org/bots/api#getme."""
    return {
        **world.bot.to_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@dataclass(frozen=True, slots=True)
class Method:
    """What a method does, and the specification's name of what it answers."""

    perform: Callable[[World, Params], object | Awaitable[object]]
    answers: str = "True"


METHODS = {
    "getMe": Method(get_me, "User"),
    "getUpdates": Method(receiving.get_updates, "Array of Update"),
    "setWebhook": Method(receiving.set_webhook),
    "deleteWebhook": Method(receiving.delete_webhook),
    "getWebhookInfo": Method(receiving.get_webhook_info, "WebhookInfo"),
    "sendMessage": Method(sending.send_message, "Message"),
    "sendPhoto": Method(sending.send_photo, "Message"),
    "sendDocument": Method(sending.send_document, "Message"),
    "sendChatAction": Method(sending.send_chat_action),
    "editMessageText": Method(editing.edit_message_text, "Message"),
    "editMessageCaption": Method(editing.edit_message_caption, "Message"),
    "editMessageReplyMarkup": Method(editing.edit_message_reply_markup, "Message"),
    "deleteMessage": Method(editing.delete_message),
    "deleteMessages": Method(editing.delete_messages),
    "answerCallbackQuery": Method(callbacks.answer_callback_query),
    "getChat": Method(membership.get_chat, "ChatFullInfo"),
    "getChatMember": Method(membership.get_chat_member, "ChatMember"),
    "getChatAdministrators": Method(membership.get_chat_administrators, "Array of ChatMember"),
    "getChatMemberCount": Method(membership.get_chat_member_count, "Integer"),
    "leaveChat": Method(membership.leave_chat),
    "setMyCommands": Method(commands.set_my_commands),
    "getMyCommands": Method(commands.get_my_commands, "Array of BotCommand"),
    "deleteMyCommands": Method(commands.delete_my_commands),
    "setMyName": Method(commands.set_description("name", 64)),
    "getMyName": Method(commands.get_description("name"), "BotName"),
    "setMyDescription": Method(commands.set_description("description", 512)),
    "getMyDescription": Method(commands.get_description("description"), "BotDescription"),
    "setMyShortDescription": Method(commands.set_description("short_description", 120)),
    "getMyShortDescription": Method(commands.get_description("short_description"), "BotShortDescription"),
}

BY_LOWER_NAME = {name.lower(): method for name, method in METHODS.items()}

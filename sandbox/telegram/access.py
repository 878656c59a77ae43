"""Finds the chat, the thread and the messages that a call names, and refuses what the bot has no access to.

Knows no method.

Order and texts of the refusals: tdlib/telegram-bot-api, check_chat_access and its neighbours.
"""

from sandbox.telegram.chats import Chat, PrivateChat
from sandbox.telegram.errors import forbid, refuse
from sandbox.telegram.formatting import Json
from sandbox.telegram.groups import Group, Topic
from sandbox.telegram.messages import Message
from sandbox.telegram.params import Params
from sandbox.telegram.replies import quoted
from sandbox.telegram.world import World


def any_chat(world: World, params: Params) -> Chat:
    """Find the chat of chat_id, whatever the bot may do there."""
    identifier = params.text("chat_id").strip()
    if not identifier:
        refuse("chat_id is empty")
    chat = world.chat(params.integer("chat_id"))
    if chat is None:
        refuse("chat not found")
    return chat


def readable_chat(world: World, params: Params) -> Chat:
    """Find a chat that the bot may look into."""
    chat = any_chat(world, params)
    if isinstance(chat, Group) and chat.kind == "supergroup":
        _require_membership(chat)
    return chat


def chat_with_members(world: World, params: Params) -> Chat:
    """Find a chat whose members the bot may ask for."""
    chat = any_chat(world, params)
    if isinstance(chat, Group):
        _require_membership(chat)
    return chat


def writable_chat(world: World, params: Params) -> Chat:
    """Find a chat that the bot may write to."""
    chat = any_chat(world, params)
    if isinstance(chat, PrivateChat):
        _require_listener(chat)
    if isinstance(chat, Group):
        _require_membership(chat)
    return chat


def topic_of(chat: Chat, params: Params) -> Topic | None:
    """Find the topic of message_thread_id; a supergroup without topics ignores it, as Telegram does."""
    thread = params.integer("message_thread_id")
    if thread <= 0 or (isinstance(chat, Group) and not chat.is_forum):
        return None
    topics = chat.topics if isinstance(chat, Group) else []
    found = next(
        (topic for topic in topics if topic.thread == thread and topic.root and not topic.root.deleted), None
    )
    if found is None:
        refuse("message thread not found")
    if found.closed and isinstance(chat, Group) and not chat.bot.is_administrator:
        refuse("TOPIC_CLOSED")
    return found


def replied_message(chat: Chat, params: Params) -> tuple[Message | None, Json | None]:
    """Find the message that is replied to, and the quote from it; reply_to_message_id is the older form."""
    reply = params.mapping("reply_parameters", "reply parameters") or {
        "message_id": params.integer("reply_to_message_id"),
        "allow_sending_without_reply": params.flag("allow_sending_without_reply"),
    }
    values = Params(reply)
    if not values.integer("message_id"):
        return None, None
    elsewhere = values.text("chat_id") not in {"", str(chat.id)}
    message = None if elsewhere else chat.message(values.integer("message_id"))
    if message is None and not values.flag("allow_sending_without_reply"):
        refuse("message to be replied not found")
    return message, _quote(message, values.text("quote"))


def own_message(chat: Chat, params: Params) -> Message:
    """Find the message to edit, which must be the bot's own."""
    message = chat.message(params.integer("message_id"))
    if message is None:
        refuse("message to edit not found")
    if message.sender is not chat.world.bot or message.is_service or message.post.forward_origin:
        refuse("message can't be edited")
    return message


def _quote(message: Message | None, quote: str) -> Json | None:
    if message is None or not quote:
        return None
    found = quoted(message, quote)
    if found is None:
        refuse("QUOTE_TEXT_INVALID")
    return found


def _require_listener(chat: PrivateChat) -> None:
    if chat.person.deactivated:
        forbid("user is deactivated")
    if not chat.started:
        forbid("bot can't initiate conversation with a user")
    if chat.blocked:
        forbid("bot was blocked by the user")


def _require_membership(group: Group) -> None:
    if group.migrated_to is not None:
        refuse("group chat was upgraded to a supergroup chat", migrate_to_chat_id=group.migrated_to.id)
    if group.bot.status == "kicked":
        forbid(f"bot was kicked from the {group.kind} chat")
    if not group.bot.is_present:
        forbid(f"bot is not a member of the {group.kind} chat")

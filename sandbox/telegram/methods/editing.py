"""The methods that change or remove messages: editMessage… and deleteMessage…. Sends nothing new."""

from dataclasses import replace

from sandbox.telegram.access import own_message, readable_chat, writable_chat
from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import refuse
from sandbox.telegram.formatting import Json
from sandbox.telegram.groups import Group
from sandbox.telegram.messages import Content, Message
from sandbox.telegram.methods.composing import buttons_of, caption_of, preview_of, text_of
from sandbox.telegram.params import Params
from sandbox.telegram.world import World

_LIFETIME = 48 * 3600
_MOST_AT_ONCE = 100
_PERMANENT = {"migrate_from_chat_id", "forum_topic_created", "supergroup_chat_created"}
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as "
    "a current content and reply markup of the message"
)


def edit_message_text(world: World, params: Params) -> Json:
    """Replace text and buttons; https://core.telegram.org/bots/api#editmessagetext."""
    text = text_of(params)
    chat, message = _target(world, params)
    if message.content.media is not None:
        refuse("there is no text in the message to edit")
    return _edit(
        chat, message, Content(text, buttons_of(params, chat, inline_only=True), preview=preview_of(params))
    )


def edit_message_caption(world: World, params: Params) -> Json:
    """Replace caption and buttons; https://core.telegram.org/bots/api#editmessagecaption."""
    caption = caption_of(params)
    chat, message = _target(world, params)
    if message.content.media is None:
        refuse("there is no caption in the message to edit")
    return _edit(
        chat, message, Content(caption, buttons_of(params, chat, inline_only=True), message.content.media)
    )


def edit_message_reply_markup(world: World, params: Params) -> Json:
    """Replace the buttons; https://core.telegram.org/bots/api#editmessagereplymarkup."""
    chat, message = _target(world, params)
    return _edit(chat, message, replace(message.content, keyboard=buttons_of(params, chat, inline_only=True)))


def delete_message(world: World, params: Params) -> bool:
    """Delete one message; https://core.telegram.org/bots/api#deletemessage."""
    chat = readable_chat(world, params)
    if params.integer("message_id") <= 0:
        refuse("message identifier is not specified")
    message = chat.message(params.integer("message_id"))
    if message is None:
        refuse("message to delete not found")
    _require_deletable(message)
    chat.delete(message, world.bot)
    return True


def delete_messages(world: World, params: Params) -> bool:
    """Delete up to 100 messages; those that are not there are skipped; https://core.telegram.org/bots/api#deletemessages."""
    numbers = params.array("message_ids", "message identifiers")
    if not numbers:
        refuse("message identifiers are not specified")
    if len(numbers) > _MOST_AT_ONCE:
        refuse("too many message identifiers specified")
    chat = readable_chat(world, params)
    found = [message for message in map(chat.message, (int(str(number)) for number in numbers)) if message]
    for message in found:
        _require_deletable(message)
    for message in found:
        chat.delete(message, world.bot)
    return True


def _target(world: World, params: Params) -> tuple[Chat, Message]:
    if params.integer("message_id") <= 0:
        refuse("message identifier is not specified")
    chat = writable_chat(world, params)
    return chat, own_message(chat, params)


def _edit(chat: Chat, message: Message, content: Content) -> Json:
    if content == message.content:
        refuse(_NOT_MODIFIED)
    chat.world.pace.message(chat.id, is_group=isinstance(chat, Group))
    chat.edit(message, content, int(chat.world.clock()))
    return message.to_json()


def _require_deletable(message: Message) -> None:
    chat = message.chat
    too_old = chat.world.clock() - message.date >= _LIFETIME
    own = message.sender is chat.world.bot
    if isinstance(chat, Group) and chat.kind == "supergroup":
        administers = chat.bot.is_administrator and chat.bot.can_delete
        _require(
            not too_old and not _PERMANENT & message.post.service.keys() and (own or administers),
            "message can't be deleted",
        )
    else:
        administers = not isinstance(chat, Group) or chat.bot.is_administrator
        _require(not too_old and (own or administers), "message can't be deleted for everyone")


def _require(condition: bool, text: str) -> None:  # noqa: FBT001 - an assertion, read as require(what)
    if not condition:
        refuse(text)

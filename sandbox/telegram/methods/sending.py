"""The methods that add a message: sendMessage, sendPhoto, sendDocument; and sendChatAction beside them."""

from typing import NoReturn

from sandbox.telegram import media
from sandbox.telegram.access import replied_message, topic_of, writable_chat
from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import refuse
from sandbox.telegram.formatting import Json
from sandbox.telegram.groups import Group
from sandbox.telegram.messages import Content, Media, Post
from sandbox.telegram.methods.composing import buttons_of, caption_of, preview_of, text_of
from sandbox.telegram.params import Params, UploadedFile
from sandbox.telegram.world import World

_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


def send_message(world: World, params: Params) -> Json:
    """Send a text; https://core.telegram.org/bots/api#sendmessage."""
    return _send(world, params, Content(text_of(params), preview=preview_of(params)))


def send_photo(world: World, params: Params) -> Json:
    """Send a photo that is uploaded, or one that Telegram knows by its file_id; https://core.telegram.org/bots/api#sendphoto."""
    file = _file(params, "photo")
    return _send(world, params, Content(caption_of(params), media=media.photo(file.size, file)))


def send_document(world: World, params: Params) -> Json:
    """Send a file that is uploaded, or one that Telegram knows by its file_id; https://core.telegram.org/bots/api#senddocument."""
    file = _file(params, "document")
    shown: Media = media.document(file.name, file.content_type, file.size, file)
    return _send(world, params, Content(caption_of(params), media=shown))


def send_chat_action(world: World, params: Params) -> bool:
    """Show that the bot is busy; https://core.telegram.org/bots/api#sendchataction."""
    if params.text("action").lower() not in _ACTIONS:
        refuse("wrong parameter action in request")
    topic_of(writable_chat(world, params), params)
    return True


def _send(world: World, params: Params, content: Content) -> Json:
    chat = writable_chat(world, params)
    _require_voice(chat, content)
    topic = topic_of(chat, params)
    keyboard = buttons_of(params, chat)
    reply_to, quote = replied_message(chat, params)
    world.pace.message(chat.id, is_group=isinstance(chat, Group))
    post = Post(
        Content(content.text, keyboard, content.media, content.preview),
        reply_to=reply_to,
        topic=topic or (reply_to.topic if reply_to else None),
        quote=quote,
        silent=params.flag("disable_notification"),
        protected=params.flag("protect_content"),
    )
    return chat.post(world.bot, post).to_json()


def _require_voice(chat: Chat, content: Content) -> None:
    if isinstance(chat, Group) and not chat.bot.can_speak:
        what = f"{content.media.kind}s" if content.media else "text messages"
        refuse(f"not enough rights to send {what} to the chat")


def _file(params: Params, field: str) -> UploadedFile:
    value = params.text(field)
    uploaded = params.files.get(value.removeprefix("attach://") or field)
    if uploaded is None and not value:
        _no_file(field)
    if uploaded is not None and uploaded.size == 0:
        refuse("file must be non-empty")
    return uploaded or UploadedFile(field, "application/octet-stream", b"?")


def _no_file(field: str) -> NoReturn:
    refuse(f"there is no {field} in the request")

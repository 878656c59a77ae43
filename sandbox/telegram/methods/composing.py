"""Reads what a call wants to say: text or caption with its formatting, and its buttons. Sends nothing."""

from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import admit_missing, refuse
from sandbox.telegram.formatting import Entity, FormattedText, Json, finished, in_order, utf16_length
from sandbox.telegram.html_tags import EntityError
from sandbox.telegram.html_text import parse_html
from sandbox.telegram.keyboard import Keyboard, read_keyboard
from sandbox.telegram.params import Params

_MAX_TEXT = 4096
_MAX_CAPTION = 1024


def text_of(params: Params) -> FormattedText:
    """Read `text`; raises ApiError if it is empty, too long or badly formatted."""
    raw = params.text("text")
    if not raw:
        refuse("message text is empty")
    text = _formatted(raw, params, "entities")
    if not text.text:
        refuse("text must be non-empty")
    if utf16_length(text.text) > _MAX_TEXT:
        refuse("message is too long")
    return text


def caption_of(params: Params) -> FormattedText:
    """Read `caption`; raises ApiError if it is too long or badly formatted."""
    caption = _formatted(params.text("caption"), params, "caption_entities")
    if utf16_length(caption.text) > _MAX_CAPTION:
        refuse("message caption is too long")
    return caption


def preview_of(params: Params) -> Json | None:
    """Read `link_preview_options`."""
    return params.mapping("link_preview_options", "link preview options")


def buttons_of(params: Params, chat: Chat, *, inline_only: bool = False) -> Keyboard:
    """Read `reply_markup`; raises ApiError if a button is none."""
    markup = params.document("reply_markup", "reply keyboard markup")
    return read_keyboard(markup, is_private=chat.kind == "private", inline_only=inline_only)


def _formatted(raw: str, params: Params, entities_name: str) -> FormattedText:
    mode = params.text("parse_mode").lower()
    if mode in {"markdown", "markdownv2"}:
        admit_missing(f"parse_mode {mode}")
    if mode not in {"", "html", "none"}:
        refuse("unsupported parse_mode")
    if mode == "html":
        return finished(_parsed(raw))
    return finished(FormattedText(raw, in_order(_entities(params, entities_name))))


def _parsed(raw: str) -> FormattedText:
    try:
        return parse_html(raw)
    except EntityError as error:
        refuse(f"can't parse entities: {error}")


def _entities(params: Params, name: str) -> list[Entity]:
    given = params.array(name, "MessageEntity") or []
    if not all(isinstance(entity, dict) and isinstance(entity.get("type"), str) for entity in given):
        refuse("can't parse MessageEntity: expected an Object")
    return [_entity(Params(entity)) for entity in given if isinstance(entity, dict)]


def _entity(entity: Params) -> Entity:
    extra = {name: value for name, value in entity.values.items() if name not in {"type", "offset", "length"}}
    return Entity(entity.text("type"), entity.integer("offset"), entity.integer("length"), extra)

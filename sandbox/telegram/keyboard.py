"""Inline keyboards as Telegram takes, refuses and shows them. Knows no message.

Wire format: https://core.telegram.org/bots/api#inlinekeyboardmarkup
Texts: tdlib/telegram-bot-api and tdlib/td ReplyMarkup.cpp.
"""

from dataclasses import dataclass
from typing import NoReturn

from sandbox.telegram.errors import refuse
from sandbox.telegram.formatting import Json
from sandbox.telegram.links import LinkError, checked_link

_MAX_DATA_BYTES = 64
_MAX_BUTTONS = 100
_STYLES = {"danger", "success", "primary"}
_LOOKS = ("style", "icon_custom_emoji_id")
_TYPES = (
    "url", "callback_data", "callback_game", "pay", "switch_inline_query", "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat", "login_url", "web_app", "copy_text",
)  # fmt: skip
_OTHER_MARKUP = {"keyboard", "remove_keyboard", "force_reply"}


@dataclass(frozen=True, slots=True)
class Button:
    """One button: what it says, what it does (`data` for the bot, or `url`), and its object on the wire."""

    text: str
    data: str | None
    url: str | None
    raw: Json


Keyboard = tuple[tuple[Button, ...], ...]


def to_json(keyboard: Keyboard) -> Json:
    """Give the InlineKeyboardMarkup object."""
    return {"inline_keyboard": [[button.raw for button in row] for row in keyboard]}


def read_keyboard(markup: object, *, is_private: bool, inline_only: bool = False) -> Keyboard:
    """Read reply_markup; raises ApiError in Telegram's words. Keyboards that are not inline count as none."""
    if markup is None:
        return ()
    if not isinstance(markup, dict):
        refuse("object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if rows is None:
        if inline_only and _OTHER_MARKUP & markup.keys():
            refuse("inline keyboard expected")
        return ()
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        refuse('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    keyboard = tuple(tuple(_button(button, is_private=is_private) for button in row) for row in rows if row)
    if sum(map(len, keyboard)) > _MAX_BUTTONS:
        refuse("reply markup is too long")
    return keyboard


def _button(button: object, *, is_private: bool) -> Button:
    if not isinstance(button, dict):
        _unreadable("InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        _unreadable('Can\'t find field "text"')
    if button.get("style") not in {None, "", *_STYLES}:
        _unreadable("invalid button style specified")
    kind = next((name for name in _TYPES if button.get(name) not in (None, "")), None)
    if kind is None:
        _unreadable("Text buttons are unallowed in the inline keyboard")
    if not button["text"].strip():
        refuse("inline keyboard button text must be non-empty")
    return _checked(kind, button, is_private=is_private)


def _checked(kind: str, button: Json, *, is_private: bool) -> Button:
    text, value = str(button["text"]), button[kind]
    shown: Json = {"text": text, **{name: button[name] for name in _LOOKS if button.get(name)}}
    if kind == "url":
        url = _checked_url(str(value), "inline keyboard button URL")
        return Button(text, None, url, {**shown, "url": url})
    if kind == "callback_data":
        if len(str(value).encode()) > _MAX_DATA_BYTES:
            refuse("BUTTON_DATA_INVALID")
        return Button(text, str(value), None, {**shown, "callback_data": str(value)})
    if kind == "web_app":
        return _web_app(shown, value, is_private=is_private)
    return Button(text, None, None, {**shown, kind: value})


def _web_app(shown: Json, value: object, *, is_private: bool) -> Button:
    if not is_private:
        refuse("BUTTON_TYPE_INVALID")
    url = str(value.get("url", "")) if isinstance(value, dict) else ""
    checked = _checked_url(url, "inline keyboard button Web App URL", https_only=True)
    return Button(str(shown["text"]), None, checked, {**shown, "web_app": {"url": checked}})


def _checked_url(url: str, what: str, *, https_only: bool = False) -> str:
    try:
        return checked_link(url, https_only=https_only)
    except LinkError as error:
        refuse(f"{what} '{url}' is invalid: {error}")


def _unreadable(text: str) -> NoReturn:
    refuse(f"can't parse inline keyboard button: {text}")

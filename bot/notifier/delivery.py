"""One call of Telegram each: send, edit, strip, delete; what comes back is told apart here alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import telegram
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.web.client import seconds_to_wait

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.cards.message import Document, Message

SECONDS = 6.0
UPLOAD_SECONDS = 30.0


class Verdict(StrEnum):
    """What came of a call."""

    DONE = "done"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The verdict, the id of the message that was sent, and the wait that Telegram asked for, in seconds."""

    verdict: Verdict
    message_id: int | None = None
    retry_after: float = 0.0
    detail: str = ""


_GONE = (
    "message to edit not found",
    "message to delete not found",
    "message can't be edited",
    "message can't be deleted",
)
_UNREACHABLE = ("chat not found", "user not found", "peer_id_invalid", "group chat was upgraded")


async def send(bot: telegram.Bot, chat_id: int, message: Message) -> Delivered:
    """Send a message, with its file if it has one; UNKNOWN means that it may stand in the chat."""
    document = message.document

    async def call() -> int:
        if document is not None:
            return await _upload(bot, chat_id, message, document)
        sent = await bot.send_message(
            chat_id,
            message.text,
            parse_mode=ParseMode.HTML,
            reply_markup=_markup(message),
            disable_notification=message.silent,
            link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
            message_thread_id=message.thread,
            reply_parameters=_reply(message),
            read_timeout=SECONDS,
        )
        return sent.message_id

    return await _judged(call)


async def _upload(bot: telegram.Bot, chat_id: int, message: Message, document: Document) -> int:
    sent = await bot.send_document(
        chat_id,
        telegram.InputFile(document.content.encode(), filename=document.name),
        caption=message.text,
        parse_mode=ParseMode.HTML,
        reply_markup=_markup(message),
        disable_notification=message.silent,
        message_thread_id=message.thread,
        reply_parameters=_reply(message),
        read_timeout=UPLOAD_SECONDS,
        write_timeout=UPLOAD_SECONDS,
    )
    return sent.message_id


async def edit(bot: telegram.Bot, chat_id: int, message_id: int, message: Message) -> Delivered:
    """Make a message show something else."""

    async def call() -> int:
        await bot.edit_message_text(
            message.text,
            chat_id,
            message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=_markup(message),
            link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
            read_timeout=SECONDS,
        )
        return message_id

    return await _judged(call)


async def strip(bot: telegram.Bot, chat_id: int, message_id: int) -> Delivered:
    """Take a message's buttons away."""

    async def call() -> int:
        await bot.edit_message_reply_markup(chat_id, message_id, read_timeout=SECONDS)
        return message_id

    return await _judged(call)


async def delete(bot: telegram.Bot, chat_id: int, message_id: int) -> Delivered:
    """Delete a message."""

    async def call() -> int:
        await bot.delete_message(chat_id, message_id, read_timeout=SECONDS)
        return message_id

    return await _judged(call)


async def _judged(call: Callable[[], Awaitable[int]]) -> Delivered:
    try:
        return Delivered(Verdict.DONE, await call())
    except TelegramError as error:
        return _judge(error)


def _judge(error: TelegramError) -> Delivered:
    """Tell what an error means for the message. Order matters: to the library a refusal is a NetworkError."""
    name = type(error).__name__
    match error:
        case RetryAfter():
            return Delivered(Verdict.NOT_SENT, retry_after=seconds_to_wait(error))
        case BadRequest():
            return _bad_request(error.message.lower())
        case Forbidden() | ChatMigrated():
            return Delivered(Verdict.UNREACHABLE, detail=name)
        case NetworkError():
            return Delivered(Verdict.NOT_SENT if _never_left(error) else Verdict.UNKNOWN, detail=name)
        case _:
            return Delivered(Verdict.REFUSED, detail=name)


def _bad_request(text: str) -> Delivered:
    """Tell apart what Telegram tells apart by its texts alone."""
    if "message is not modified" in text:
        return Delivered(Verdict.DONE)
    if any(part in text for part in _GONE):
        return Delivered(Verdict.GONE)
    if any(part in text for part in _UNREACHABLE):
        return Delivered(Verdict.UNREACHABLE, detail="BadRequest")
    return Delivered(Verdict.REFUSED, detail="BadRequest")


def _never_left(error: TelegramError) -> bool:
    """Tell whether the request surely did not leave, by the transport's error behind the library's."""
    return type(error.__cause__).__name__ in {"ConnectError", "ConnectTimeout", "PoolTimeout"}


def _markup(message: Message) -> telegram.InlineKeyboardMarkup | None:
    rows = [
        [
            telegram.InlineKeyboardButton(button.text, callback_data=button.data, url=button.url)
            for button in row
        ]
        for row in message.buttons
    ]
    return telegram.InlineKeyboardMarkup(rows) if rows else None


def _reply(message: Message) -> telegram.ReplyParameters | None:
    if message.reply_to is None:
        return None
    return telegram.ReplyParameters(message.reply_to, allow_sending_without_reply=True)

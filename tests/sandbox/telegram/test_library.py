"""The library that the bot is built on takes this server for Telegram."""

import io

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)

from sandbox.telegram import Answer, TelegramServer
from tests.sandbox.telegram.conftest import Scene


def bot_of(server: TelegramServer, token: str | None = None) -> Bot:
    return Bot(token or server.token, base_url=f"{server.base_url}/bot")


async def test_a_whole_conversation_by_the_library(telegram: TelegramServer, scene: Scene) -> None:
    async with bot_of(telegram) as bot:
        command = scene.mia.says(scene.group, "/login stella")
        (update,) = await bot.get_updates(timeout=5, allowed_updates=["message", "callback_query"])
        assert update.message is not None
        assert update.message.text == "/login stella"
        card = await bot.send_message(
            update.message.chat.id,
            '⏳ <b>Signing in…</b> <tg-time unix="1800000000" format="r">soon</tg-time>',
            parse_mode=ParseMode.HTML,
            reply_parameters=ReplyParameters(command.id, allow_sending_without_reply=True),
            reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Cancel", callback_data="c:1")]]),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        press = scene.mia.presses(scene.group.last, "Cancel")
        (update,) = await bot.get_updates(update.update_id + 1, timeout=5)
        assert update.callback_query is not None
        await update.callback_query.answer("Cancelled")
        await bot.edit_message_text("Cancelled", chat_id=card.chat.id, message_id=card.message_id)
        assert (await press.answered()).text == "Cancelled"
        assert scene.group.last.text == "Cancelled"
        await bot.send_photo(scene.stella.id, io.BytesIO(b"png"), caption="Scan me")
        assert (await bot.get_chat_member(scene.group.id, scene.sam.id)).status == "creator"
        assert (await bot.get_chat(scene.group.id)).title == "Moonlight Agency"
    assert telegram.record.request_faults == []


async def test_refusals_become_the_librarys_errors(
    telegram: TelegramServer, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else reading retry_after warns of what is to come
    old = telegram.group("Old Agency", scene.sam, kind="group")
    old.add_bot()
    heir = old.migrate()
    async with bot_of(telegram) as bot:
        with pytest.raises(BadRequest, match="Message text is empty"):
            await bot.send_message(scene.stella.id, "")
        with pytest.raises(ChatMigrated) as migrated:
            await bot.send_message(old.id, "x")
        assert migrated.value.new_chat_id == heir.id
        scene.stella.blocks_bot()
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await bot.send_message(scene.stella.id, "x")
        telegram.faults.fail("sendMessage", Answer(429, "Too Many Requests: retry after 7", retry_after=7))
        with pytest.raises(RetryAfter):
            await bot.send_message(scene.group.id, "x")
        telegram.faults.cut("sendMessage", performed=True)
        with pytest.raises(NetworkError):
            await bot.send_message(scene.group.id, "x")
        await bot.set_webhook("https://bot.example.com/telegram")
        with pytest.raises(Conflict):
            await bot.get_updates()


async def test_a_wrong_token_is_an_invalid_one(telegram: TelegramServer) -> None:
    with pytest.raises(InvalidToken):
        async with bot_of(telegram, "123:abc"):
            pass

"""A redelivered update: it has its effect once, also where its deliveries overlap."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
import telegram

from bot.config import read_config
from bot.handlers.dispatch import Dispatcher
from bot.handlers.routes import routes
from providers.steps import Done
from storage import generate_key
from storage.models import Errand, OutboxEntry, State
from tests.bot.notifier.scripted import ScriptedTelegram
from tests.bot.relay.attempts import NOW, SMS
from tests.bot.relay.heart import CODE
from tests.bot.relay.scripted import MANIFEST, SLUG

if TYPE_CHECKING:
    from tests.bot.relay.heart import Heart


ENVIRONMENT = {
    "TELEGRAM_BOT_TOKEN": "123456789:AAFcanary_canary_canary_canary_canary",
    "ENCRYPTION_KEYS": generate_key(),
    "ONLYFANSKIT_API_KEY": "fk_canary",
    "OWNER_IDS": "7",
}
DELIVERIES = 3


@pytest.fixture
async def dispatcher(heart: Heart) -> Dispatcher:
    config = read_config(ENVIRONMENT, {SLUG: MANIFEST})
    network = ScriptedTelegram()
    bot = telegram.Bot(config.telegram_bot_token.reveal(), request=network, get_updates_request=network)
    await bot.initialize()
    return Dispatcher(routes(config), bot, heart.store, heart.relay, config, heart.clock, heart.changes)


def types(heart: Heart, text: str) -> dict[str, Any]:
    """Give the update of something that Stella types in private."""
    stella = {"id": heart.cast.stella.telegram_id, "is_bot": False, "first_name": "Stella"}
    chat = {"id": heart.cast.stella.telegram_id, "type": "private", "first_name": "Stella"}
    message = {"message_id": 50, "date": int(NOW), "from": stella, "chat": chat, "text": text}
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return {"update_id": 1001, "message": message}


async def delivered(dispatcher: Dispatcher, heart: Heart, text: str) -> list[OutboxEntry]:
    """Deliver one update three times at once; give what is to be sent and deleted because of it."""
    update = types(heart, text)
    await asyncio.gather(*(dispatcher.handle(update) for _ in range(DELIVERIES)))
    async with heart.store.read() as unit:
        return await unit.outbox.due(heart.clock(), 9)


async def test_a_command_that_is_delivered_three_times_is_answered_once(
    dispatcher: Dispatcher, heart: Heart
) -> None:
    entries = await delivered(dispatcher, heart, "/status")
    assert [entry.errand for entry in entries] == [Errand.SEND]


async def test_a_code_that_is_delivered_three_times_is_handed_over_and_deleted_once(
    dispatcher: Dispatcher, heart: Heart
) -> None:
    attempt = await heart.stored(State.CODE_NEEDED, ask=SMS)
    heart.provider.answers("submit_code", Done(None))
    entries = await delivered(dispatcher, heart, CODE.reveal())
    assert [entry.errand for entry in entries] == [Errand.DELETE]
    await heart.becomes(attempt, State.CONNECTED)
    assert heart.provider.codes == [CODE.reveal()]

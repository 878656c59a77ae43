"""The webhook is registered, kept so, and left set."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from structlog.testing import capture_logs

from bot.web.client import ALLOWED_UPDATES
from bot.web.registration import Registration
from providers.secret import Secret
from tests.bot.web.telegram_stub import TelegramStub, refusal, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

URL = "https://bot.example"


@asynccontextmanager
async def registered(stub: TelegramStub) -> AsyncIterator[Registration]:
    async with stub.served() as bot:
        registration = Registration(bot, URL, Secret("s3cret"), first_wait=0.01, recheck_seconds=0.01)
        await registration.start()
        try:
            yield registration
        finally:
            await registration.stop()


async def test_the_webhook_is_set_with_its_secret_and_all_that_the_bot_wants_to_hear() -> None:
    stub = TelegramStub()
    async with registered(stub) as registration:
        await until(lambda: registration.is_live)
    assert stub.webhook["url"] == "https://bot.example/telegram"
    assert stub.webhook["secret_token"] == "s3cret"
    assert stub.webhook["allowed_updates"] == list(ALLOWED_UPDATES)
    assert not stub.webhook.get("drop_pending_updates")
    assert stub.count("deleteWebhook") == 0


async def test_it_is_set_once_and_then_looked_at() -> None:
    stub = TelegramStub()
    async with registered(stub):
        await until(lambda: stub.count("getWebhookInfo") > 2)
    assert stub.count("setWebhook") == 1


async def test_faults_are_waited_out() -> None:
    stub = TelegramStub()
    stub.faults = [refusal(502, "Bad Gateway"), refusal(429, "Too Many Requests", retry_after=1)]
    with capture_logs() as logs:
        async with registered(stub) as registration:
            await until(lambda: registration.is_live)
    assert [each["error"] for each in logs if each["event"] == "webhook_not_registered"] == [
        "NetworkError",
        "RetryAfter",
    ]


async def test_a_webhook_that_somebody_changed_is_set_again() -> None:
    stub = TelegramStub()
    async with registered(stub) as registration:
        await until(lambda: registration.is_live)
        stub.webhook = {"url": "https://elsewhere.example"}
        await until(lambda: stub.webhook["url"] == "https://bot.example/telegram")

"""Webhooks: the secret, the order, redelivery, and several processes behind one address."""

import asyncio
import contextlib
import gc
import warnings
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.serving import serve_app
from sandbox.telegram import Person, TelegramServer
from sandbox.telegram.world import Webhook
from tests.sandbox.telegram.conftest import Client, Scene


@dataclass
class Receiver:
    """A bot's end of a webhook: keeps what comes and answers with the next status, or with 200."""

    url: str = ""
    updates: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    gate: asyncio.Event | None = None

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.updates]

    async def take(self, request: Request) -> Response:
        self.updates.append(await request.json())
        self.secrets.append(request.headers.get("x-telegram-bot-api-secret-token"))
        if self.gate is not None:
            await self.gate.wait()
        return Response(status_code=self.statuses.pop(0) if self.statuses else 200)


@contextlib.asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    async with serve_app(Starlette(routes=[Route("/telegram", receiver.take, methods=["POST"])])) as url:
        receiver.url = f"{url}/telegram"
        yield receiver


@pytest.fixture
async def receiver(telegram: TelegramServer) -> AsyncIterator[Receiver]:
    telegram.delivery.first_pause = 0.01
    async with receiving() as one:
        yield one


async def all_taken(telegram: TelegramServer) -> None:
    await telegram.until(lambda: not telegram.updates.pending)


async def test_updates_are_posted_with_the_secret(bot: Client, scene: Scene, receiver: Receiver) -> None:
    await bot("setWebhook", url=receiver.url, secret_token="s3cret-word")
    scene.stella.tells_bot("hello")
    await all_taken(bot.server)
    assert (receiver.texts, receiver.secrets) == (["hello"], ["s3cret-word"])


async def test_what_is_not_taken_is_sent_again(bot: Client, scene: Scene, receiver: Receiver) -> None:
    receiver.statuses = [503, 500]
    await bot("setWebhook", url=receiver.url)
    scene.stella.tells_bot("a")
    scene.stella.tells_bot("b")
    await all_taken(bot.server)
    assert receiver.texts == ["a", "a", "a", "b"]
    assert (await bot("getWebhookInfo"))["last_error_message"].startswith(
        "Wrong response from the webhook: 500"
    )


async def test_a_bot_that_is_away_gets_everything_later(
    bot: Client, scene: Scene, receiver: Receiver
) -> None:
    await bot("setWebhook", url="http://127.0.0.1:9/telegram")
    scene.stella.tells_bot("hello")
    await bot.server.until(lambda: bot.server.delivery.attempts)
    info = await bot("getWebhookInfo")
    assert (info["pending_update_count"], info["last_error_message"]) == (1, "Connection refused")
    await bot("setWebhook", url=receiver.url)
    await all_taken(bot.server)
    assert receiver.texts == ["hello"]


async def test_chats_do_not_wait_for_each_other(bot: Client, scene: Scene, receiver: Receiver) -> None:
    receiver.gate = asyncio.Event()
    await bot("setWebhook", url=receiver.url)
    scene.stella.tells_bot("a")
    scene.stella.tells_bot("b")
    scene.mia.says(scene.group, "/login stella")
    await bot.server.until(lambda: len(bot.server.delivery.sending) == 2)
    receiver.gate.set()
    await all_taken(bot.server)
    assert sorted(receiver.texts) == ["/login stella", "a", "b"]
    assert receiver.texts.index("a") < receiver.texts.index("b")


async def test_max_connections_is_kept(bot: Client, scene: Scene, receiver: Receiver) -> None:
    receiver.gate = asyncio.Event()
    await bot("setWebhook", url=receiver.url, max_connections=1)
    scene.stella.tells_bot("a")
    scene.mia.says(scene.group, "/login stella")
    await bot.server.until(lambda: bot.server.delivery.sending)
    await bot("getMe")
    assert len(bot.server.delivery.sending) == 1
    receiver.gate.set()
    await all_taken(bot.server)


@pytest.mark.parametrize("turns", range(2, 40, 4))
async def test_whoever_stops_to_deliver_leaves_no_connection_open(turns: int) -> None:
    """Also in whichever turn of the loop it closes those that the bot has ended."""
    server = TelegramServer()
    with warnings.catch_warnings(record=True) as unclosed:
        warnings.simplefilter("always", ResourceWarning)
        async with server.running():
            people = [server.person(f"Stella{number}") for number in range(10)]
            async with receiving() as receiver:
                server.world.webhook = Webhook(receiver.url)
                receiver.gate = asyncio.Event()
                _all_write(people)
                await server.until(lambda: len(server.delivery.sending) == len(people))
                receiver.gate.set()
                await all_taken(server)
            _all_write(people)
            for _ in range(turns):
                await asyncio.sleep(0)
        gc.collect()
    assert not unclosed


def _all_write(people: list[Person]) -> None:
    for person in people:
        person.tells_bot("hello")


async def test_several_processes_take_turns_and_copies_come_at_once(
    bot: Client, scene: Scene, receiver: Receiver
) -> None:
    async with receiving() as other:
        bot.server.delivery.targets = [receiver.url, other.url]
        bot.server.delivery.copies = 3
        await bot("setWebhook", url="https://codebell.example.com/telegram")
        scene.stella.tells_bot("hello")
        await all_taken(bot.server)
        assert sorted([len(receiver.updates), len(other.updates)]) == [1, 2]
        assert receiver.updates[0] == other.updates[0]


async def test_an_update_can_be_delivered_again_much_later(
    bot: Client, scene: Scene, receiver: Receiver
) -> None:
    await bot("setWebhook", url=receiver.url)
    scene.stella.tells_bot("hello")
    await all_taken(bot.server)
    bot.server.updates.deliver_again(receiver.updates[0]["update_id"])
    await all_taken(bot.server)
    assert receiver.texts == ["hello", "hello"]


@pytest.mark.parametrize(("params", "words"), [
    ({"url": "http://bot.example.com/x"}, "bad webhook: An HTTPS URL must be provided for webhook"),
    (
        {"url": "https://b.example.com:5000"},
        "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
    ),
    ({"url": "https://"}, "invalid webhook URL specified"),
    ({"url": "https://b.example.com", "secret_token": "a b"}, "secret token contains unallowed characters"),
    ({"url": "https://b.example.com", "secret_token": "x" * 257}, "secret token is too long"),
])  # fmt: skip
async def test_a_wrong_webhook_is_refused(bot: Client, params: dict[str, str], words: str) -> None:
    assert await bot.refusal("setWebhook", **params) == f"400 Bad Request: {words}"


async def test_pending_updates_can_be_dropped(bot: Client, scene: Scene) -> None:
    scene.stella.tells_bot("hello")
    await bot("deleteWebhook", drop_pending_updates=True)
    assert await bot("getUpdates") == []

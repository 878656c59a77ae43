"""A running local Telegram with three people and a group, and a client that calls it as a bot does."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from sandbox.telegram import Group, Message, Pace, Person, TelegramServer
from tests.harness.judging import judge


@dataclass
class Clock:
    """Time that stands still until a test steps it, in epoch seconds."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def step(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Client:
    """Calls methods over HTTP; a result as it is (Any: the wire has no types), a refusal as its text."""

    server: TelegramServer
    http: httpx.AsyncClient = field(repr=False)

    async def answer(self, method: str, **params: object) -> dict[str, Any]:
        url = f"{self.server.base_url}/bot{self.server.token}/{method}"
        answer: dict[str, Any] = (await self.http.post(url, json=params)).json()
        return answer

    async def __call__(self, method: str, **params: object) -> Any:  # noqa: ANN401 - the wire has no types
        answer = await self.answer(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **params: object) -> str:
        answer = await self.answer(method, **params)
        assert not answer["ok"], answer
        return f"{answer['error_code']} {answer['description']}"

    async def says(self, chat_id: int, text: str = "Hello", **params: object) -> Message:
        """Send a message and give the server's own record of it."""
        sent = await self("sendMessage", chat_id=chat_id, text=text, **params)
        chat = self.server.world.chat(chat_id)
        assert chat is not None
        message = chat.message(sent["message_id"])
        assert message is not None
        return message

    async def updates(self, **params: object) -> list[dict[str, Any]]:
        """Take everything that is pending and confirm it."""
        found: list[dict[str, Any]] = await self("getUpdates", **params)
        if found:
            await self("getUpdates", offset=found[-1]["update_id"] + 1)
        return found


async def said(bot: Client) -> list[dict[str, Any]]:
    """Take everything that is pending and give the messages of it."""
    return [update["message"] for update in await bot.updates() if "message" in update]


@dataclass
class Scene:
    """Sam owns the group, Mia manages, Stella has opened the bot."""

    sam: Person
    mia: Person
    stella: Person
    group: Group


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def telegram(clock: Clock) -> AsyncIterator[TelegramServer]:
    server = TelegramServer(clock=clock, pace=Pace.off(), allow_http_webhooks=True)
    judge(server)
    async with server.running():
        yield server
    assert server.record.object_faults == []


@pytest.fixture
async def bot(telegram: TelegramServer) -> AsyncIterator[Client]:
    async with httpx.AsyncClient(trust_env=False, timeout=20) as http:
        yield Client(telegram, http)


@pytest.fixture
async def scene(telegram: TelegramServer, bot: Client) -> Scene:
    """Set the scene and take the updates that it causes."""
    sam, mia, stella = (telegram.person(name, language="en") for name in ("Sam", "Mia", "Stella"))
    group = telegram.group("Moonlight Agency", sam, [mia])
    group.add_bot()
    stella.starts_bot()
    await bot.updates()
    return Scene(sam, mia, stella, group)

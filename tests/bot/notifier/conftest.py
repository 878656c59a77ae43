"""Fixtures of the notifier's tests: Moonlight Agency's chats at a scripted Telegram."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest
import telegram

from bot.cards.message import Message
from bot.notifier import Notifier, Pace
from bot.notifier.chats import ChatQueue
from bot.notifier.errands import Errands
from bot.notifier.faces import Faces
from bot.outbox import sending
from storage import new_id
from tests.bot.notifier.scripted import ScriptedTelegram
from tests.bot.relay.conftest import heart, store, template
from tests.bot.relay.scripted import soon

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.models import Attempt, OutboxEntry
    from tests.bot.relay.heart import Heart

__all__ = ["heart", "store", "template"]

LABELS = {"onlyfanskit": "OnlyFansKit"}
WITHOUT_PACE = 0.0


class Greeted(telegram.Bot):
    """The bot as it is once it knows its own name."""

    @property
    def username(self) -> str:
        return "codebell_bot"


@dataclass
class Scene:
    """Stella's chat, her team's group, and what shows her attempts there."""

    heart: Heart
    telegram: ScriptedTelegram = field(default_factory=ScriptedTelegram)
    closed: list[str] = field(default_factory=list)
    notifier: Notifier = field(init=False)
    queue: ChatQueue = field(init=False)

    def __post_init__(self) -> None:
        """Build one notifier without Telegram's limits; what is halted stays so."""
        self.queue = ChatQueue(Pace(self.heart.clock, WITHOUT_PACE))
        self.notifier = self.another(self.queue)

    def another(self, queue: ChatQueue | None = None) -> Notifier:
        """Build a notifier on the same store, as another process has one."""
        queue = queue or ChatQueue(Pace(self.heart.clock, WITHOUT_PACE))
        bot = Greeted("1:a", request=self.telegram, get_updates_request=self.telegram)
        of = self.heart

        async def unreachable(creator_id: str) -> None:
            self.closed.append(creator_id)

        faces = Faces(of.store, bot, queue, LABELS, of.clock, unreachable)
        return Notifier(of.store, faces, Errands(of.store, bot, queue, of.clock), queue.pace, of.clock)

    @property
    def her_chat(self) -> int:
        return self.heart.cast.stella.telegram_id

    @property
    def group(self) -> int:
        return self.heart.cast.team.chat_id

    @asynccontextmanager
    async def running(self, *notifiers: Notifier) -> AsyncIterator[None]:
        """Run notifiers, the scene's own one if none is given, from after their first sweep on."""
        async with AsyncExitStack() as stack:
            for notifier in notifiers or (self.notifier,):
                await stack.enter_async_context(_running(notifier))
            yield

    async def show_all(self) -> None:
        """Show what can be shown at once."""
        await self.notifier.stop(5)

    async def becomes(self, attempt: Attempt, **changes: Any) -> Attempt:  # noqa: ANN401 - any field of the model
        """Change an attempt as it stands, and wake who shows it."""
        before = await self.heart.row(attempt)
        async with self.heart.store.write() as unit:
            after = await unit.attempts.change(before, replace(before, **changes))
        assert after is not None
        self.notifier.wake()
        return after

    async def posted(self, chat_id: int, text: str = "Something to know", number: int = 1) -> OutboxEntry:
        """Put messages into the outbox; give the last one's entry."""
        entries = [
            sending(f"test:{new_id()}", chat_id, Message(text), self.heart.clock()) for _ in range(number)
        ]
        async with self.heart.store.write() as unit:
            for entry in entries:
                assert await unit.outbox.add(entry)
        return entries[-1]


@asynccontextmanager
async def _running(notifier: Notifier) -> AsyncIterator[None]:
    notifier.swept.clear()
    loop = asyncio.create_task(notifier.run())
    try:
        await soon(notifier.swept.wait())
        yield
    finally:
        loop.cancel()
        with suppress(asyncio.CancelledError):
            await loop
        await notifier.stop(0)


@pytest.fixture
def scene(heart: Heart, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # as the composition root's client has it
    return Scene(heart)

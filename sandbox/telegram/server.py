"""The server as tests, the page and the script use it: people, groups, loopback, and waiting."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Literal, TypeVar

from sandbox.serving import serve_app
from sandbox.telegram.accounts import Account
from sandbox.telegram.api import BotApi
from sandbox.telegram.application import application
from sandbox.telegram.changes import WAIT_SECONDS
from sandbox.telegram.delivery import Delivery
from sandbox.telegram.errors import ApiError
from sandbox.telegram.pace import Pace
from sandbox.telegram.transcript import transcript
from sandbox.telegram.world import World

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from sandbox.telegram.channels import Channel
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.groups import Group
    from sandbox.telegram.people import Person

Found = TypeVar("Found")
EXAMPLE_BOT = "7123456789:AAE-sandbox-token-for-loopback-only"


class TelegramServer:
    """One Telegram with one bot. Everything but waiting is plain functions; only HTTP needs it running."""

    def __init__(  # noqa: PLR0913 - each is a separate choice of a test, all by name
        self,
        *,
        token: str = EXAMPLE_BOT,
        username: str = "codebell_bot",
        name: str = "Codebell",
        clock: Callable[[], float] = time.time,
        pace: Pace | None = None,
        privacy: bool = True,
        allow_http_webhooks: bool = False,
    ) -> None:
        """Build an empty Telegram; `clock` gives epoch seconds for dates and ages, `pace` limits sending."""
        bot = Account(int(token.split(":", maxsplit=1)[0]), name, username, is_bot=True)
        self.token = token
        self.world = World(
            bot, clock, pace or Pace(), privacy=privacy, allow_http_webhooks=allow_http_webhooks
        )
        self.api = BotApi(self.world)
        self.delivery = Delivery(self.world, self.api.record)
        self.record = self.api.record
        self.faults = self.api.faults
        self.updates = self.world.updates
        self.base_url = ""

    def person(self, name: str, *, username: str | None = None, language: str | None = None) -> Person:
        """Let a person exist; `language` is the code that the app tells, if any."""
        return self.world.new_person(name, username, language)

    def other_bot(self, name: str, username: str) -> Person:
        """Let a bot of somebody else exist, whose owner lets it speak to other bots."""
        return self.world.new_person(name, username, None, is_bot=True)

    def channel(self, title: str, owner: Person, *, linked_to: Group | None = None) -> Channel:
        """Let a channel exist; what it publishes is forwarded to the group that it is linked to."""
        channel = self.world.new_channel(title, owner)
        channel.linked_group = linked_to
        return channel

    def forgets(self, chat: Chat) -> None:
        """Let the bot find a chat no more: 400 "chat not found", as after the chat was deleted."""
        self.world.forget(chat)

    def group(
        self,
        title: str,
        owner: Person,
        members: Iterable[Person] = (),
        *,
        kind: Literal["group", "supergroup"] = "supergroup",
        forum: bool = False,
    ) -> Group:
        """Let a group exist with these members, without the bot."""
        group = self.world.new_group(title, owner, kind)
        group.is_forum = forum
        for person in members:
            group.add(person, owner)
        return group

    async def until(self, predicate: Callable[[], Found], seconds: float = WAIT_SECONDS) -> Found:
        """Wait until `predicate` gives something true, and return that; a TimeoutError tells the story."""
        try:
            return await self.world.changes.until(predicate, seconds)
        except TimeoutError as error:
            story = f"not within {seconds} s; so far:\n{self.transcript()}"
            raise TimeoutError(story) from error

    def transcript(self) -> str:
        """Tell everything that happened, one line each."""
        return transcript(self.world)

    @contextlib.asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator[TelegramServer]:
        """Listen on 127.0.0.1 (a free port if 0) at `base_url`, and deliver to webhooks."""
        async with serve_app(application(self.api, self.token), port) as self.base_url:
            delivering = asyncio.create_task(self.delivery.run())
            try:
                yield self
            finally:
                self.world.updates.end_turn(ApiError(500, "Internal Server Error: restart"))
                await self.delivery.stop()
                await _ended(delivering)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()

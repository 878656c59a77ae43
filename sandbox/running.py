"""Lets the whole local world run: Telegram, the vendor, the people, and the real bot as a process among them.

Knows where everything is, and nothing of what is said.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sandbox.clock import Clock
from sandbox.handset import Handset
from sandbox.onlyfanskit import SCENARIOS, Account, Simulator, serve
from sandbox.process import free_port, new_encryption_key, running_bot
from sandbox.telegram import TelegramServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sandbox.process import BotProcess
    from sandbox.telegram import Group, Person

ACCOUNT_ID: Final = "acct_stella"


@dataclass(frozen=True, slots=True)
class Choices:
    """What whoever starts the sandbox may choose; `scenario` is how the platform treats Stella's account."""

    scenario: str = "sms"
    webhook: bool = False
    ask_first: bool = False
    with_clock: bool = False


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays: Sam owns the bot, Mia manages, Stella creates; the group has Sam and Mia in it."""

    sam: Person
    mia: Person
    stella: Person
    group: Group


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that runs."""

    choices: Choices
    telegram: TelegramServer
    onlyfanskit: Simulator
    cast: Cast
    handset: Handset
    clock: Clock
    bot: BotProcess

    async def put_clock_forward(self, seconds: float) -> None:
        """Let time pass at once, for everybody."""
        await self.bot.put_forward(seconds)
        self.clock.ahead += seconds
        await self.onlyfanskit.announce()
        self.telegram.world.changes.happened()


@contextlib.asynccontextmanager
async def running_stage(choices: Choices) -> AsyncIterator[Stage]:
    """Start everything, wait until the bot is ready, and end everything with the block.

    Raises BotError if the bot does not start. Telegram's limits on sending are the real ones.
    """
    clock = Clock()
    telegram = TelegramServer(clock=clock, allow_http_webhooks=choices.webhook)
    account = Account(ACCOUNT_ID, SCENARIOS[choices.scenario], username="stella")
    onlyfanskit = Simulator([account], clock=clock)
    handset = Handset(onlyfanskit, telegram.world.changes.happened)
    cast = _cast(telegram)
    async with contextlib.AsyncExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="codebell-")))
        await stack.enter_async_context(telegram.running())
        await stack.enter_async_context(serve(onlyfanskit))
        await stack.enter_async_context(handset.switched_on())
        variables = await _variables(choices, telegram, onlyfanskit, cast.sam, directory)
        running = running_bot(variables, directory / "bot.log", with_clock=choices.with_clock)
        bot = await stack.enter_async_context(running)
        await stack.enter_async_context(_watched(bot, telegram))
        await bot.until_ready()
        yield Stage(choices, telegram, onlyfanskit, cast, handset, clock, bot)


def _cast(telegram: TelegramServer) -> Cast:
    sam, mia, stella = (telegram.person(name, username=name.lower()) for name in ("Sam", "Mia", "Stella"))
    group = telegram.group("Moonlight Agency", sam, [mia])
    return Cast(sam, mia, stella, group)


async def _variables(
    choices: Choices, telegram: TelegramServer, onlyfanskit: Simulator, owner: Person, directory: Path
) -> dict[str, str]:
    """Give what a user would set; DATABASE_URL would have a default."""
    port = str(free_port())
    delivered = {"PUBLIC_URL": f"http://127.0.0.1:{port}", "WEBHOOK_SECRET": secrets.token_urlsafe(32)}
    return {
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.base_url,
        "OWNER_IDS": str(owner.id),
        "DATABASE_URL": f"sqlite:///{directory / 'codebell.db'}",
        "ENCRYPTION_KEYS": await new_encryption_key(),
        "ONLYFANSKIT_API_KEY": onlyfanskit.key,
        "ONLYFANSKIT_BASE_URL": onlyfanskit.base_url,
        "PORT": port,
        **(delivered if choices.webhook else {}),
    }


@contextlib.asynccontextmanager
async def _watched(bot: BotProcess, telegram: TelegramServer) -> AsyncIterator[None]:
    """Wake whoever waits for the bot when it ends by itself."""

    async def watch() -> None:
        await bot.process.wait()
        telegram.world.changes.happened()

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.wait([watching])

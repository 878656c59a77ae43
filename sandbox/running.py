"""Lets the whole local world run: Telegram, the vendors, people, and the real bot as a process among them.

Knows where everything is, and nothing of what is said.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sandbox.clock import Clock
from sandbox.handset import Handset
from sandbox.process import free_port, new_encryption_key, running_bot
from sandbox.simulated import serving_all, simulate_all, usual_scenario, variables_for
from sandbox.telegram import TelegramServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from sandbox.process import BotProcess
    from sandbox.simulated import Simulated
    from sandbox.telegram import Group, Person
    from sandbox.vendor import Account, Scenario, Vendor

USUAL_PROVIDER: Final = "onlyfanskit"
STELLA: Final = "acct_stella"
"""Her account, by the vendor's id too."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What whoever starts the sandbox may choose.

    `provider` has Stella's account, which the platform treats as `scenario` says; None is the usual way. With
    `poll` the bot asks for updates and has no address for its connect page.
    """

    provider: str = USUAL_PROVIDER
    scenario: str | None = None
    poll: bool = False
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
    providers: Mapping[str, Simulated]
    cast: Cast
    handset: Handset
    clock: Clock
    bot: BotProcess

    @property
    def provider(self) -> Simulated:
        """The provider at which the played login is."""
        return self.providers[self.choices.provider]

    @property
    def vendor(self) -> Vendor[Any, Any]:
        """Its simulator."""
        return self.provider.vendor

    @property
    def scenario(self) -> Scenario:
        """How the platform treats the played login."""
        account: Account = self.vendor.platform[STELLA]
        return account.scenario

    async def put_clock_forward(self, seconds: float) -> None:
        """Let time pass at once, for everybody."""
        await self.bot.put_forward(seconds)
        self.clock.ahead += seconds
        for each in self.providers.values():
            await each.vendor.announce()
        self.telegram.world.changes.happened()


@contextlib.asynccontextmanager
async def running_stage(choices: Choices) -> AsyncIterator[Stage]:
    """Start everything, wait until the bot is ready, and end everything with the block.

    Raises BotError if the bot does not start. Telegram's limits on sending are the real ones.
    """
    clock = Clock()
    telegram = TelegramServer(clock=clock, allow_http_webhooks=not choices.poll)
    providers = simulate_all(clock)
    _add_stella(providers[choices.provider], choices)
    handset = Handset(
        {slug: each.vendor for slug, each in providers.items()}, telegram.world.changes.happened
    )
    cast = _cast(telegram)
    async with contextlib.AsyncExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="codebell-")))
        await stack.enter_async_context(telegram.running())
        await stack.enter_async_context(serving_all(providers.values()))
        await stack.enter_async_context(handset.switched_on())
        variables = await _variables(choices, telegram, providers, cast.sam, directory)
        running = running_bot(variables, directory / "bot.log", with_clock=choices.with_clock)
        bot = await stack.enter_async_context(running)
        await stack.enter_async_context(_watched(bot, telegram))
        await bot.until_ready()
        yield Stage(choices, telegram, providers, cast, handset, clock, bot)


def _cast(telegram: TelegramServer) -> Cast:
    sam, mia, stella = (telegram.person(name, username=name.lower()) for name in ("Sam", "Mia", "Stella"))
    group = telegram.group("Moonlight Agency", sam, [mia])
    return Cast(sam, mia, stella, group)


def _add_stella(provider: Simulated, choices: Choices) -> None:
    """Have her account be connected, as the only one."""
    scenario = choices.scenario or usual_scenario(choices.provider)
    account = provider.account(scenario, id=STELLA, username="stella", login="stella@example.net")
    provider.vendor.add_account(account)


async def _variables(
    choices: Choices,
    telegram: TelegramServer,
    providers: Mapping[str, Simulated],
    owner: Person,
    directory: Path,
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
        "PORT": port,
        **variables_for(providers.values()),
        **({} if choices.poll else delivered),
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

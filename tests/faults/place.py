"""A world with the processes of one bot in it, which are killed and started again together."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.harness.bot import by_launcher

if TYPE_CHECKING:
    from sandbox.vendor import Hold
    from tests.harness.bot import BotProcess
    from tests.harness.world import Team, World

LOGIN = ("Mia", "/login Stella", {"group": "Waiting for Stella · SMS", "Stella": "Type the code"})
CONNECTED = {"group": "✅ Connected", "Stella": "signed in ·"}
ROUTER = {"PUBLIC_URL": "http://127.0.0.1:9", "WEBHOOK_SECRET": "only-telegram-knows-this"}
TALK = ("Stella", "hello", {"Stella": "I see no code there"})
"""What shows that the prompt before it is recorded: a chat is spoken to by one at a time."""


@dataclass
class Place:
    """A world, its bot's processes, and what a test holds back there."""

    world: World
    bots: list[BotProcess] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)

    async def poll(self, arguments: tuple[str, ...] | None = None) -> BotProcess:
        """Start one more process that asks for its updates."""
        bot = self.world.bot(arguments=arguments or by_launcher(self.world.clock))
        self.bots.append(bot)
        return await bot.start()

    async def serve(self) -> BotProcess:
        """Start one more process behind the router that deals updates to all in turns."""
        bot = self.world.bot(arguments=by_launcher(self.world.clock), **ROUTER)
        self.bots.append(bot)
        self.world.telegram.delivery.targets.append(bot.url)
        return await bot.start()

    async def kill(self) -> None:
        """Kill all."""
        await asyncio.gather(*(bot.kill() for bot in self.bots))

    async def start(self) -> None:
        """Start what is not running."""
        await asyncio.gather(*(bot.start() for bot in self.bots if not bot.is_running))

    def hold(self, method: str, path: str = "") -> Hold:
        """Keep back the provider's next answer to such a request, after its effect."""
        self.holds.append(self.world.onlyfanskit.hold(method, path))
        return self.holds[-1]

    def calm(self) -> None:
        """Take all faults away."""
        self.world.telegram.faults.clear()
        self.world.telegram.delivery.copies = 1
        self.world.onlyfanskit.heal()
        for hold in self.holds:
            hold.arrived.set()
            hold.release()


async def sees_connected(team: Team) -> None:
    """Wait until both sides know that it worked."""
    await team.group_sees("✅ Connected")
    await team.sees("signed in ·")


def had_one_login(team: Team) -> None:
    """Hold that the provider was asked once, she was asked once, her code was handed over once."""
    (attempt,) = team.world.onlyfanskit.attempts_of(team.account_id)
    assert submissions(team) == 1
    assert not attempt.wrong
    assert len(team.sent(team.creator.private, "Type the code")) == 1
    assert len(team.sent(team.group, "🔑 Stella")) == 1


def submissions(team: Team) -> int:
    """Count the codes that the provider was handed for her account."""
    attempts = team.world.onlyfanskit.attempts_of(team.account_id)
    return sum(len(team.world.onlyfanskit.requests_to("PUT", attempt.id)) for attempt in attempts)

"""A bot that is killed at lines of ours and started again within a fraction of a second."""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.harness.bot import POLL_SECONDS
from tests.threats.conftest import behind_a_webhook
from tests.threats.killing import LINES, ORDERS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from tests.harness.bot import BotProcess
    from tests.harness.world import World
    from tests.threats.conftest import Fresh
    from tests.threats.playing import Played

SETTLED_SECONDS: Final = 10.0
QUIET_SECONDS: Final = 3.0
"""For how long after people were told what there is to tell the bot may still come to a line that is new."""
RATE: Final = 2
"""How much faster than ours its time runs: a code that is delivered anew is not to grow old by that."""
PAUSE_SECONDS: Final = 0.01
"""Telegram's first pause before it delivers anew; the longest is 60 times that, and a bot is back soon."""
PRINTED: Final = 4000
"""How many characters of what it printed last are told where it ended by itself."""


@dataclass(frozen=True, slots=True)
class Mortal:
    """A world whose bot dies at each `every`-th line of ours that was never executed before."""

    world: World
    bot: BotProcess
    orders: Path
    every: int

    @property
    def lines(self) -> list[str]:
        """Give all lines that were executed while it might die, each once, as they came first."""
        noted = self.orders.with_suffix(LINES)
        return noted.read_text().splitlines() if noted.exists() else []

    @property
    def places(self) -> list[str]:
        """Give the lines at which it has died."""
        return self.lines[self.every - 1 :: self.every]

    async def dies(self, most: int, act: Callable[[], object], settled: Callable[[], object]) -> int:
        """Let it die at what an act leads to, so often as it comes to such a line, and `most` times at most.

        After each death it is started again, and what was not confirmed is delivered anew. Gives how often it
        died. In the end it runs, and dies no more. AssertionError if it ended in another way.
        """
        before = deaths = len(self.places)
        self.orders.write_text(str(self.every))
        act()
        while await self._has_died(settled):
            deaths += 1
            await self._was_killed(deaths)
            if deaths == before + most:
                break
            await self.bot.start(ready=False)
        with suppress(ProcessLookupError):  # it may come to its next line at this very moment
            await self.bot.kill()
        await self._was_killed(deaths, deaths + 1)
        self.orders.unlink()
        await self.bot.start()
        return len(self.places) - before

    async def _has_died(self, settled: Callable[[], object]) -> bool:
        """Wait for its death until all is settled and a while after that."""
        return await self._dies_within(SETTLED_SECONDS, settled) or await self._dies_within(QUIET_SECONDS)

    async def _was_killed(self, *places: int) -> None:
        """Tell its death from an end of its own: AssertionError with what it printed, if it was that.

        It has died by the signal, and at so many places in all.
        """
        code, found = await self.bot.exit_code(), len(self.places)
        told = f"it ended with {code} at {found} places, not {places}:\n{self.bot.printed()[-PRINTED:]}"
        assert code == -signal.SIGKILL, told
        assert found in places, told

    async def _dies_within(self, seconds: float, enough: Callable[[], object] = bool) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.bot.is_running and not enough():  # noqa: ASYNC110 - two things are waited for
                    await asyncio.sleep(POLL_SECONDS / 5)
        return not self.bot.is_running


@asynccontextmanager
async def mortal(fresh: Fresh, played: Played, every: int) -> AsyncIterator[Mortal]:
    """Let a bot run that can be told to die."""
    async with fresh(rate=RATE) as world:
        orders = world.directory / "orders"
        world.telegram.delivery.first_pause = PAUSE_SECONDS
        world.variables[ORDERS] = str(orders)
        bot = behind_a_webhook(world, played.seed or "nothing")
        await bot.start()
        yield Mortal(world, bot, orders, every)

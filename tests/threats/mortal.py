"""A bot that is killed at a line of ours and started again within a fraction of a second."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.harness.bot import POLL_SECONDS
from tests.threats.conftest import behind_a_webhook
from tests.threats.killing import DONE, NOTE, NOTED, ORDERS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    from tests.harness.bot import BotProcess
    from tests.harness.world import World
    from tests.threats.conftest import Fresh
    from tests.threats.playing import Played

QUIET_SECONDS: Final = 3.0
"""After how long without a line that was not executed before, all that came of an update is done."""

SETTLED_SECONDS: Final = 20.0
RATE: Final = 2
"""How much faster than ours its time runs: a code that is delivered anew is not to grow old by that."""
PAUSE_SECONDS: Final = 0.01
"""Telegram's first pause before it delivers anew; the longest is 60 times that, and a bot is back soon."""


@dataclass(frozen=True, slots=True)
class Noted:
    """Lines of ours, each once, in the order in which they were executed first.

    After a kill at one of those in `before`, Telegram delivers anew what led there.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]

    def spread(self, most: int) -> Noted:
        """Give so many of the lines, evenly."""
        step = max(1, -(-len(self) // most))
        return Noted(self.before[::step], self.after[::step])

    def __len__(self) -> int:
        """Count them."""
        return len(self.before) + len(self.after)


@dataclass(frozen=True, slots=True)
class Mortal:
    """A world whose bot can be told where to die."""

    world: World
    bot: BotProcess
    orders: Path

    async def noted(self, act: Callable[[], object], settled: Callable[[], object]) -> Noted:
        """Note the lines of ours that are executed from an act until nothing more comes of it."""
        notes = self.orders.with_suffix(NOTED)
        self.orders.write_text(NOTE)
        act()
        await self.world.telegram.until(settled, 60)
        await _until_quiet(notes)
        lines = notes.read_text().splitlines()
        await self._starts_anew()
        done = lines.index(DONE)
        return Noted(tuple(lines[:done]), tuple(lines[done + 1 :]))

    async def dies_at(
        self, lines: Sequence[str], act: Callable[[], object], settled: Callable[[], object]
    ) -> int:
        """Have the bot die at a line that an act leads to, and so often as it comes there again at the next.

        Gives how many of the lines were reached: all, or those before the first that was not until all was
        `settled`. In the end the bot runs.
        """
        for reached, line in enumerate(lines):
            self.orders.write_text(line)
            if reached == 0:
                act()
            else:
                await self.bot.start(ready=False)
            if not (await self._has_died(SETTLED_SECONDS, settled) or await self._has_died(QUIET_SECONDS)):
                await self._starts_anew()
                return reached
        await self._starts_anew()
        return len(lines)

    async def _starts_anew(self) -> None:
        await self.bot.kill()
        self.orders.unlink()
        await self.bot.start()

    async def _has_died(self, seconds: float, enough: Callable[[], object] = bool) -> bool:
        """Wait for its end; False after so many real seconds, or once it is `enough`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.bot.is_running and not enough():  # noqa: ASYNC110 - two things are waited for
                    await asyncio.sleep(POLL_SECONDS / 5)
        return not self.bot.is_running


def _size(notes: Path) -> int:
    return notes.stat().st_size


async def _until_quiet(notes: Path) -> None:
    size = -1
    while size != (size := _size(notes)):  # noqa: ASYNC110 - it is written by another process
        await asyncio.sleep(QUIET_SECONDS)


@asynccontextmanager
async def mortal(fresh: Fresh, played: Played) -> AsyncIterator[Mortal]:
    """Let a bot run that can be told where to die."""
    async with fresh(rate=RATE) as world:
        orders = world.directory / "orders"
        world.telegram.delivery.first_pause = PAUSE_SECONDS
        world.variables[ORDERS] = str(orders)
        bot = behind_a_webhook(world, played.seed or "nothing")
        await bot.start()
        yield Mortal(world, bot, orders)

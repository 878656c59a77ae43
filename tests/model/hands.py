"""The driver as the story moves it: it looks when told to, and its early codes wait for the story."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.relay.driver import Driver

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from tests.model.resting import Resting


@dataclass(slots=True, kw_only=True)
class Hands(Driver):
    """Makes the calls and looks of the real driver; `faults` are the errors that nobody expected."""

    resting: Resting
    faults: list[Exception] = field(default_factory=list)
    _ticks: list[object] = field(default_factory=list)

    async def look(self) -> None:
        """Look at what is due, to the end, and once more if that made something due."""
        await self._look_at_due()
        again = bool(self._tasks)
        await self.settle()
        if again:
            await self._look_at_due()
            await self.settle()

    async def settle(self) -> None:
        """Do all that can be done; what waits for an early code's challenge looks once more."""
        await self.resting.quiet(self._under_way())
        ticks, self._ticks = self._ticks, []
        for tick in ticks:
            self.resting.wake(tick)
        await self.resting.quiet(self._under_way())

    async def tick(self, _seconds: float) -> None:
        """Wait for the next time that the story has all done; stands for a short sleep."""
        tick = object()
        self._ticks.append(tick)
        await self.resting.until_woken(tick)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as fault:  # noqa: BLE001 - whatever it is, the story is told
            self.faults.append(fault)

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
    _ticks: dict[object, float] = field(default_factory=dict)

    @property
    def is_busy(self) -> bool:
        """Tell whether a call or an early code is under way."""
        return bool(self._under_way())

    async def look(self) -> None:
        """Look at what is due, to the end, and once more if that made something due."""
        await self._look_at_due()
        again = bool(self._tasks)
        await self.settle()
        if again:
            await self._look_at_due()
            await self.settle()

    async def settle(self) -> None:
        """Do all that can be done; what sleeps goes on if its time has come."""
        await self.resting.quiet(self._under_way())
        for tick in [tick for tick, until in self._ticks.items() if until <= self.clock()]:
            del self._ticks[tick]
            self.resting.wake(tick)
        await self.resting.quiet(self._under_way())

    async def tick(self, seconds: float) -> None:
        """Sleep by the story's clock."""
        tick = object()
        self._ticks[tick] = self.clock() + seconds
        await self.resting.until_woken(tick)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as fault:  # noqa: BLE001 - whatever it is, the story is told
            self.faults.append(fault)

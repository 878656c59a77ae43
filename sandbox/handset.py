"""What Stella holds in her hand beside Telegram: the codes that reach her, and the platform's app.

Knows the simulated vendor, and nothing of the bot.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sandbox.vendor import Gate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sandbox.vendor import Attempt, Vendor

CODE_GATES: Final = {
    Gate.SMS: "an SMS with a code",
    Gate.EMAIL: "an e-mail with a code",
    Gate.AUTHENTICATOR: "a code in her authenticator app",
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A code that reached her; `at` in epoch seconds."""

    at: float
    gate: Gate
    account_id: str
    attempt_id: str
    code: str = field(repr=False)


@dataclass(slots=True)
class Handset:
    """Takes in every code that the vendor sends, and calls `rings` at each."""

    simulator: Vendor[Any, Any]
    rings: Callable[[], None]
    arrivals: list[Arrival] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def switched_on(self) -> AsyncIterator[Handset]:
        """Receive until the end of the block."""
        receiving = asyncio.create_task(self._receive())
        try:
            yield self
        finally:
            receiving.cancel()
            await asyncio.wait([receiving])

    def open_attempts(self) -> list[Attempt]:
        """List the logins that want something of her, of each account the newest."""
        now = self.simulator.clock()
        newest = {attempt.account.id: attempt for attempt in self.simulator.attempts.values()}
        return [
            attempt
            for attempt in newest.values()
            if not attempt.vanished(now) and attempt.open_gate(now) is not None
        ]

    async def use_app(self, attempt_id: str) -> bool:
        """Agree in the platform's app; False if this login does not wait for it."""
        attempt = self.simulator.attempts.get(attempt_id)
        used = attempt is not None and attempt.use_app(self.simulator.clock())
        await self.simulator.announce()
        return used

    async def _receive(self) -> None:
        while True:
            await self.simulator.wait_for(self._takes_in, math.inf)
            self.rings()

    def _takes_in(self) -> bool:
        arrived = [
            message for each in self.simulator.platform if (message := self.simulator.next_message(each))
        ]
        now = self.simulator.clock()
        self.arrivals += [Arrival(now, m.gate, m.account_id, m.attempt_id, m.code) for m in arrived]
        return bool(arrived)

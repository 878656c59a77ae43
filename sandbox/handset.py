"""What Stella holds in her hand beside Telegram: the codes that reach her, and the platforms' apps.

Knows the simulated vendors, and nothing of the bot.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sandbox.vendor import Gate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from sandbox.vendor import Attempt, Vendor

CODE_GATES: Final = {
    Gate.SMS: "an SMS with a code",
    Gate.EMAIL: "an e-mail with a code",
    Gate.AUTHENTICATOR: "a code in her authenticator app",
}

OWN_ACCOUNT: Final = "stella_new"
"""The account that she signs in with where a vendor's app does not know yet whose login it is."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A code that reached her; `at` in epoch seconds, `provider` is a slug."""

    at: float
    provider: str
    gate: Gate
    account_id: str
    attempt_id: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A login that wants something of her, at the provider with this slug."""

    provider: str
    attempt: Attempt


@dataclass(slots=True)
class Handset:
    """Takes in every code that the vendors, which it has by slug, send, and calls `rings` at each."""

    vendors: Mapping[str, Vendor[Any, Any]]
    rings: Callable[[], None]
    arrivals: list[Arrival] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def switched_on(self) -> AsyncIterator[Handset]:
        """Receive until the end of the block."""
        receiving = [asyncio.create_task(self._receive(slug)) for slug in self.vendors]
        try:
            yield self
        finally:
            for task in receiving:
                task.cancel()
            await asyncio.wait(receiving)

    def open_attempts(self) -> list[Waiting]:
        """List the logins that want something of her, of each account the newest."""
        return [Waiting(slug, attempt) for slug in self.vendors for attempt in self._open_at(slug)]

    async def use_app(self, attempt_id: str) -> bool:
        """Agree in an app; False if this login does not wait for it."""
        vendor = next((each for each in self.vendors.values() if attempt_id in each.attempts), None)
        if vendor is None:
            return False
        attempt = vendor.attempts[attempt_id]
        known = bool(attempt.account.id)
        used: bool = attempt.use_app(vendor.clock()) if known else vendor.use_app(OWN_ACCOUNT)
        await vendor.announce()
        return used

    def _open_at(self, slug: str) -> list[Attempt]:
        vendor = self.vendors[slug]
        now = vendor.clock()
        newest: dict[str, Attempt] = {attempt.account.id: attempt for attempt in vendor.attempts.values()}
        return [
            attempt
            for attempt in newest.values()
            if not attempt.vanished(now) and attempt.open_gate(now) is not None
        ]

    async def _receive(self, slug: str) -> None:
        while True:
            await self.vendors[slug].wait_for(lambda: self._takes_in(slug), math.inf)
            self.rings()

    def _takes_in(self, slug: str) -> bool:
        vendor = self.vendors[slug]
        arrived = [message for each in vendor.platform if (message := vendor.next_message(each))]
        now = vendor.clock()
        self.arrivals += [Arrival(now, slug, m.gate, m.account_id, m.attempt_id, m.code) for m in arrived]
        return bool(arrived)

"""Wakes whoever waits for the world to change, without polling. Knows nothing of what changes."""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

Found = TypeVar("Found")

WAIT_SECONDS: Final = 30.0
"""How long anything is waited for, also on a machine that has much else to do."""


class Changes:
    """Waiters of one event loop, woken at every change; `happened` may be called from plain functions."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._waiters: set[asyncio.Future[None]] = set()

    def happened(self) -> None:
        """Wake everybody who waits, so that each looks again."""
        waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def until(self, predicate: Callable[[], Found], seconds: float | None = WAIT_SECONDS) -> Found:
        """Wait until `predicate` gives something true, and return that; TimeoutError after real `seconds`."""
        async with asyncio.timeout(seconds):
            while not (found := predicate()):
                await self._next()
            return found

    async def _next(self) -> None:
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await waiter
        finally:
            self._waiters.discard(waiter)

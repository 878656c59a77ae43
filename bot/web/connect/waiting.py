"""Waits on the server, for a while and for few at once, until something has moved on."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")


@dataclass(slots=True)
class Waiting:
    """Looks every `every` seconds, for `seconds` at most; whoever comes beyond `at_once` is not kept."""

    seconds: float = 10.0
    every: float = 0.5
    at_once: int = 32
    _waiting: int = 0

    async def until(self, look: Callable[[], Awaitable[T]], moved: Callable[[T], Awaitable[bool]]) -> T:
        """Give what `look` finds once that has moved on, or as it is when the time is up."""
        found = await look()
        if self._waiting >= self.at_once:
            return found
        self._waiting += 1
        try:
            return await self._until(found, look, moved)
        finally:
            self._waiting -= 1

    async def _until(
        self, found: T, look: Callable[[], Awaitable[T]], moved: Callable[[T], Awaitable[bool]]
    ) -> T:
        for _ in range(round(self.seconds / self.every)):
            if await moved(found):
                break
            await asyncio.sleep(self.every)
            found = await look()
        return found

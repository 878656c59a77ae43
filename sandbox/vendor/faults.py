"""What can go wrong on the way to the vendor, told to the simulator for requests to come."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """An answer that is none; HTTP statuses are given as numbers instead.

    HANG never answers and has no effect, LOST has its effect and breaks the connection, DRIP answers a byte
    at a time, EMPTY is a 204, REDIRECT points to `Rule.target`, CREDENTIALS is the platform's refusal of her
    password in the vendor's words.
    """

    HTML = "html"
    GARBAGE = "garbage"
    ARRAY = "array"
    HUGE = "huge"
    HANG = "hang"
    LOST = "lost"
    DRIP = "drip"
    EMPTY = "empty"
    REDIRECT = "redirect"
    CREDENTIALS = "credentials"


@dataclass(slots=True)
class Rule:
    """A fault for the next `count` requests that match; None matches every method or path."""

    fault: Fault | int
    method: str | None = None
    path: str | None = None
    count: int = 1
    target: str = ""

    def matches(self, method: str, path: str) -> bool:
        """Tell whether it is for this request and not used up."""
        return self.count > 0 and self.method in {None, method} and (self.path is None or self.path in path)


@dataclass(slots=True)
class Hold:
    """Keeps the next matching answer back, after its effect, until `release` is called."""

    method: str
    path: str | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def matches(self, method: str, path: str) -> bool:
        """Tell whether it is for this request; it holds one only."""
        return (
            not self.arrived.is_set() and self.method == method and (self.path is None or self.path in path)
        )

    def release(self) -> None:
        """Let the answer go."""
        self.released.set()

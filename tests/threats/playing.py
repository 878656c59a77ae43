"""How a row is played: on which engine, with which seeded fault, and what was measured."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Awaitable

ENGINES: Final = ("sqlite", "postgresql")
FULL: Final = os.environ.get("THREATS") == "full"
"""Whether the numbers of the table are run in full, as `make nightly` does, or a sample of them."""

LONG: Final = pytest.mark.timeout(3600 if FULL else 180)
"""A bot is started for many a test, and two cores are shared by all."""


class Missed(AssertionError):  # noqa: N818 - it is the outcome of a measurement
    """A figure that was not reached: the one failure by which a seeded fault counts as noticed."""


@dataclass(frozen=True, slots=True)
class Played:
    """One run of a row; `seed` names the fault of the product in it, if any."""

    engine: str
    seed: str | None = None

    def __str__(self) -> str:
        """Name it in the test's id."""
        return self.engine if self.seed is None else self.seed


@dataclass
class Measure:
    """Where a row's test notes its figure, in words and numbers."""

    said: list[str] = field(default_factory=list)

    def __call__(self, text: str, *, reached: bool) -> None:
        """Note a figure; Missed if it was not reached."""
        self.said.append(text)
        if not reached:
            raise Missed(text)


def threat(number: int, *seeds: str, engines: tuple[str, ...] = ENGINES) -> pytest.MarkDecorator:
    """Say which row a test is about, and the seeded faults that it notices."""
    return pytest.mark.threat(number, seeds, engines)


def many(full: int, sample: int) -> int:
    """Give the number of the table, or as much of it as the short run has time for."""
    return full if FULL else sample


async def seconds_until(seen: Awaitable[object]) -> float:
    """Give the real seconds until something is seen, infinitely many if it never is."""
    began = time.monotonic()
    try:
        await seen
    except TimeoutError:
        return float("inf")
    return time.monotonic() - began

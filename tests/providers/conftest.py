"""A simulated OnlyFansKit over real HTTP, and the adapter that speaks to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from providers.onlyfanskit.adapter import OnlyFansKit
from providers.registry import build
from providers.secret import Secret
from sandbox.onlyfanskit import Simulator, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        """Start at a round moment."""
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        """Give epoch seconds."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Give a clock for the simulator."""
    return Clock()


@pytest.fixture
async def simulator(clock: Clock) -> AsyncIterator[Simulator]:
    """Serve a fresh simulator with one account for each scenario."""
    simulated = Simulator(clock=clock)
    async with serve(simulated):
        yield simulated


@pytest.fixture
async def adapter(simulator: Simulator) -> AsyncIterator[OnlyFansKit]:
    """Build the adapter as the bot does, for the simulator's address."""
    built = build("onlyfanskit", Secret(simulator.key), simulator.base_url)
    assert isinstance(built, OnlyFansKit)
    yield built
    await built.aclose()

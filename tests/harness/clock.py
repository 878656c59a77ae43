"""A clock that runs like the real one and can be put forward."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass
class SteppedClock:
    """Seconds since the epoch, plus what it was put forward by."""

    ahead: float = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return time.time() + self.ahead

    def step(self, seconds: float) -> None:
        """Put the clock forward."""
        self.ahead += seconds

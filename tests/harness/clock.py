"""A clock that runs faster than the real one and can be put forward, the same in several processes."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass
class SteppedClock:
    """Seconds since the epoch: from `began` on `rate` for each real one, plus what it was put forward by."""

    rate: float = 1.0
    began: float = field(default_factory=time.time)
    ahead: float = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.began + (time.time() - self.began) * self.rate + self.ahead

    def step(self, seconds: float) -> None:
        """Put the clock forward."""
        self.ahead += seconds

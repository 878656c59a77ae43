"""How many checks a provider's key may make: a bucket for each, in which what is working comes first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(slots=True)
class Budget:
    """A token bucket that refills by `clock` (seconds) at `rate` a second and holds one second's worth.

    Urgent takers may empty it; the others leave half of it to them.
    """

    rate: float
    clock: Callable[[], float]
    _tokens: float = field(init=False)
    _at: float = field(init=False)

    def __post_init__(self) -> None:
        """Begin full."""
        self._tokens = self.rate
        self._at = self.clock()

    def take(self, *, urgent: bool) -> bool:
        """Take one call's worth; False if there is none for this taker."""
        now = self.clock()
        self._tokens = min(self.rate, self._tokens + max(0.0, now - self._at) * self.rate)
        self._at = now
        if self._tokens < (1.0 if urgent else 1.0 + self.rate / 2):
            return False
        self._tokens -= 1.0
        return True


def budgets(rates: Mapping[str, float], clock: Callable[[], float]) -> dict[str, Budget]:
    """Make a budget for each provider from its checks a second."""
    return {slug: Budget(rate, clock) for slug, rate in rates.items()}

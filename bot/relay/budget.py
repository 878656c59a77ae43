"""How many checks a provider's key may make: a bucket for each, in which what is working comes first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


FOR_ALL = 0.2
"""The share of the rate that what is urgent leaves to the rest, so that nothing waits for ever."""


@dataclass(slots=True)
class Bucket:
    """Tokens that come back by `clock` (seconds) at `rate` a second, up to `size`."""

    rate: float
    size: float
    clock: Callable[[], float]
    tokens: float = field(init=False)
    _at: float = field(init=False)

    def __post_init__(self) -> None:
        """Begin full."""
        self.tokens = self.size
        self._at = self.clock()

    def refill(self) -> None:
        """Let come back what has come back; a clock that goes back gives nothing."""
        now = self.clock()
        self.tokens = min(self.size, self.tokens + max(0.0, now - self._at) * self.rate)
        self._at = now

    def take(self, keeping: float = 0.0) -> bool:
        """Take one token if `keeping` are left then."""
        if self.tokens < 1.0 + keeping:
            return False
        self.tokens -= 1.0
        return True


@dataclass(frozen=True, slots=True)
class Budget:
    """What one key may do: most of it first come for what is urgent, a share for the rest."""

    urgent: Bucket
    rest: Bucket

    @staticmethod
    def of(rate: float, clock: Callable[[], float]) -> Budget:
        """Share `rate` calls a second."""
        share = rate * FOR_ALL
        return Budget(Bucket(rate - share, rate - share, clock), Bucket(share, max(1.0, share), clock))

    def take(self, *, urgent: bool) -> bool:
        """Take one call's worth; False if there is none for this taker."""
        self.urgent.refill()
        self.rest.refill()
        if urgent:
            return self.urgent.take()
        return self.rest.take() or self.urgent.take(keeping=self.urgent.size / 2)


def budgets(rates: Mapping[str, float], clock: Callable[[], float]) -> dict[str, Budget]:
    """Make a budget for each provider from its checks a second."""
    return {slug: Budget.of(rate, clock) for slug, rate in rates.items()}

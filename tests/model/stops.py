"""What stops all her logins, and for how long: her "Not me", a freeze, a pause, her wish to be forgotten."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.model.numbers import LIFTED_AFTER, LIFTED_AFTER_A_MOVE, SLIP

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True)
class Stops:
    """What she and the staff have said."""

    clock: Callable[[], float]
    frozen: bool = False
    paused_until: float = 0.0
    forgotten_from: float | None = None
    moved_at: float = -math.inf
    _blocked_at: float = -math.inf
    _blocked_until: float = -math.inf

    @property
    def is_shut(self) -> bool:
        """Tell whether nothing of hers may begin."""
        wants_out = self.forgotten_from is not None
        return self.is_blocked or self.frozen or wants_out or self.clock() < self.paused_until

    @property
    def is_blocked(self) -> bool:
        """Tell whether her "Not me" holds."""
        return self.clock() < self._blocked_until

    def stopped(self) -> None:
        """Note her "Not me"; one that holds is as old as it was."""
        self._blocked_at = self._blocked_at if self.is_blocked else self.clock()
        self._blocked_until = math.inf

    def allowed(self) -> None:
        """Note that she lifts it: at once for a slip, else ten minutes after she first said so.

        Three days after a move nothing is lifted.
        """
        now = self.clock()
        is_slip = now < self._blocked_at + SLIP and self.moved_at <= self._blocked_at
        later = max(now + LIFTED_AFTER, self.moved_at + LIFTED_AFTER_A_MOVE)
        self._blocked_until = now if is_slip else min(self._blocked_until, later)

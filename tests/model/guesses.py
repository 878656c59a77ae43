"""How many wrong codes she may type on a platform, a day, and in a row until two people let them go on."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.model.numbers import DAY, WRONG_CODES_A_DAY, WRONG_CODES_IN_A_ROW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from storage.models import By


@dataclass(slots=True)
class Guesses:
    """Which codes the provider has called wrong to our face, with their accounts; all count together."""

    clock: Callable[[], float]
    promise: Callable[[str, bool], None]
    _wrong: list[tuple[str, float]] = field(default_factory=list)
    _connected: dict[str, float] = field(default_factory=dict)
    _lifts: dict[By, float] = field(default_factory=dict)

    def were_wrong(self, account: str, times: Iterable[float]) -> None:
        """Note wrong codes."""
        self._wrong.extend((account, at) for at in times)

    def connected(self, account: str) -> None:
        """Note that its owner is in: what was wrong of it before was no guess."""
        self._connected[account] = self.clock()

    def lifted(self, by: By) -> None:
        """Note that one of the two lets codes go on; they do when both have."""
        self._lifts[by] = self.clock()

    def is_stopped(self, at: float = math.inf) -> bool:
        """Tell whether codes stand still by what was known `at` a time."""
        lifted = min(self._lifts.values()) if len(self._lifts) > 1 else 0.0
        counted = [
            when
            for account, when in self._wrong
            if max(lifted, self._connected.get(account, 0.0)) < when <= at
        ]
        return len(counted) >= WRONG_CODES_IN_A_ROW

    def begins(self) -> None:
        """Judge the start of a login."""
        self.promise("where codes stand still nothing begins", not self.is_stopped())

    def submits(self, opened: float) -> None:
        """Judge the submission of a code to a challenge that was `opened` then: no other is to be."""
        today = sum(self.clock() - DAY < at <= opened for _, at in self._wrong)
        self.promise("at most 5 wrong codes a day", today < WRONG_CODES_A_DAY)
        self.promise("at most 20 wrong codes in a row", not self.is_stopped(opened))

"""How many wrong codes an account takes, a day, and in a row until two people lift it."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.model.numbers import DAY, WRONG_CODES_A_DAY, WRONG_CODES_IN_A_ROW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from storage.models import By


@dataclass(slots=True)
class Guesses:
    """Which codes the provider has called wrong to our face, by account."""

    clock: Callable[[], float]
    promise: Callable[[str, bool], None]
    _wrong: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _connected: dict[str, float] = field(default_factory=dict)
    _lifts: defaultdict[str, dict[By, float]] = field(default_factory=lambda: defaultdict(dict))

    def were_wrong(self, account: str, times: Iterable[float]) -> None:
        """Note wrong codes."""
        self._wrong[account].extend(times)

    def connected(self, account: str) -> None:
        """Note that its owner is in: what was wrong before was no guess."""
        self._connected[account] = self.clock()

    def lifted(self, account: str, by: By) -> None:
        """Note that one of the two lets it go on; it does when both have."""
        self._lifts[account][by] = self.clock()

    def is_stopped(self, account: str, at: float = math.inf) -> bool:
        """Tell whether it stands still by what was known `at` a time."""
        words = self._lifts[account]
        lifted = min(words.values()) if len(words) > 1 else 0.0
        counted_from = max(lifted, self._connected.get(account, 0.0))
        wrong = sum(counted_from < each <= at for each in self._wrong[account])
        return wrong >= WRONG_CODES_IN_A_ROW

    def begins(self, account: str) -> None:
        """Judge the start of a login."""
        self.promise("an account that stands still begins nothing", not self.is_stopped(account))

    def submits(self, account: str, opened: float) -> None:
        """Judge the submission of a code to a challenge that was `opened` then: no other is to be."""
        today = sum(self.clock() - DAY < at <= opened for at in self._wrong[account])
        self.promise("at most 5 wrong codes a day for an account", today < WRONG_CODES_A_DAY)
        self.promise("at most 20 wrong codes in a row for an account", not self.is_stopped(account, opened))

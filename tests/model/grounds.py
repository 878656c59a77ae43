"""On what grounds a login is asked for and begun: by whom, for which account, with whose leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storage.models import Purpose, State
from tests.model.numbers import DAY, STEP_UPS_A_DAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.models import Attempt


@dataclass(slots=True)
class Grounds:
    """Which managers are listed, and known to her; which accounts are not hers; who has given leave where."""

    clock: Callable[[], float]
    promise: Callable[[str, bool], None]
    removed: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    not_hers: set[str] = field(default_factory=set)
    leave_of_owner: set[str] = field(default_factory=set)
    leave_of_hers: set[str] = field(default_factory=set)
    _step_ups: list[float] = field(default_factory=list)

    def requests(self, attempt: Attempt) -> None:
        """Judge what is asked for, whether she hears of it at once or waits."""
        if attempt.purpose is Purpose.STEP_UP:
            self._step_ups.append(self.clock())
            few = sum(at > self.clock() - DAY for at in self._step_ups) <= STEP_UPS_A_DAY
            self.promise("at most 2 step-ups a day", few)

    def asks(self, attempt: Attempt) -> None:
        """Judge a message by which she is asked something."""
        self.promise("nothing is asked for who was removed", attempt.manager_id not in self.removed)
        self.promise("nothing is asked of what is not hers", attempt.account_id not in self.not_hers)

    def begins(self, attempt: Attempt, *, by_her: bool) -> None:
        """Judge the start of a login, which is `by_her` if she has just said so."""
        self.promise("nothing is begun of what is not hers", attempt.account_id not in self.not_hers)
        is_known = by_her or attempt.manager_id in self.known
        self.promise("a manager who is new to her only gets to ask", is_known)
        if by_her and attempt.offers:
            self._agreed(attempt)
        if attempt.purpose is Purpose.STEP_UP:
            self.promise("a step-up begins by her word alone", by_her)
            leave = attempt.team_id in self.leave_of_owner & self.leave_of_hers
            self.promise("a step-up begins with the leave of both", leave)

    def ends(self, attempt: Attempt) -> None:
        """Note an end: whose login has connected is known to her."""
        if attempt.state is State.CONNECTED:
            self._agreed(attempt)

    def _agreed(self, attempt: Attempt) -> None:
        if attempt.manager_id is not None:
            self.known.add(attempt.manager_id)

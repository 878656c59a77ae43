"""What managers and the staff do: ask, press, remind, end, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from storage.models import AskMode, Purpose
from tests.model import draws
from tests.model.draws import Leave, Refusal, Staffs
from tests.model.numbers import CHALLENGES
from tests.model.playing import Playing
from tests.model.vendor import Says

if TYPE_CHECKING:
    from storage.models import By
    from tests.model.writing import Writes


class Managers(Playing):
    """Rules of a story."""

    @rule(which=draws.MANAGERS, says=draws.FIRST, types=draws.TYPES)
    def a_manager_asks(self, which: int, says: Says | None, types: Writes | None) -> None:
        if not self._is_gone(which):
            self._begins(self.story.asks(which), says, types)

    @rule(which=draws.MANAGERS, says=draws.FIRST)
    def a_manager_asks_while_being_removed(self, which: int, says: Says | None) -> None:
        """Let the request of one whom she knows cross the removal: what is begun so is called off."""
        is_known = self.story.world.places[which].manager.id in self.story.ledger.grounds.known
        if self.story.mode is AskMode.START and is_known and not self._is_gone(which):
            self._happens(self.story.removes(which))
            self._happens(self.story.asks(which), says)

    @precondition(lambda self: self.story.ledger.live is not None)
    @rule(seconds=draws.WHILE_ANOTHER_RUNS, how=st.sampled_from([None, Refusal.DECLINE, Refusal.DECLINE]))
    def another_team_asks_meanwhile(self, seconds: float, how: Refusal | None) -> None:
        live = self.story.ledger.live
        assert live is not None
        which = 0 if live.account_id != self.story.first_account else 2
        if self._is_gone(which):
            return
        self._happens(self.story.asks(which))
        if how is not None:
            self._happens(self.story.declines(live))
        self._happens(self.story.time_passes(seconds, Says.SAME, Says.SAME))

    @precondition(lambda self: self.story.ledger.live is None and "pressing" not in self.told)
    @rule()
    def the_managers_press_her(self) -> None:
        self.told.add("pressing")
        for which in (0, 2, 1, 2):
            if self._is_gone(which):
                continue
            before = len(self.story.ledger.prompting.prompted)
            self._happens(self.story.asks(which), Says.CODE)
            newest = self._newest
            if newest is not None:
                self._happens(self.story.cancels(which, newest))
            if len(self.story.ledger.prompting.prompted) == before:
                return

    @precondition(lambda self: self._newest is not None)
    @rule(which=draws.MANAGERS, what=draws.STAFFS)
    def the_staff_ends_something(self, which: int, what: Staffs) -> None:
        self._staff_ends(which, what)

    @precondition(lambda self: self._in(*CHALLENGES) is not None)
    @rule(which=draws.MANAGERS)
    def a_manager_reminds(self, which: int) -> None:
        attempt = self._in(*CHALLENGES)
        assert attempt is not None
        self._happens(self.story.reminds(which, attempt))

    @precondition(lambda self: self.story.ledger.guesses.is_stopped())
    @rule(by=draws.BOTH, says=draws.FIRST)
    def somebody_lets_the_account_go_on(self, by: By, says: Says | None) -> None:
        self._happens(self.story.lets_the_account_go_on(by))
        if self.story.ledger.live is None:
            self._happens(self.story.signs_in(0), says)

    @precondition(lambda self: "step-ups" not in self.told)
    @rule(which=draws.MANAGERS, times=draws.STEP_UPS, then=draws.LEAVE)
    def managers_ask_for_step_ups(self, which: int, times: int, then: Leave) -> None:
        self.told.add("step-ups")
        for _ in range(times):
            if self._is_gone(which):
                return
            self._happens(self.story.asks_for_a_step_up(which))
            newest = self._newest
            if newest is None or newest.purpose is not Purpose.STEP_UP:
                return
            if then is not Leave.STAYS:
                self._happens(self.story.takes_back_the_leave(is_owners=then is Leave.OWNER_TAKES_IT))
            self._happens(self.story.presses_ready(newest), Says.DONE)

"""What she says about logins: ready, later, no, and yes again."""

# ruff: noqa: FBT001 - hypothesis gives each drawn value by its name

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.model import draws
from tests.model.numbers import CHALLENGES
from tests.model.playing import Playing
from tests.model.vendor import Says

if TYPE_CHECKING:
    from tests.model.draws import Refusal
    from tests.model.writing import Writes


class HerWord(Playing):
    """Rules of a story."""

    @precondition(lambda self: self._was_asked is not None)
    @rule(says=draws.FIRST, types=draws.TYPES)
    def she_is_ready(self, says: Says | None, types: Writes | None) -> None:
        attempt = self._was_asked
        assert attempt is not None
        self._begins(self.story.presses_ready(attempt), says, types)

    @precondition(lambda self: self._was_asked is not None)
    @rule(seconds=draws.PUT_OFF, later=draws.SECONDS)
    def she_puts_it_off(self, seconds: float, later: float) -> None:
        attempt = self._was_asked
        assert attempt is not None
        self._happens(self.story.puts_off(attempt, seconds))
        self._happens(self.story.time_passes(later, Says.WORKING, Says.WORKING))

    @precondition(lambda self: self._newest is not None)
    @rule(how=draws.REFUSALS)
    def she_refuses(self, how: Refusal) -> None:
        self._refuses(how)

    @precondition(lambda self: self.story.ledger.stops.is_shut)
    @rule()
    def she_allows_again(self) -> None:
        self._happens(self.story.allows_again())

    @rule(before=draws.UNTIL_SHE_ALLOWS, after=draws.AFTER_SHE_ALLOWS, which=draws.MANAGERS)
    def she_stops_all_and_allows_it_later(self, before: float, after: float, which: int) -> None:
        self._happens(self.story.stops_all())
        self._happens(self.story.time_passes(before, Says.WORKING, Says.WORKING))
        self._happens(self.story.allows_again())
        self._happens(self.story.time_passes(after, Says.WORKING, Says.WORKING))
        if not self._is_gone(which):
            self._happens(self.story.asks(which), Says.CODE)

    @precondition(lambda self: self.story.ledger.live is None)
    @rule(which=draws.MANAGERS, says=draws.FIRST, over=st.booleans(), types=draws.TYPES)
    def she_begins_herself(self, which: int, says: Says | None, over: bool, types: Writes | None) -> None:
        newest = self._newest
        act = self.story.signs_in(which) if newest is None or not over else self.story.starts_over(newest)
        self._begins(act, says, types)

    @precondition(lambda self: self._in(*CHALLENGES) is not None)
    @rule(says=draws.FIRST)
    def she_starts_over(self, says: Says | None) -> None:
        attempt = self._in(*CHALLENGES)
        assert attempt is not None
        self._happens(self.story.starts_over(attempt), says)

    @precondition(lambda self: "refusals" not in self.told)
    @rule(which=draws.MANAGERS, before=draws.BETWEEN_REFUSALS)
    def she_refuses_again_and_again(self, which: int, before: float) -> None:
        """Let a manager ask as soon as once more is allowed, whatever she has said."""
        self.told.add("refusals")
        for _ in range(draws.MORE_THAN_TWICE):
            if self._is_gone(which):
                return
            self._happens(self.story.asks(which))
            newest = self._newest
            if newest is not None:
                self._happens(self.story.declines(newest))
            self._happens(self.story.time_passes(before, Says.WORKING, Says.WORKING))

"""How she goes: out of a team, to another Telegram account, or altogether."""

# ruff: noqa: FBT001 - hypothesis gives each drawn value by its name

from __future__ import annotations

import math

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.model import draws
from tests.model.numbers import FORGOTTEN_AFTER, MOVED_AFTER
from tests.model.playing import Playing
from tests.model.vendor import Says


class Leaving(Playing):
    """Rules of a story."""

    @precondition(lambda self: "leaving" not in self.told)
    @rule(which=draws.TEAMS, meanwhile=draws.RARELY, seconds=draws.MUCH)
    def an_account_goes_to_another_creator(self, which: int, meanwhile: bool, seconds: float) -> None:
        if self._is_gone(which):
            return
        self.told.add("leaving")
        if meanwhile:
            self._happens(self.story.asks(which))
        self._happens(self.story.leaves(which))
        self._happens(self.story.gives_an_account_to_nora(which))
        self._happens(self.story.time_passes(seconds, Says.DONE, Says.DONE))

    @precondition(lambda self: "forgetting" not in self.told)
    @rule(which=draws.MANAGERS, goes=draws.RARELY, early=st.sampled_from([3.0, 330.0]))
    def she_wants_to_be_forgotten(self, which: int, goes: bool, early: float) -> None:
        """Let her want it: mostly she thinks better of it, for with her the story is over."""
        self.told.add("forgetting")
        self._happens(self.story.wishes_to_be_forgotten())
        self._happens(self.story.time_passes(early, Says.WORKING, Says.WORKING))
        self._happens(self.story.who_wished_so_is_forgotten())
        if not self._is_gone(which):
            self._happens(self.story.asks(which))
        if not goes:
            self._happens(self.story.takes_her_wish_back())
            return
        self._happens(self.story.time_passes(FORGOTTEN_AFTER, Says.DONE, Says.DONE))
        self._happens(self.story.who_wished_so_is_forgotten())
        self._happens(self.story.asks(which))
        self._happens(self.story.time_passes(FORGOTTEN_AFTER, Says.DONE, Says.DONE))
        self.is_over = True

    @precondition(lambda self: self.story.moves_at == math.inf and not self._is_gone(0))
    @rule(which=draws.MANAGERS, is_stopped=st.booleans(), is_frozen=st.booleans(), asked=st.booleans())
    def she_moves_to_another_telegram(
        self, which: int, is_stopped: bool, is_frozen: bool, asked: bool
    ) -> None:
        """Let her move, perhaps because a thief has the old account; he asks for what was stopped."""
        self._happens(self.story.is_to_move())
        self._happens(self.story.time_passes(FORGOTTEN_AFTER, Says.WORKING, Says.WORKING))
        self._happens(self.story.what_moves_is_moved())
        self._happens(self.story.time_passes(MOVED_AFTER, Says.WORKING, Says.WORKING))
        if is_stopped:
            self._happens(self.story.stops_all())
        elif asked and not self._is_gone(which):
            self._happens(self.story.asks(which))
        if is_frozen and not self._is_gone(which):
            self._happens(self.story.freezes(which))
        self._happens(self.story.what_moves_is_moved())
        self._happens(self.story.allows_again())
        self._happens(self.story.time_passes(FORGOTTEN_AFTER, Says.WORKING, Says.WORKING))
        if not self._is_gone(which):
            self._happens(self.story.asks(which), Says.CODE)

"""What she hands over: codes that she types, and links that she has followed."""

# ruff: noqa: FBT001 - hypothesis gives each drawn value by its name

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from storage.models import State
from tests.model import draws
from tests.model.draws import Refusal, Staffs
from tests.model.numbers import CHALLENGES
from tests.model.playing import Playing
from tests.model.vendor import Says
from tests.model.writing import Writes

if TYPE_CHECKING:
    from storage.models import By


class Codes(Playing):
    """Rules of a story."""

    @precondition(lambda self: self._in(State.CODE_NEEDED, State.WORKING, State.STARTING) is not None)
    @rule(what=draws.MESSAGES, says=draws.AT_ONCE)
    def she_types(self, what: Writes, says: Says | None) -> None:
        self.story.writes(what)
        self._happens(self.story.arrives(self.story.in_the_air[-1]), says)

    @precondition(lambda self: self._in(State.STARTING, State.WORKING) is not None)
    @rule(seconds=st.sampled_from([3.0, 25.0]))
    def she_types_before_she_is_asked(self, seconds: float) -> None:
        self.she_types(Writes.CODE, None)
        held = self.story.world.vendor.held
        if not held:
            self._happens(self.story.time_passes(seconds, Says.CODE, Says.WORKING))
            return
        self.story.world.clock.later(seconds)
        self._happens(self.story.vendor_answers(held[0], Says.CODE))

    @precondition(lambda self: self._in(State.CODE_NEEDED) is not None)
    @rule(meanwhile=draws.MEANWHILE, which=draws.MANAGERS)
    def a_code_does_not_leave(self, meanwhile: Refusal | Staffs | None, which: int) -> None:
        self.she_types(Writes.CODE, Says.NOT_SENT)
        if isinstance(meanwhile, Refusal):
            self._refuses(meanwhile)
        elif meanwhile is not None:
            self._staff_ends(which, meanwhile)
        self._happens(self.story.time_passes(3.0, Says.SAME, Says.SAME))

    @precondition(lambda self: "gates" not in self.told and not self.story.ledger.stops.is_shut)
    @rule(says=draws.ONE_AFTER_ANOTHER)
    def she_answers_one_challenge_after_another(self, says: Says) -> None:
        """Let her answer what a vendor asks on and on, of a login that she begins if there is none."""
        self.told.add("gates")
        if self.story.ledger.live is None:
            self._happens(self.story.signs_in(0), Says.CODE)
        for _ in range(draws.MORE_THAN_ALLOWED):
            link = self._in(State.LINK_NEEDED)
            if link is not None:
                self._happens(self.story.confirms(link), says)
            elif self._in(State.CODE_NEEDED) is not None:
                self.she_types(Writes.CODE, says)

    @precondition(lambda self: self._in(State.CODE_NEEDED) is not None)
    @rule(says=draws.ANSWERS, what=draws.MESSAGES, then=draws.AT_ONCE)
    def she_types_two_codes(self, says: Says, what: Writes, then: Says | None) -> None:
        self.she_types(Writes.CODE, says)
        if self._in(State.CODE_NEEDED) is not None:
            self.she_types(what, then)

    @precondition(lambda self: self._newest is not None)
    @rule(what=draws.MESSAGES)
    def she_types_what_is_late(self, what: Writes) -> None:
        self.story.writes(what)

    @precondition(lambda self: self.story.in_the_air)
    @rule(says=draws.AT_ONCE)
    def what_was_late_arrives(self, says: Says | None) -> None:
        self._happens(self.story.arrives(self.story.in_the_air[0]), says)

    @precondition(lambda self: self._in(State.LINK_NEEDED) is not None)
    @rule(says=draws.AT_ONCE, crashes=draws.RARELY)
    def she_has_done_what_the_link_asks(self, says: Says | None, crashes: bool) -> None:
        attempt = self._in(State.LINK_NEEDED)
        assert attempt is not None
        self._happens(self.story.confirms(attempt), None if crashes else says)
        if crashes:
            self._happens(self.story.restarts())

    @precondition(lambda self: self._in(State.CODE_NEEDED) is not None)
    @rule(says=draws.AT_ONCE)
    def she_says_that_nothing_came(self, says: Says | None) -> None:
        attempt = self._in(State.CODE_NEEDED)
        assert attempt is not None
        self._happens(self.story.says_nothing_came(attempt), says)

    @precondition(lambda self: self._in(*CHALLENGES) is not None)
    @rule(seconds=draws.MUCH)
    def she_answers_while_the_driver_is_late(self, seconds: float) -> None:
        self.story.world.clock.later(seconds)
        attempt = self._in(*CHALLENGES)
        assert attempt is not None
        if attempt.state is State.LINK_NEEDED:
            self._happens(self.story.confirms(attempt))
        else:
            self.she_types(Writes.CODE, None)

    @precondition(lambda self: self.story.past.wrong and "mistakes" not in self.told)
    @rule(by=draws.LIFTED_BY)
    def she_mistypes_once_more(self, by: By | None) -> None:
        """Let her come to the end of what she has left, and try to go on, perhaps by somebody's word."""
        self.told.add("mistakes")
        for _ in range(draws.MORE_THAN_TWICE):
            if by is not None and self.story.ledger.guesses.is_stopped():
                self._happens(self.story.lets_the_account_go_on(by))
            if self._in(State.CODE_NEEDED) is None:
                self._happens(self.story.signs_in(0), Says.CODE)
            if self._in(State.CODE_NEEDED) is not None:
                self.she_types(Writes.CODE, Says.WRONG)

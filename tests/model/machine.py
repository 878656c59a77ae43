"""The rules by which a story is made up: who may do what next, drawn so that it is mostly the right one.

Nothing is judged here.
"""

# ruff: noqa: FBT001 - hypothesis gives each drawn value by its name

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from storage.models import AskMode, State
from tests.model.laws import CHALLENGES, OVER, Writes
from tests.model.story import Story
from tests.model.vendor import Says

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Coroutine

    from storage import Store
    from storage.models import Attempt
    from tests.model.world import Beginning

MANAGERS = st.integers(0, 2)
MODES = st.sampled_from(list(AskMode))
ANSWERS = st.sampled_from([Says.CODE] * 6 + [Says.WRONG] * 4 + [Says.SAME] * 2 + list(Says))
FIRST = st.sampled_from([Says.CODE] * 14 + [Says.LINK] * 5 + [Says.WORKING] * 3 + [None] * 4 + list(Says))
AT_ONCE = st.one_of(st.none(), ANSWERS, ANSWERS)
SECONDS = st.sampled_from([3.0, 9.0, 25.0, 70.0, 130.0, 200.0, 330.0, 650.0, 1300.0, 2600.0, 43_300.0])
MUCH = st.sampled_from([650.0, 1300.0, 1300.0])
ONE_AFTER_ANOTHER = st.sampled_from([Says.WRONG, Says.CODE])
MORE_THAN_ALLOWED = 5
LONG = st.sampled_from([400.0, 1300.0, 1300.0, 43_300.0])
PUT_OFF = st.sampled_from([900.0, 3600.0])
RARELY = st.sampled_from([False, False, True])
MESSAGES = st.sampled_from([Writes.CODE] * 2 + list(Writes))
TYPES = st.sampled_from([None] * 3 + [Writes.CODE] * 3 + [Writes.BEFORE] * 2 + list(Writes))


LASTING = (State.ASKED, *CHALLENGES, State.WORKING, State.UNSURE, State.SUBMITTING)


class Refusal(StrEnum):
    """How she refuses."""

    DECLINE = "decline"
    STOP = "stop"
    PAUSE = "pause"


class Staffs(StrEnum):
    """What the staff does to end something."""

    CANCELS = "cancels"
    REMOVES = "removes"
    FREEZES = "freezes"


REFUSALS = st.sampled_from([Refusal.DECLINE, Refusal.DECLINE, *Refusal])
STAFFS = st.sampled_from([Staffs.CANCELS, Staffs.CANCELS, *Staffs])


class Machine(RuleBasedStateMachine):
    """A story of random acts; `reached` counts what the stories came to."""

    loop: ClassVar[asyncio.AbstractEventLoop]
    store: ClassVar[Store]
    beginning: ClassVar[Beginning]
    reached: ClassVar[Counter[str]] = Counter()
    story: Story

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - whatever the work gives
        return self.loop.run_until_complete(work)

    def _begins(self, act: Coroutine[Any, Any, None], says: Says | None, types: Writes | None) -> None:
        """Let a login begin; what she writes right away arrives once it has, also what she wrote before."""
        if types is Writes.BEFORE:
            self.story.writes(types)
        self._happens(act, says)
        if types is not None and self._in(State.CODE_NEEDED, State.STARTING) is not None:
            if types is not Writes.BEFORE:
                self.story.writes(types)
            self._happens(self.story.arrives(self.story.in_the_air[-1]))

    def _happens(self, act: Coroutine[Any, Any, None], says: Says | None = None) -> None:
        """Let something happen; the provider answers what it is waiting for, if it is to say something."""
        self._run(self.story.happens(act))
        held = self.story.world.vendor.held
        if says is not None and held:
            self._run(self.story.happens(self.story.vendor_answers(held[-1], says)))

    @property
    def _newest(self) -> Attempt | None:
        rows = [row for row in self.story.ledger.rows.values() if row.state not in OVER]
        every = rows or list(self.story.ledger.rows.values())
        return every[-1] if every else None

    def _in(self, *states: State) -> Attempt | None:
        rows = [row for row in self.story.ledger.rows.values() if row.state in states]
        return rows[-1] if rows else None

    @initialize(mode=MODES, slow=RARELY, which=MANAGERS, says=FIRST, types=TYPES)
    def begins(self, mode: AskMode, slow: bool, which: int, says: Says | None, types: Writes | None) -> None:
        self.story = self._run(Story.begin(self.store, self.beginning, mode, prompts_are_slow=slow))
        self._begins(self.story.asks(which), says, types)

    @rule(which=MANAGERS, says=FIRST, types=TYPES)
    def a_manager_asks(self, which: int, says: Says | None, types: Writes | None) -> None:
        gone = self.story.world.places[which].manager.id in self.story.ledger.removed
        if not gone or self.story.mode is AskMode.START:  # the request may have crossed the removal
            self._begins(self.story.asks(which), says, types)

    @precondition(lambda self: self.story.ledger.live is None)
    @rule()
    def the_managers_press_her(self) -> None:
        for which in (0, 2, 1, 2):
            if self.story.world.places[which].manager.id not in self.story.ledger.removed:
                self._happens(self.story.asks(which), Says.CODE)
                newest = self._newest
                if newest is not None:
                    self._happens(self.story.cancels(which, newest))

    @precondition(lambda self: self._in(State.ASKED) is not None)
    @rule(says=FIRST, types=TYPES)
    def she_is_ready(self, says: Says | None, types: Writes | None) -> None:
        attempt = self._in(State.ASKED)
        assert attempt is not None
        self._begins(self.story.presses_ready(attempt), says, types)

    @precondition(lambda self: self._in(State.ASKED) is not None)
    @rule(seconds=PUT_OFF, later=SECONDS)
    def she_puts_it_off(self, seconds: float, later: float) -> None:
        attempt = self._in(State.ASKED)
        assert attempt is not None
        self._happens(self.story.puts_off(attempt, seconds))
        self._happens(self.story.time_passes(later, Says.WORKING, Says.WORKING))

    @precondition(lambda self: self._newest is not None)
    @rule(how=REFUSALS)
    def she_refuses(self, how: Refusal) -> None:
        assert self._newest is not None
        if how is Refusal.DECLINE:
            self._happens(self.story.declines(self._newest))
        else:
            self._happens(self.story.pauses() if how is Refusal.PAUSE else self.story.stops_all())

    @precondition(lambda self: self.story.ledger.is_shut)
    @rule()
    def she_allows_again(self) -> None:
        self._happens(self.story.allows_again())

    @precondition(lambda self: self.story.ledger.live is None)
    @rule(which=MANAGERS, says=FIRST, over=st.booleans(), types=TYPES)
    def she_begins_herself(self, which: int, says: Says | None, over: bool, types: Writes | None) -> None:
        newest = self._newest
        act = self.story.signs_in(which) if newest is None or not over else self.story.starts_over(newest)
        self._begins(act, says, types)

    @precondition(lambda self: self._in(*CHALLENGES) is not None)
    @rule(says=FIRST)
    def she_starts_over(self, says: Says | None) -> None:
        attempt = self._in(*CHALLENGES)
        assert attempt is not None
        self._happens(self.story.starts_over(attempt), says)

    @precondition(lambda self: self._in(State.CODE_NEEDED, State.WORKING, State.STARTING) is not None)
    @rule(what=MESSAGES, says=AT_ONCE)
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
    @rule(says=ONE_AFTER_ANOTHER)
    def she_answers_one_challenge_after_another(self, says: Says) -> None:
        for _ in range(MORE_THAN_ALLOWED):
            if self._in(State.CODE_NEEDED) is not None:
                self.she_types(Writes.CODE, says)

    @precondition(lambda self: self._in(State.CODE_NEEDED) is not None)
    @rule(says=ANSWERS, what=MESSAGES, then=AT_ONCE)
    def she_types_two_codes(self, says: Says, what: Writes, then: Says | None) -> None:
        self.she_types(Writes.CODE, says)
        if self._in(State.CODE_NEEDED) is not None:
            self.she_types(what, then)

    @precondition(lambda self: self._newest is not None)
    @rule(what=MESSAGES)
    def she_types_what_is_late(self, what: Writes) -> None:
        self.story.writes(what)

    @precondition(lambda self: self.story.in_the_air)
    @rule(says=AT_ONCE)
    def what_was_late_arrives(self, says: Says | None) -> None:
        self._happens(self.story.arrives(self.story.in_the_air[0]), says)

    @precondition(lambda self: self._in(State.LINK_NEEDED) is not None)
    @rule(says=AT_ONCE)
    def she_has_done_what_the_link_asks(self, says: Says | None) -> None:
        attempt = self._in(State.LINK_NEEDED)
        assert attempt is not None
        self._happens(self.story.confirms(attempt), says)

    @precondition(lambda self: self._in(State.CODE_NEEDED) is not None)
    @rule(says=AT_ONCE)
    def she_says_that_nothing_came(self, says: Says | None) -> None:
        attempt = self._in(State.CODE_NEEDED)
        assert attempt is not None
        self._happens(self.story.says_nothing_came(attempt), says)

    @precondition(lambda self: self._newest is not None)
    @rule(which=MANAGERS, what=STAFFS)
    def the_staff_ends_something(self, which: int, what: Staffs) -> None:
        assert self._newest is not None
        if self.story.world.places[which].manager.id in self.story.ledger.removed:
            return
        acts = {
            Staffs.REMOVES: lambda: self.story.removes(which),
            Staffs.FREEZES: lambda: self.story.freezes(which),
            Staffs.CANCELS: lambda: self.story.cancels(which, self._newest),
        }
        self._happens(acts[what]())

    @precondition(lambda self: self._in(*CHALLENGES) is not None)
    @rule(which=MANAGERS)
    def a_manager_reminds(self, which: int) -> None:
        attempt = self._in(*CHALLENGES)
        assert attempt is not None
        self._happens(self.story.reminds(which, attempt))

    @precondition(lambda self: self.story.world.vendor.held)
    @rule(says=ANSWERS)
    def the_provider_answers(self, says: Says) -> None:
        held = self.story.world.vendor.held
        self._happens(self.story.vendor_answers(held[0], says))

    @precondition(lambda self: self.story.prompts_are_slow)
    @rule()
    def the_prompt_arrives(self) -> None:
        self._happens(self.story.prompt_arrives())

    @precondition(lambda self: self._in(*CHALLENGES) is not None)
    @rule(seconds=MUCH)
    def she_answers_while_the_driver_is_late(self, seconds: float) -> None:
        self.story.world.clock.later(seconds)
        attempt = self._in(*CHALLENGES)
        assert attempt is not None
        if attempt.state is State.LINK_NEEDED:
            self._happens(self.story.confirms(attempt))
        else:
            self.she_types(Writes.CODE, None)

    @precondition(lambda self: self._in(*LASTING) is not None)
    @rule(seconds=LONG)
    def the_provider_is_silent(self, seconds: float) -> None:
        self._happens(self.story.time_passes(seconds, Says.THROTTLED, Says.THROTTLED))

    @rule(seconds=SECONDS, mood=ANSWERS, afterwards=ANSWERS)
    def time_passes(self, seconds: float, mood: Says, afterwards: Says) -> None:
        self._happens(self.story.time_passes(seconds, mood, afterwards))

    @precondition(lambda self: self.story.ledger.live is not None)
    @rule()
    def the_bot_restarts(self) -> None:
        self._happens(self.story.restarts())

    def teardown(self) -> None:
        """Judge the end of the story, and count what it came to."""
        if not hasattr(self, "story"):
            return
        self._run(self.story.ends())
        counts = self.story.ledger.counts
        self.reached["stories"] += 1
        self.reached.update(set(counts))
        if counts["submitted"]:
            event("reached a submission")

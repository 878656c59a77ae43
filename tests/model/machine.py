"""The rules by which a story is made up: who may do what next, drawn so that it is mostly the right one.

Nothing is judged here.
"""

# ruff: noqa: FBT001 - hypothesis gives each drawn value by its name

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from storage.models import AskMode, State
from tests.model import draws
from tests.model.draws import LASTING, Refusal, Staffs
from tests.model.numbers import CHALLENGES
from tests.model.story import Story
from tests.model.vendor import Says
from tests.model.writing import Writes

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Coroutine

    from storage import Store
    from storage.models import Attempt, By
    from tests.model.world import Beginning, Past


class Machine(RuleBasedStateMachine):
    """A story of random acts; `reached` counts what the stories came to."""

    loop: ClassVar[asyncio.AbstractEventLoop]
    store: ClassVar[Store]
    beginning: ClassVar[Beginning]
    reached: ClassVar[Counter[str]] = Counter()
    story: Story
    was_pressed: bool = False

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
        every = self.story.ledger.open or list(self.story.ledger.rows.values())
        return every[-1] if every else None

    def _is_gone(self, which: int) -> bool:
        return self.story.world.places[which].manager.id in self.story.ledger.removed

    def _in(self, *states: State) -> Attempt | None:
        rows = [row for row in self.story.ledger.rows.values() if row.state in states]
        return rows[-1] if rows else None

    @property
    def _was_asked(self) -> Attempt | None:
        """Give what she has been asked about and can put off."""
        attempt = self._in(State.ASKED)
        return attempt if attempt is not None and attempt.offers else None

    @initialize(
        mode=draws.MODES,
        past=draws.PASTS,
        slow=draws.RARELY,
        which=draws.MANAGERS,
        says=draws.FIRST,
        types=draws.TYPES,
    )
    def begins(  # noqa: PLR0913, PLR0917 - each is drawn
        self, mode: AskMode, past: Past, slow: bool, which: int, says: Says | None, types: Writes | None
    ) -> None:
        self.story = self._run(Story.begin(self.store, self.beginning, mode, past, prompts_are_slow=slow))
        self._begins(self.story.asks(which), says, types)

    @rule(which=draws.MANAGERS, says=draws.FIRST, types=draws.TYPES)
    def a_manager_asks(self, which: int, says: Says | None, types: Writes | None) -> None:
        if not self._is_gone(which):
            self._begins(self.story.asks(which), says, types)

    @rule(which=draws.MANAGERS, says=draws.FIRST)
    def a_manager_asks_while_being_removed(self, which: int, says: Says | None) -> None:
        if self.story.mode is AskMode.START and not self._is_gone(which):
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

    @precondition(lambda self: self.story.ledger.live is None and not self.was_pressed)
    @rule()
    def the_managers_press_her(self) -> None:
        self.was_pressed = True
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

    def _refuses(self, how: Refusal) -> None:
        assert self._newest is not None
        if how is Refusal.DECLINE:
            self._happens(self.story.declines(self._newest))
        else:
            self._happens(self.story.pauses() if how is Refusal.PAUSE else self.story.stops_all())

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

    @precondition(lambda self: self.story.ledger.guesses.is_stopped(self.story.first_account))
    @rule(by=draws.BOTH, says=draws.FIRST)
    def somebody_lets_the_account_go_on(self, by: By, says: Says | None) -> None:
        self._happens(self.story.lets_the_account_go_on(by))
        if self.story.ledger.live is None:
            self._happens(self.story.signs_in(0), says)

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
            self.the_staff_ends_something(which, meanwhile)
        self._happens(self.story.time_passes(3.0, Says.SAME, Says.SAME))

    @precondition(lambda self: self._in(State.CODE_NEEDED) is not None)
    @rule(says=draws.ONE_AFTER_ANOTHER)
    def she_answers_one_challenge_after_another(self, says: Says) -> None:
        for _ in range(draws.MORE_THAN_ALLOWED):
            if self._in(State.CODE_NEEDED) is not None:
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
            self.the_bot_restarts()

    @precondition(lambda self: self._in(State.CODE_NEEDED) is not None)
    @rule(says=draws.AT_ONCE)
    def she_says_that_nothing_came(self, says: Says | None) -> None:
        attempt = self._in(State.CODE_NEEDED)
        assert attempt is not None
        self._happens(self.story.says_nothing_came(attempt), says)

    @precondition(lambda self: self._newest is not None)
    @rule(which=draws.MANAGERS, what=draws.STAFFS)
    def the_staff_ends_something(self, which: int, what: Staffs) -> None:
        assert self._newest is not None
        if self._is_gone(which):
            return
        acts = {
            Staffs.REMOVES: lambda: self.story.removes(which),
            Staffs.FREEZES: lambda: self.story.freezes(which),
            Staffs.CANCELS: lambda: self.story.cancels(which, self._newest),
        }
        self._happens(acts[what]())

    @precondition(lambda self: self._in(*CHALLENGES) is not None)
    @rule(which=draws.MANAGERS)
    def a_manager_reminds(self, which: int) -> None:
        attempt = self._in(*CHALLENGES)
        assert attempt is not None
        self._happens(self.story.reminds(which, attempt))

    @precondition(lambda self: self.story.world.vendor.held)
    @rule(says=draws.ANSWERS)
    def the_provider_answers(self, says: Says) -> None:
        held = self.story.world.vendor.held
        self._happens(self.story.vendor_answers(held[0], says))

    @precondition(lambda self: self.story.prompts_are_slow)
    @rule()
    def the_prompt_arrives(self) -> None:
        self._happens(self.story.prompt_arrives())

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

    @precondition(lambda self: self._in(*LASTING) is not None)
    @rule(seconds=draws.LONG)
    def the_provider_is_silent(self, seconds: float) -> None:
        self._happens(self.story.time_passes(seconds, Says.THROTTLED, Says.THROTTLED))

    @rule(seconds=draws.SECONDS, mood=draws.ANSWERS, afterwards=draws.ANSWERS)
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

"""How a story is played: what the rules share, how it begins, and what is counted at its end.

Nothing is judged here.
"""

# ruff: noqa: FBT001 - hypothesis gives each drawn value by its name

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar

from hypothesis import event
from hypothesis.stateful import RuleBasedStateMachine, initialize

from storage.models import AskMode, State
from tests.model import draws
from tests.model.draws import Refusal, Staffs
from tests.model.story import Story
from tests.model.writing import Writes

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Coroutine

    from storage import Store
    from storage.models import Attempt
    from tests.model.beginning import Beginning, Past
    from tests.model.vendor import Says


class Playing(RuleBasedStateMachine):
    """A story of random acts; `reached` counts what the stories came to.

    `told` holds what is long and told once in a story.
    """

    loop: ClassVar[asyncio.AbstractEventLoop]
    store: ClassVar[Store]
    beginning: ClassVar[Beginning]
    reached: ClassVar[Counter[str]] = Counter()
    story: Story
    is_over: bool = False
    told: set[str]

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
        """Let something happen; the provider answers what it is waiting for, if it is to say something.

        Nothing happens any more in a story that is over.
        """
        if self.is_over:
            act.close()
            return
        self._run(self.story.happens(act))
        held = self.story.world.vendor.held
        if says is not None and held:
            self._run(self.story.happens(self.story.vendor_answers(held[-1], says)))

    @property
    def _newest(self) -> Attempt | None:
        every = self.story.ledger.open or list(self.story.ledger.rows.values())
        return every[-1] if every else None

    def _is_gone(self, which: int) -> bool:
        """Tell whether nobody asks from this place: the manager is not listed, or she has left the team."""
        place, grounds = self.story.world.places[which], self.story.ledger.grounds
        return place.manager.id in grounds.removed or place.account.id in grounds.not_hers

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
        self.told = set()
        self.story = self._run(Story.begin(self.store, self.beginning, mode, past, prompts_are_slow=slow))
        self._begins(self.story.asks(which), says, types)

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

    def _refuses(self, how: Refusal) -> None:
        assert self._newest is not None
        if how is Refusal.DECLINE:
            self._happens(self.story.declines(self._newest))
        else:
            self._happens(self.story.pauses() if how is Refusal.PAUSE else self.story.stops_all())

    def _staff_ends(self, which: int, what: Staffs) -> None:
        newest = self._newest
        assert newest is not None
        if self._is_gone(which):
            return
        match what:
            case Staffs.REMOVES:
                self._happens(self.story.removes(which))
            case Staffs.FREEZES:
                self._happens(self.story.freezes(which))
            case Staffs.CANCELS:
                self._happens(self.story.cancels(which, newest))

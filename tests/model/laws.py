"""What must hold whatever happens, said anew and without the product's own words for it.

A ledger is told each row as it is written, each call as it reaches the provider and each act of hers, and
keeps every promise that was broken.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.relay.asks import read_ask
from providers.steps import CodeNeeded
from storage.models import CallKind, Purpose, State
from tests.model.binding import is_bound
from tests.model.channels import Channels
from tests.model.grounds import Grounds
from tests.model.guesses import Guesses
from tests.model.numbers import (
    AGE,
    GATES,
    LIVE,
    LIVES,
    OVER,
    SLACK,
    TABLE,
    WATCHED,
    WHOLE,
    WRONG_CODES,
)
from tests.model.prompting import Prompting
from tests.model.stops import Stops
from tests.model.vendor import Says
from tests.model.writing import REFUSED, Typed

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.models import Attempt
    from tests.model.vendor import Made, Vendor


class Broken(AssertionError):  # noqa: N818 - the name says the fact
    """A promise that was not kept; its text is one of the promises below."""


@dataclass(slots=True)
class Ledger:
    """All that has been done in a story, and the promises that were broken in it."""

    clock: Callable[[], float]
    vendor: Vendor
    stops: Stops = field(init=False)
    prompting: Prompting = field(init=False)
    guesses: Guesses = field(init=False)
    grounds: Grounds = field(init=False)
    channels: Channels = field(init=False)
    broken: list[str] = field(default_factory=list)
    rows: dict[str, Attempt] = field(default_factory=dict)
    typed: list[Typed] = field(default_factory=list)
    acts: dict[int, Typed] = field(default_factory=dict)
    confirms: Counter[str] = field(default_factory=Counter)
    opened: dict[tuple[str, int], float] = field(default_factory=dict)
    until: dict[tuple[str, int], float] = field(default_factory=dict)
    shown: dict[str, set[str]] = field(default_factory=dict)
    guessed: dict[int, str] = field(default_factory=dict)
    is_forgotten: bool = False
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Begin with nothing said."""
        self.stops = Stops(self.clock)
        self.prompting = Prompting(self.clock, self.promise)
        self.guesses = Guesses(self.clock, self.promise)
        self.grounds = Grounds(self.clock, self.promise)
        self.channels = Channels(self.promise)

    def promise(self, text: str, holds: bool) -> None:  # noqa: FBT001 - what is promised, and whether it is so
        if not holds:
            self.broken.append(text)

    @property
    def live(self) -> Attempt | None:
        """Give her live attempt."""
        return next((row for row in self.rows.values() if row.state in LIVE), None)

    @property
    def open(self) -> list[Attempt]:
        """Give what is not over."""
        return [row for row in self.rows.values() if row.state not in OVER]

    def is_over(self, resume: str) -> bool:
        """Tell whether a resume is that of an attempt which is over."""
        return any(row.resume == resume and row.state in OVER for row in self.rows.values())

    def written(self, before: Attempt | None, after: Attempt) -> None:
        """Judge a row as it was written."""
        self.promise("nothing is written of who is forgotten", not self.is_forgotten)
        self.rows[after.id] = after
        if before is None:
            self.grounds.requests(after)
        if before is not None and before.state is not after.state:
            self.promise("states follow the table", after.state in TABLE.get(before.state, ()))
        self.promise("at most one live attempt", sum(row.state in LIVE for row in self.rows.values()) <= 1)
        if after.state in OVER:
            self._is_over(before, after)
        else:
            self._goes_on(before, after)

    def _is_over(self, before: Attempt | None, after: Attempt) -> None:
        now = self.clock()
        self.promise("an attempt that is over asks nothing", after.ask is None)
        watched = after.watch_until is not None and after.watch_until <= now + WATCHED
        self.promise(
            "an attempt that is over keeps a resume only to be watched", after.resume is None or watched
        )
        if before is None or before.state in OVER:
            return
        self.prompting.ends(after)
        self.grounds.ends(after)
        if after.state is State.CONNECTED:
            self._connected(before, after)

    def _connected(self, before: Attempt, after: Attempt) -> None:
        self.counts["connected"] += 1
        if after.submitted_at is not None:
            self.guesses.connected(after.account_id or "")
        signed_in = before.resume is None or before.resume.partition(":")[0] in self.vendor.signed_in
        self.promise("only its own account connects an attempt", signed_in and bool(self.vendor.signed_in))

    def _goes_on(self, before: Attempt | None, after: Attempt) -> None:
        offered = after.offers > (0 if before is None else before.offers)
        begins = after.state is State.STARTING and (before is None or before.state is not State.STARTING)
        asks = after.challenge > (0 if before is None else before.challenge)
        if not (offered or begins or asks):
            return
        self.promise("nothing is asked or begun while all is stopped", not self.stops.is_shut)
        if offered or asks:
            self.grounds.asks(after)
            self.prompting.message(after)
            self.counts["prompted"] = len(self.prompting.prompted)
        if begins:
            self._begins(after)
        if asks:
            self._asked(after)
        if offered:
            self.counts["offered"] += 1
            self.promise("she is asked of one login at a time", self.live is None)
            self.prompting.offered(after)

    def _begins(self, after: Attempt) -> None:
        self.counts["started"] += 1
        if after.purpose is Purpose.STEP_UP:
            self.counts["step_up"] += 1
        self.prompting.begins(after)
        self.guesses.begins()
        self.grounds.begins(after, by_her=self.prompting.is_her_act)

    def _asked(self, after: Attempt) -> None:
        self.opened[after.id, after.challenge] = self.clock()
        self.until[after.id, after.challenge] = after.answer_by
        step = read_ask(after.ask)
        if step is None:
            self.promise("a challenge is written down", holds=False)
            return
        shown = self.shown.setdefault(after.id, set())
        shown.add(step.challenge)
        rejected = {name for name in shown if _is_rejection(self.vendor, name)}
        self.promise("at most 4 gates", len(shown - rejected) <= GATES)
        self.promise("at most 3 wrong codes", len(rejected) < WRONG_CODES)
        self.channels.asked(after, step)
        self.counts["asked"] += 1

    def called(self, made: Made) -> None:
        """Judge a call as it reaches the provider."""
        row = self.live
        self.promise("a call is made for a live attempt", row is not None)
        if row is None:
            return
        if made.call == "start":
            self.promise("a start is claimed", row.state is State.STARTING)
            self.promise("nothing is begun for who was removed", row.manager_id not in self.grounds.removed)
        elif made.call == "submit_code":
            self._submitted(made, row)
        elif made.call == "confirm_link":
            self.counts["confirmed"] += 1
            self.prompting.answers(row)
            self.confirms[made.challenge] -= 1
            self.promise("she confirms what is confirmed", self.confirms[made.challenge] >= 0)
            self.promise("she confirms in time", self.clock() < self.until[row.id, row.challenge])

    def _submitted(self, made: Made, row: Attempt) -> None:
        self.counts["submitted"] += 1
        self.prompting.answers(row)
        self.guessed[made.number] = row.account_id or ""
        self.guesses.submits(self.opened[row.id, row.challenge])
        claimed = row.state is State.SUBMITTING and row.call is CallKind.CODE
        self.promise("a submission is claimed", claimed and row.resume == made.resume)
        acts = [act for act in self.typed if act.code == made.code and not act.submitted]
        act = max(acts, key=lambda act: (act.what not in REFUSED, act.handled_at), default=None)
        if act is None:
            self.promise("each code is submitted once, and only by her act", holds=False)
            return
        act.submitted = True
        self.acts[made.number] = act
        self.promise("nothing is submitted while all is stopped", not self.stops.is_shut)
        self.promise("what is refused is not submitted", act.what not in REFUSED)
        self.promise("an old message is not submitted", act.date >= act.handled_at - AGE)
        if act.open is not None and act.open.state is not State.CODE_NEEDED:
            self.counts["early"] += 1
        is_bound(self.promise, act, made, row, self.opened[row.id, row.challenge])

    def answered(self, made: Made, says: Says) -> None:
        """Note what the provider is about to answer.

        What she gave for a call that surely did not arrive is as if it was never handed over.
        """
        if self.live is not None:
            self.channels.answered(self.live, made, says, self.vendor.asked.get(made.challenge))
        if made.number in self.guessed and says is Says.WRONG:
            self.counts["wrong"] += 1
            self.guesses.were_wrong(self.guessed[made.number], [self.clock()])
        if says not in {Says.NOT_SENT, Says.THROTTLED}:
            return
        if made.call == "confirm_link":
            self.confirms[made.challenge] += 1
        if made.number in self.acts:
            self.acts[made.number].submitted = False

    def ends_in_time(self) -> None:
        """Judge, once the driver has looked at all that is due, that nothing has outlived its time."""
        now = self.clock()
        for row in self.rows.values():
            if row.state in OVER:
                kept = row.resume is not None and now > (row.watch_until or 0.0) + SLACK
                self.promise("an attempt that is over is watched for a while only", not kept)
                continue
            if row.state is not State.ASKED or row.asked_first:
                self.promise("each state ends in time", now <= row.state_since + LIVES[row.state] + SLACK)
            began = self.prompting.started.get(row.id, now)
            self.promise("each attempt ends in time", now <= began + WHOLE + SLACK)


def _is_rejection(vendor: Vendor, challenge: str) -> bool:
    step = vendor.asked[challenge]
    return isinstance(step, CodeNeeded) and step.rejected

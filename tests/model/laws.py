"""What must hold whatever happens, said anew and without the product's own words for it.

A ledger is told each row as it is written, each call as it reaches the provider and each act of hers, and
keeps every promise that was broken.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.relay.asks import read_ask
from providers.steps import CodeNeeded
from storage.models import CallKind, Purpose, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.models import Attempt
    from tests.model.vendor import Made, Vendor

MINUTE = 60.0
SLACK = 60.0
STOPS = {State.DECLINED, State.CANCELLED, State.EXPIRED, State.FAILED}
OVER = STOPS | {State.CONNECTED}
OUTCOMES = {State.WORKING, State.CODE_NEEDED, State.LINK_NEEDED} | OVER
CHALLENGES = {State.CODE_NEEDED, State.LINK_NEEDED}
TABLE: dict[State, set[State]] = {
    State.ASKED: STOPS | {State.STARTING},
    State.STARTING: OUTCOMES | {State.UNSURE},
    State.WORKING: OUTCOMES | {State.SUBMITTING},
    State.CODE_NEEDED: OUTCOMES | {State.SUBMITTING},
    State.LINK_NEEDED: OUTCOMES | {State.SUBMITTING},
    State.SUBMITTING: OUTCOMES | {State.UNSURE},
    State.UNSURE: OUTCOMES,
}
LIVES = {
    State.ASKED: 12 * 60 * MINUTE,
    State.STARTING: MINUTE,
    State.WORKING: 5 * MINUTE,
    State.CODE_NEEDED: 10 * MINUTE,
    State.LINK_NEEDED: 20 * MINUTE,
    State.SUBMITTING: 3 * MINUTE,
    State.UNSURE: 3 * MINUTE,
}
WHOLE = 43 * MINUTE
"""The whole attempt's 40 minutes, and the 3 that the provider has for an answer of hers."""
WATCHED = 15 * MINUTE
GATES = 4
WRONG_CODES = 3
DAY = 24 * 60 * MINUTE
RESTS = (0.0, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE)
EARLY = 10.0
AGE = 120.0
BEFORE_CHALLENGE = 5.0


class Writes(StrEnum):
    """What she writes to the bot."""

    CODE = "code"
    REPLY = "reply"
    REPLY_TO_AN_OLDER = "reply_to_an_older"
    OLD = "old"
    FORWARDED = "forwarded"
    TELEGRAMS_OWN = "telegrams_own"
    BEFORE = "before"
    SAME_AGAIN = "same_again"
    WORDS = "words"


REFUSED = {Writes.FORWARDED, Writes.TELEGRAMS_OWN, Writes.WORDS}


class Broken(AssertionError):  # noqa: N818 - the name says the fact
    """A promise that was not kept; its text is one of the promises below."""


@dataclass(slots=True)
class Typed:
    """A message of hers, and what was open when the bot handled it."""

    code: str
    message_id: int
    date: float
    what: Writes = Writes.CODE
    reply_to: int | None = None
    handled_at: float = 0.0
    open: Attempt | None = None
    prompts: frozenset[int] = frozenset()
    others: frozenset[int] = frozenset()
    submitted: bool = False


@dataclass(slots=True)
class Ledger:
    """All that has been done in a story, and the promises that were broken in it."""

    clock: Callable[[], float]
    vendor: Vendor
    broken: list[str] = field(default_factory=list)
    rows: dict[str, Attempt] = field(default_factory=dict)
    typed: list[Typed] = field(default_factory=list)
    prompted: dict[str, float] = field(default_factory=dict)
    last_success: float = -math.inf
    refused_at: float | None = None
    refusals: int = 0
    confirms: Counter[str] = field(default_factory=Counter)
    opened: dict[tuple[str, int], float] = field(default_factory=dict)
    until: dict[tuple[str, int], float] = field(default_factory=dict)
    shown: dict[str, set[str]] = field(default_factory=dict)
    started: dict[str, float] = field(default_factory=dict)
    blocked_at: float = -math.inf
    blocked_until: float = -math.inf
    frozen: bool = False
    paused_until: float = 0.0
    put_off: dict[str, float] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    declined_at: float | None = None
    counts: Counter[str] = field(default_factory=Counter)

    def promise(self, text: str, holds: bool) -> None:  # noqa: FBT001 - what is promised, and whether it is so
        if not holds:
            self.broken.append(text)

    @property
    def live(self) -> Attempt | None:
        """Give her live attempt."""
        return next((row for row in self.rows.values() if row.state in LIVES.keys() - {State.ASKED}), None)

    @property
    def is_shut(self) -> bool:
        """Tell whether nothing of hers may begin."""
        return self.is_blocked or self.frozen or self.clock() < self.paused_until

    @property
    def is_blocked(self) -> bool:
        """Tell whether her "Not me" holds."""
        return self.clock() < self.blocked_until

    def stopped(self) -> None:
        """Note her "Not me"; one that holds is as old as it was."""
        self.blocked_at = self.blocked_at if self.is_blocked else self.clock()
        self.blocked_until = math.inf

    def allowed(self) -> None:
        """Note that she lifts it: at once for a slip, else ten minutes after she first said so."""
        now = self.clock()
        self.blocked_until = now if now < self.blocked_at + 300.0 else min(self.blocked_until, now + 600.0)

    def is_over(self, resume: str) -> bool:
        """Tell whether a resume is that of an attempt which is over."""
        return any(row.resume == resume and row.state in OVER for row in self.rows.values())

    def written(self, before: Attempt | None, after: Attempt) -> None:
        """Judge a row as it was written."""
        self.rows[after.id] = after
        if before is not None and before.state is not after.state:
            self.promise("states follow the table", after.state in TABLE.get(before.state, ()))
        lives = [row for row in self.rows.values() if row.state in LIVES.keys() - {State.ASKED}]
        self.promise("at most one live attempt", len(lives) <= 1)
        if after.state in OVER:
            self._is_over(before, after)
        elif before is None or (before.state, before.challenge, before.offers) != (
            after.state,
            after.challenge,
            after.offers,
        ):
            self._goes_on(before, after)

    def _is_over(self, before: Attempt | None, after: Attempt) -> None:
        now = self.clock()
        self.promise("an attempt that is over asks nothing", after.ask is None)
        watched = after.watch_until is not None and after.watch_until <= now + WATCHED
        self.promise(
            "an attempt that is over keeps a resume only to be watched", after.resume is None or watched
        )
        if after.state is State.CONNECTED and before is not None and before.state is not State.CONNECTED:
            self.counts["connected"] += 1
            self.last_success = now
            self.refusals = 0
            signed_in = before.resume is None or before.resume.partition(":")[0] in self.vendor.signed_in
            self.promise(
                "only its own account connects an attempt", signed_in and bool(self.vendor.signed_in)
            )

    def _goes_on(self, before: Attempt | None, after: Attempt) -> None:
        now = self.clock()
        offered = after.offers > (0 if before is None else before.offers)
        begins = after.state is State.STARTING and (before is None or before.state is not State.STARTING)
        asks = after.challenge > (0 if before is None else before.challenge)
        if not (offered or begins or asks):
            return
        self.promise("nothing is asked or begun while all is stopped", not self.is_shut)
        asked_by_none = (offered or asks) and after.manager_id in self.removed
        self.promise("nothing is asked for who was removed", not asked_by_none)
        if begins:
            self.started[after.id] = now
            self.counts["started"] += 1
        if after.manager_id is not None and after.id not in self.prompted and (offered or asks):
            self._prompted(after, now)
        if asks:
            self._asked(after, now)
        if offered:
            self._offered(after, now)

    def _prompted(self, after: Attempt, now: float) -> None:
        """Judge the first message of what she did not begin herself."""
        self.prompted[after.id] = now
        self.counts["prompted"] += 1
        counted = [at for at in self.prompted.values() if at > self.last_success]
        self.promise("at most 3 prompts in 15 minutes", sum(at > now - 15 * MINUTE for at in counted) <= 3)
        self.promise("at most 6 prompts a day", sum(at > now - DAY for at in counted) <= 6)
        rested = self.refused_at is None or now >= self.refused_at + RESTS[min(self.refusals, 3)]
        self.promise("she rests after a refusal", rested)

    def _asked(self, after: Attempt, now: float) -> None:
        self.opened[after.id, after.challenge] = now
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
        self.counts["asked"] += 1

    def _offered(self, after: Attempt, now: float) -> None:
        self.counts["offered"] += 1
        self.promise("she is asked of one login at a time", self.live is None)
        left_alone = self.put_off.pop(after.id, now)
        self.promise("she is left alone until when she said", now >= left_alone)
        calm = self.declined_at is None or after.created_at > self.declined_at
        calm = calm or now >= (self.declined_at or 0.0) + 5 * MINUTE
        self.promise("a decline causes no prompt", calm or after.purpose is Purpose.STEP_UP)

    def refused(self) -> None:
        """Note that she has declined what somebody asked for."""
        self.refusals += 1
        self.refused_at = self.clock()

    def agreed(self) -> None:
        """Note that she wants what she was asked for: she rests no longer."""
        self.refusals = 0

    def called(self, made: Made) -> None:
        """Judge a call as it reaches the provider."""
        row = self.live
        self.promise("a call is made for a live attempt", row is not None)
        if row is None:
            return
        if made.call == "start":
            self.promise("a start is claimed", row.state is State.STARTING)
            self.promise("nothing is begun for who was removed", row.manager_id not in self.removed)
        elif made.call == "submit_code":
            self._submitted(made, row)
        elif made.call == "confirm_link":
            self.counts["confirmed"] += 1
            self.confirms[made.challenge] -= 1
            self.promise("she confirms what is confirmed", self.confirms[made.challenge] >= 0)
            self.promise("she confirms in time", self.clock() < self.until[row.id, row.challenge])

    def _submitted(self, made: Made, row: Attempt) -> None:
        self.counts["submitted"] += 1
        claimed = row.state is State.SUBMITTING and row.call is CallKind.CODE
        self.promise("a submission is claimed", claimed and row.resume == made.resume)
        acts = [act for act in self.typed if act.code == made.code and not act.submitted]
        act = max(acts, key=lambda act: (act.what not in REFUSED, act.handled_at), default=None)
        if act is None:
            self.promise("each code is submitted once, and only by her act", holds=False)
            return
        act.submitted = True
        self.promise("nothing is submitted while all is stopped", not self.is_shut)
        self.promise("what is refused is not submitted", act.what not in REFUSED)
        self.promise("an old message is not submitted", act.date >= act.handled_at - AGE)
        self._is_bound(act, made, row)

    def _is_bound(self, act: Typed, made: Made, row: Attempt) -> None:
        """Judge whether the code was for exactly the challenge that it was submitted to."""
        then = act.open
        if then is None or then.id != row.id:
            self.promise("a code goes to the attempt that was open", holds=False)
        elif then.state is State.CODE_NEEDED:
            step = read_ask(then.ask)
            same = then.challenge == row.challenge and step is not None and step.challenge == made.challenge
            self.promise("a code goes to the challenge that was open", same)
            self.promise("a code comes in time", act.handled_at < then.answer_by)
            is_younger = _is_younger(act, then, self.opened[row.id, row.challenge])
            self.promise("a code is younger than its prompt", is_younger)
        else:
            first = self.opened[row.id, row.challenge] >= act.handled_at
            soon = self.opened[row.id, row.challenge] <= act.handled_at + EARLY
            self.counts["early"] += 1
            before = then.state in {State.STARTING, State.WORKING} and row.challenge == then.challenge + 1
            self.promise("an early code goes to the next challenge, soon", first and soon and before)

    def answered(self, made: Made, *, arrived: bool) -> None:
        """Note that a call surely did not arrive: what she gave for it is as if it was never handed over."""
        if arrived:
            return
        if made.call == "confirm_link":
            self.confirms[made.challenge] += 1
        for act in self.typed:
            if act.code == made.code and act.submitted:
                act.submitted = False
                return

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
            began = self.started.get(row.id, now)
            self.promise("each attempt ends in time", now <= began + WHOLE + SLACK)


def _is_rejection(vendor: Vendor, challenge: str) -> bool:
    step = vendor.asked[challenge]
    return isinstance(step, CodeNeeded) and step.rejected


def _is_younger(act: Typed, row: Attempt, opened: float) -> bool:
    if act.reply_to is not None and (act.prompts or act.reply_to in act.others):
        return act.reply_to in act.prompts
    if not act.prompts:
        return act.date >= opened - BEFORE_CHALLENGE
    has_crossed = row.challenge == 1 or row.way is not None
    return act.message_id > min(act.prompts) or (has_crossed and act.date >= math.floor(opened))

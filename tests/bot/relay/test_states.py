"""The state table, every pair of it."""

from __future__ import annotations

from itertools import product

import pytest

from bot.relay.states import NEXT, may_follow
from storage.models import LIVE, OVER, State

STOPS = {State.DECLINED, State.CANCELLED, State.EXPIRED, State.FAILED}
TABLE = """
asked        starting
starting     working code_needed link_needed connected unsure
working      code_needed link_needed submitting connected
code_needed  submitting working link_needed connected
link_needed  submitting working code_needed connected
submitting   working code_needed link_needed connected unsure
unsure       working code_needed link_needed connected
"""
ALLOWED = {
    (State(before), State(after))
    for before, *following in (line.split() for line in TABLE.strip().splitlines())
    for after in following
}


@pytest.mark.parametrize(("before", "after"), list(product(State, State)))
def test_an_attempt_goes_where_the_table_says_and_nowhere_else(before: State, after: State) -> None:
    stopped = before not in OVER and after in STOPS
    expected = before == after or stopped or (before, after) in ALLOWED
    assert may_follow(before, after) is expected


def test_every_live_state_can_be_stopped_in_every_way() -> None:
    assert all(NEXT[state] >= STOPS for state in LIVE | {State.ASKED})


def test_nothing_follows_what_is_over() -> None:
    assert all(not NEXT[state] for state in OVER)

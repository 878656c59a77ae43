"""The state table of an attempt: what may follow what. It stands here and nowhere else."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from storage.models import OVER, State

if TYPE_CHECKING:
    from collections.abc import Mapping

_STOPS = frozenset({State.DECLINED, State.CANCELLED, State.EXPIRED, State.FAILED})
_OUTCOMES = frozenset({State.WORKING, State.CODE_NEEDED, State.LINK_NEEDED, State.CONNECTED}) | _STOPS

NEXT: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.ASKED: _STOPS | {State.STARTING},
        State.STARTING: _OUTCOMES | {State.UNSURE},
        State.WORKING: _OUTCOMES | {State.SUBMITTING},
        State.CODE_NEEDED: _OUTCOMES | {State.SUBMITTING},
        State.LINK_NEEDED: _OUTCOMES | {State.SUBMITTING},
        State.SUBMITTING: _OUTCOMES | {State.UNSURE},
        State.UNSURE: _OUTCOMES,
    }
    | {state: frozenset() for state in OVER}
)


def may_follow(before: State, after: State) -> bool:
    """Tell whether an attempt may go from `before` to `after`; staying is always allowed."""
    return before == after or after in NEXT[before]

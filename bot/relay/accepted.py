"""Which channels have had their code accepted in an attempt: none of them is asked for another.

A vendor that wants one more code by the same channel gathers codes, or is broken. Pure functions of a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.relay.asks import read_ask
from providers.steps import Channel, CodeNeeded
from storage.models import CallKind

if TYPE_CHECKING:
    from providers.steps import LinkNeeded
    from storage.models import Attempt


def with_accepted(attempt: Attempt) -> str | None:
    """Give the channels accepted so far, now that something else is asked for: her last code was accepted.

    Where it is not known whether that code arrived, it does not count; a channel without a name neither.
    """
    before = read_ask(attempt.ask)
    has_arrived = attempt.call is CallKind.CODE and not attempt.arrival_unsure
    if not has_arrived or not isinstance(before, CodeNeeded) or before.channel is Channel.UNKNOWN:
        return attempt.passed
    return " ".join(sorted({*_accepted(attempt), before.channel.value}))


def was_accepted(attempt: Attempt, step: CodeNeeded | LinkNeeded) -> bool:
    """Tell whether a step wants another code by a channel whose code was accepted."""
    return isinstance(step, CodeNeeded) and step.channel.value in _accepted(attempt)


def _accepted(attempt: Attempt) -> frozenset[str]:
    return frozenset((attempt.passed or "").split())

"""The one way in which the relay changes an attempt's row: along the state table, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.relay.states import may_follow

if TYPE_CHECKING:
    from storage import Unit
    from storage.models import Attempt


class ImpossibleChangeError(Exception):
    """A change that the state table does not have: a fault of ours, before anything was written."""


async def change(unit: Unit, before: Attempt, after: Attempt, *, owner: str | None = None) -> Attempt | None:
    """Write `after` if the row is as `before`; None if it moved on. With `owner`, take the lease too."""
    if not may_follow(before.state, after.state):
        message = f"an attempt cannot go from {before.state} to {after.state}"
        raise ImpossibleChangeError(message)
    return await unit.attempts.change(before, after, owner=owner)

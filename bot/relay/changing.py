"""The one way in which the relay changes an attempt's row: along the state table, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.relay.states import may_follow
from storage.audit import LOGIN
from storage.errors import AuditBroken
from storage.models import OVER, State

if TYPE_CHECKING:
    from storage import Unit
    from storage.models import Attempt


log = structlog.get_logger()


class ImpossibleChangeError(Exception):
    """A change that the state table does not have: a fault of ours, before anything was written."""


async def change(unit: Unit, before: Attempt, after: Attempt, *, owner: str | None = None) -> Attempt | None:
    """Write `after` if the row is as `before`; None if it moved on. With `owner`, take the lease too."""
    if not may_follow(before.state, after.state):
        message = f"an attempt cannot go from {before.state} to {after.state}"
        raise ImpossibleChangeError(message)
    stored = await unit.attempts.change(before, after, owner=owner)
    if stored is not None and _kills_its_link(before, stored):
        await unit.outbox.recall(stored.id, stored.state_since)
    if stored is not None and stored.state in OVER and before.state not in OVER:
        await _record(unit, stored)
    return stored


async def _record(unit: Unit, ended: Attempt) -> None:
    """Write into the team's record how a login ended.

    A record that was tampered with is reported, and holds no ending up: “Not me” has to work also then.
    """
    subjects = {"creator": ended.creator_id, "account": ended.account_id, "manager": ended.manager_id}
    try:
        await unit.audit.append(
            ended.team_id, f"{LOGIN}{ended.state}", ended.state_since, attempt=ended.id, **subjects
        )
    except AuditBroken as error:
        log.error(  # noqa: TRY400 - where it comes from is known
            "ending_not_recorded", attempt_id=ended.id, team_id=ended.team_id, error=type(error).__name__
        )


def _kills_its_link(before: Attempt, after: Attempt) -> bool:
    """Tell whether the link to the page of a connection, if it was sent, is used by this, or in vain."""
    moved_on = before.state is State.ASKED and after.state is not State.ASKED
    return after.way is not None and (moved_on or (after.state in OVER and before.state not in OVER))

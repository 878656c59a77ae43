"""Whose an attempt is: nobody acts on one that is not theirs. It knows no Telegram, no SQL and no vendor."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage import Unit
    from storage.models import Attempt, Manager


async def of_creator(unit: Unit, attempt_id: str, creator_id: str) -> Attempt | None:
    """Give an attempt if it is this creator's."""
    attempt = await unit.attempts.get(attempt_id)
    return attempt if attempt is not None and attempt.creator_id == creator_id else None


async def of_team(unit: Unit, attempt_id: str, manager: Manager) -> Attempt | None:
    """Give an attempt if it is of this manager's team."""
    attempt = await unit.attempts.get(attempt_id)
    return attempt if attempt is not None and attempt.team_id == manager.team_id else None

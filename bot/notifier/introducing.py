"""Who a manager is to a creator who has never agreed to anything that this one asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.wording import Introduction
from bot.locales import clean

if TYPE_CHECKING:
    from storage import Unit
    from storage.models import AttemptView, Manager


async def introduction(unit: Unit, view: AttemptView) -> Introduction | None:
    """Introduce whoever asked for an attempt; None for herself, and for whom she knew before it."""
    asked, manager = view.attempt, view.manager
    if manager is None or manager.listed_at is None:
        return None
    if await unit.prompts.has_agreed(asked.creator_id, manager.id, asked.created_at):
        return None
    return Introduction(manager.listed_at, await _listed_by(unit, manager))


async def _listed_by(unit: Unit, manager: Manager) -> str:
    """Name the owner who listed a manager, unless that is the same person."""
    if manager.listed_by in {None, manager.person_id}:
        return ""
    owner = await unit.people.get(manager.listed_by or "")
    return "" if owner is None else clean(owner.first_name)

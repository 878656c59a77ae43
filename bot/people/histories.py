"""What was asked of a creator and what became of it: for herself, and for a team's managers what is theirs.

Attempts name who asked for 90 days; of those before, the audit tells how many there were. It knows no
Telegram.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from storage.retention import ATTEMPTS_SECONDS

if TYPE_CHECKING:
    from storage import Account, Attempt, Manager, Team, Unit

PAGE_SIZE: Final = 5


@dataclass(frozen=True, slots=True)
class Past:
    """One attempt with whom and what it names."""

    attempt: Attempt
    team: Team
    account: Account | None
    manager: Manager | None
    ended_by: Manager | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some attempts, newest first: which page of how many, and how many attempts lie before all of them."""

    entries: tuple[Past, ...]
    number: int
    last: int
    older: int


async def history(unit: Unit, creator_id: str, now: float, number: int, team_id: str | None = None) -> Page:
    """Give a page, counted from 0, of a creator's attempts in one team or in all; the last one at most."""
    since = now - ATTEMPTS_SECONDS
    count = await unit.histories.count(creator_id, since, team_id)
    last = max(0, count - 1) // PAGE_SIZE
    number = min(max(number, 0), last)
    found = await unit.histories.page(creator_id, since, team_id, number * PAGE_SIZE, PAGE_SIZE)
    teams = await unit.histories.teams(creator_id) if team_id is None else [team_id]
    older = sum([await unit.audit.logins_before(team, creator_id, since) for team in teams])
    entries = [await _past(unit, attempt) for attempt in found]
    return Page(tuple(past for past in entries if past is not None), number, last, older)


async def _past(unit: Unit, attempt: Attempt) -> Past | None:
    team = await unit.teams.get(attempt.team_id)
    if team is None:
        return None
    return Past(
        attempt,
        team,
        None if attempt.account_id is None else await unit.accounts.get(attempt.account_id),
        await _manager(unit, attempt.manager_id),
        await _manager(unit, attempt.ended_by),
    )


async def _manager(unit: Unit, manager_id: str | None) -> Manager | None:
    return None if manager_id is None else await unit.managers.get(manager_id)

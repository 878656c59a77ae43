"""Whether what was asked for still stands: team, manager and creator let it, a step-up has its leave.

It is judged by the rows as they are when something comes of it: a request may have crossed the removal of
whom it came from. It knows no Telegram, no SQL and no vendor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.relay import endings
from bot.relay.endings import Own
from bot.relay.gates import gate
from storage.models import ManagerState, Purpose, State

if TYPE_CHECKING:
    from storage import Unit
    from storage.models import Attempt


async def stands(unit: Unit, attempt: Attempt, now: float) -> bool:
    """Tell whether an attempt may still be asked or begun; read in the transaction that does so."""
    creator = await unit.people.get(attempt.creator_id)
    if creator is None or gate(creator, now) is not None:
        return False
    team = await unit.teams.get(attempt.team_id)
    if team is None or team.closed_at is not None or not await _is_backed(unit, attempt):
        return False
    if attempt.purpose is not Purpose.STEP_UP:
        return True
    return await both_allow(unit, attempt.team_id, attempt.creator_id)


def withdrawn(attempt: Attempt, now: float) -> Attempt:
    """End what does not stand any more."""
    return endings.end(attempt, State.CANCELLED, now, ending=Own.WITHDRAWN)


async def both_allow(unit: Unit, team_id: str, creator_id: str) -> bool:
    """Tell whether both who have to allow step-ups do, by the rows as they are now."""
    team = await unit.teams.get(team_id)
    hers = await unit.enrolments.find(team_id, creator_id)
    if team is None or team.closed_at is not None or hers is None:
        return False
    return team.step_up_at is not None and hers.step_up_at is not None


async def _is_backed(unit: Unit, attempt: Attempt) -> bool:
    """Tell whether the manager who asked is listed still; what she began herself needs none."""
    if attempt.manager_id is None:
        return True
    manager = await unit.managers.get(attempt.manager_id)
    return manager is not None and manager.state is ManagerState.LISTED


async def is_connected_since(unit: Unit, attempt: Attempt) -> bool:
    """Tell whether a later login has made the account connected, as far as the newest ones say.

    Of a first connection that is an account which another one like it has brought, while she still has it.
    """
    account_id = attempt.account_id
    if account_id is None:
        newest = await unit.attempts.newest_connection_like(attempt)
        account_id = newest.account_id if newest is not None and newest.state is State.CONNECTED else None
    account = None if account_id is None else await unit.accounts.get(account_id)
    if account is None or account.removed_at is not None:
        return False
    newest = await unit.attempts.newest_of_account(account.id)
    return newest is not None and newest.state is State.CONNECTED

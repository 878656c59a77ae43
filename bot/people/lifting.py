"""Letting an account go on that stands still after too many wrong codes: she and the owner both say it.

One of them alone changes nothing, so neither whoever has her Telegram nor the staff guess on by themselves.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.people.accounts import linked
from bot.people.problems import Problem, Refusal
from bot.relay.guessing import Closed, Shut, closed_for
from storage.repositories.guesses import Target

if TYPE_CHECKING:
    from bot.relay.limits import Limits
    from bot.relay.work import Work
    from storage import Account, Unit


class By(StrEnum):
    """Whose word it is."""

    CREATOR = "creator"
    OWNER = "owner"


def target_of(account: Account) -> Target:
    """Name an account as what codes are for."""
    return Target(account.creator_id, account.platform, account.id)


async def is_stopped(unit: Unit, account: Account, now: float, limits: Limits) -> bool:
    """Tell whether an account stands still."""
    found = await closed_for(unit, target_of(account), now, limits)
    return found == Closed(Shut.STOPPED)


async def lift(work: Work, account_id: str, by: frozenset[By], limits: Limits) -> Account:
    """Note the word of one of the two, or of somebody who is both; Refusal where nothing stands still."""
    account = await linked(work.unit, account_id)
    if not await is_stopped(work.unit, account, work.now, limits):
        raise Refusal(Problem.NOT_STOPPED)
    lifted = replace(
        account,
        lift_by_creator_at=work.now if By.CREATOR in by else account.lift_by_creator_at,
        lift_by_owner_at=work.now if By.OWNER in by else account.lift_by_owner_at,
    )
    await work.unit.accounts.save(lifted)
    for each in sorted(by):
        subjects = {"creator": account.creator_id, "account": account.id}
        await work.unit.audit.append(account.team_id, f"codes_lifted_by_{each}", work.now, **subjects)
    return lifted

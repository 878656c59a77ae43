"""Whether an account that only appeared is one that a connection has brought: certainly, perhaps, or not.

It knows no SQL and no vendor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.relay.limits import LIMITS
from providers.steps import Done, ListedAccount, Unclear

if TYPE_CHECKING:
    from collections.abc import Sequence

    from providers.steps import Step
    from storage import Unit
    from storage.models import Attempt


async def certain(unit: Unit, attempt: Attempt, step: Step) -> Step | None:
    """Judge the accounts that a provider saw appear; any other step stays as it is.

    One that is somebody's was brought by nobody; None where no other is left, so that nothing is known. The
    last one left is this attempt's if nobody else could have brought it, though that is no proof; else people
    decide.
    """
    appeared = _appeared(step)
    if not appeared:
        return step
    left = await _nobodys(unit, attempt.provider, appeared)
    if not left:
        return None
    others = await unit.attempts.others_connecting(attempt, attempt.created_at - LIMITS.page_left_open)
    if others or len(left) > 1:
        return Unclear(left)
    return Done(left[0].id, left[0].label, certain=False)


def _appeared(step: Step) -> tuple[ListedAccount, ...]:
    match step:
        case Unclear(accounts):
            return accounts
        case Done(account=str(account), certain=False):
            return (ListedAccount(account, step.label, connected=True),)
        case _:
            return ()


async def _nobodys(unit: Unit, provider: str, accounts: Sequence[ListedAccount]) -> tuple[ListedAccount, ...]:
    """Leave out what anybody has said yes to, in whichever team."""
    taken = await unit.accounts.taken((provider, account.id) for account in accounts)
    return tuple(account for account in accounts if not taken.get((provider, account.id), False))

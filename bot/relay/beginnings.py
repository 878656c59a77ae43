"""How attempts begin, wait and are offered: rows and their first changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.relay.limits import LIMITS
from storage import new_id
from storage.models import Attempt, Purpose, State

if TYPE_CHECKING:
    from bot.relay.work import Work
    from storage.models import Account, Enrolment, Manager, Why


async def offer_next(work: Work, creator_id: str) -> None:
    """Once nothing of hers is live, ask her about the login that has waited longest."""
    if await work.unit.attempts.live_of_creator(creator_id) is not None:
        return
    waiting = await work.unit.attempts.asked_of_creator(creator_id)
    due = [attempt for attempt in waiting if not attempt.asked_first and attempt.state_since <= work.now]
    if due:
        await work.unit.attempts.change(due[0], offered(due[0], work.now))


def offered(attempt: Attempt, now: float) -> Attempt:
    """Put a waiting login before her."""
    until = now + LIMITS.asked
    return replace(
        attempt,
        asked_first=True,
        offers=attempt.offers + 1,
        state_since=now,
        answer_by=until,
        ends_at=until,
        due_at=until,
    )


def new_attempt(
    enrolment: Enrolment, account: Account, manager: Manager | None, why: Why, now: float
) -> Attempt:
    """Make the row of an attempt that she was not asked about yet; `manager` None: it is her own wish."""
    until = now + LIMITS.asked
    return Attempt(
        id=new_id(),
        team_id=enrolment.team_id,
        creator_id=enrolment.creator_id,
        account_id=account.id,
        manager_id=None if manager is None else manager.id,
        provider=account.provider,
        platform=account.platform,
        purpose=Purpose.RECONNECT,
        why=why,
        state=State.ASKED,
        created_at=now,
        state_since=now,
        answer_by=until,
        ends_at=until,
        due_at=until,
    )


def starting(attempt: Attempt, now: float) -> Attempt:
    """Claim the start call of an attempt, from which its life counts."""
    return replace(
        attempt,
        state=State.STARTING,
        state_since=now,
        answer_by=now + LIMITS.starting,
        ends_at=now + LIMITS.whole_attempt,
        due_at=now + LIMITS.starting,
    )

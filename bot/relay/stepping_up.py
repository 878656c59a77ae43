"""Step-ups: codes for sensitive actions, off until the owner and the creator both allow them.

Each is asked first, the owner is told of it, and there are few of them a day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.relay.beginnings import Plan
from bot.relay.limits import DAY
from bot.relay.reactions import Outcome, Requested
from bot.relay.standing import both_allow
from providers.base import CanStepUp
from storage.models import Purpose

if TYPE_CHECKING:
    from bot.relay.relay import Relay
    from bot.relay.work import Work
    from storage.models import Account, Action, Enrolment, Manager


async def step_up(  # noqa: PLR0913 - a step-up's who, what and where; the rest are named
    relay: Relay,
    work: Work,
    enrolment: Enrolment,
    account: Account,
    *,
    manager: Manager,
    action: Action,
    command_message_id: int | None = None,
    thread_id: int | None = None,
) -> Requested:
    """Ask her for a step-up code on a connected account, for what the manager says it is for."""
    await work.unit.people.lock(enrolment.creator_id)
    if not await both_allow(work.unit, enrolment.team_id, enrolment.creator_id):
        return Requested(Outcome.NOT_ALLOWED)
    since = work.now - DAY
    if await work.unit.attempts.step_ups_since(enrolment.creator_id, since) >= relay.limits.step_ups_a_day:
        return Requested(Outcome.TOO_MANY_STEP_UPS)
    plan = Plan(account.provider, account.platform, account.id, Purpose.STEP_UP, action=action)
    requested = await relay.request(
        work, enrolment, plan, manager, command_message_id=command_message_id, thread_id=thread_id
    )
    if requested.outcome in {Outcome.ASKED, Outcome.WAITING} and requested.attempt is not None:
        await relay.notices.step_up_asked(work, requested.attempt)
    return requested


def offers_step_up(relay: Relay, account: Account) -> bool:
    """Tell whether the account's provider knows step-ups."""
    return isinstance(relay.providers.get(account.provider), CanStepUp)

"""Logins that a creator begins by her own wish: nobody has to ask her first, and nothing limits how often.

It knows no Telegram, no SQL and no vendor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.relay.beginnings import Plan, new_attempt, offered
from bot.relay.endings import Own, needs_password
from bot.relay.following import add_following
from bot.relay.gates import gate
from bot.relay.reactions import Begun, Reaction
from bot.relay.standing import is_connected_since
from bot.relay.stopping import open_attempts, stop
from bot.relay.whose import of_creator
from providers.base import CanReconnect
from storage.models import LIVE, OVER, Purpose, State, Why

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.relay.relay import Relay
    from bot.relay.work import Work
    from storage import Unit
    from storage.models import Account, Attempt, Enrolment


async def start_over(relay: Relay, work: Work, attempt_id: str, creator_id: str) -> Reaction:
    """End this attempt if it is open, and begin another for the same account, by her own wish."""
    attempt = await of_creator(work.unit, attempt_id, creator_id)
    if attempt is None:
        return Reaction.NOT_YOURS
    creator = await work.unit.people.lock(creator_id)
    plan = await plan_again(work.unit, attempt)
    if plan is None or creator is None:
        return Reaction.OVER
    shut = gate(creator, work.now)
    if shut is not None:
        return Reaction(shut)
    if attempt.state not in OVER:
        await stop(work, attempt, State.CANCELLED, ending=Own.STARTED_OVER)
    elif await is_connected_since(work.unit, attempt):
        return Reaction.ALREADY_IN
    return (await by_own_wish(relay, work, plan, attempt.team_id, creator_id)).reaction


def plan_for(relay: Relay, account: Account) -> Plan:
    """Say how an account signs in again: with what its provider stored, if that can store anything."""
    provider = relay.providers.get(account.provider)
    stores = provider is None or isinstance(provider, CanReconnect)
    return Plan.reconnect(account) if stores else Plan.with_password(account)


async def by_own_wish(  # noqa: PLR0913 - the acts, the unit, what, where and who; the rest is named
    relay: Relay,
    work: Work,
    plan: Plan,
    team_id: str,
    creator_id: str,
    *,
    following: Attempt | None = None,
) -> Begun:
    """Begin what she wants: it starts, or it waits for what she types on the connect page.

    That goes on with the attempt which it is `following`.
    """
    enrolment = await work.unit.enrolments.find(team_id, creator_id)
    creator = await work.unit.people.lock(creator_id)
    if enrolment is None or creator is None:
        return Begun(Reaction.NOT_YOURS)
    shut = await relay.shut_for(work, creator, plan.target_of(creator_id))
    if shut is not None:
        return Begun(shut)
    unfinished = await open_attempts(work.unit, creator_id)
    hurdle = _hurdle(relay, enrolment, unfinished, work.now)
    if hurdle is not None:
        return Begun(hurdle)
    waiting = next((attempt for attempt in unfinished if plan.is_of(attempt, team_id)), None)
    if waiting is not None and plan.is_met_by(waiting):
        return Begun(await relay.ready(work, waiting.id, creator_id), waiting)
    if waiting is not None and plan.way is not None:
        await stop(work, waiting, State.CANCELLED, ending=Own.STARTED_OVER)
    attempt = new_attempt(enrolment, plan, None, Why.OWN_WISH, work.now)
    if plan.way is None:
        return Begun(Reaction.STARTING, await relay.start_new(work, attempt))
    attempt = offered(attempt, work.now)
    if following is None:
        await work.unit.attempts.add(attempt)
    else:
        attempt = await add_following(work, attempt, following)
    return Begun(Reaction.OPEN_PAGE, attempt)


def _hurdle(relay: Relay, enrolment: Enrolment, unfinished: Iterable[Attempt], now: float) -> Reaction | None:
    """Say what she has to do before: agree to a newer text, or come to the end of another login."""
    if not relay.consents.holds(enrolment.consent, now):
        return Reaction.AGREE_FIRST
    return Reaction.OTHER_FIRST if any(attempt.state in LIVE for attempt in unfinished) else None


async def plan_again(unit: Unit, attempt: Attempt) -> Plan | None:
    """Say what starting over means; None for a step-up, which only a manager asks for."""
    if attempt.purpose is Purpose.STEP_UP:
        return None
    if attempt.account_id is None:
        return Plan.again(attempt)
    account = await unit.accounts.get(attempt.account_id)
    if account is None or account.removed_at is not None:
        return None
    if needs_password(attempt):
        return Plan.with_password(account)
    return Plan.again(attempt)

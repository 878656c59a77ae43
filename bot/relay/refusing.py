"""Why a login is not asked for now, whoever wants it. It knows no Telegram, no SQL and no vendor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.relay.fatigue import when_askable
from bot.relay.gates import gate
from bot.relay.guessing import Shut, closed_for
from bot.relay.quotas import startable_from
from bot.relay.reactions import Outcome, Requested
from bot.relay.stopping import open_attempts

if TYPE_CHECKING:
    from bot.relay.beginnings import Plan
    from bot.relay.guessing import Closed
    from bot.relay.relay import Relay
    from bot.relay.work import Work
    from storage.models import Attempt, Enrolment
    from storage.repositories.guesses import Target


async def refusal(relay: Relay, work: Work, enrolment: Enrolment, plan: Plan) -> Requested | None:
    """Say what keeps a login from being asked for, be it at once or later; she is locked from then on."""
    creator = await work.unit.people.lock(enrolment.creator_id)
    if creator is None or not creator.reachable:
        return Requested(Outcome.UNREACHABLE)
    shut = gate(creator, work.now)
    if shut is not None:
        return Requested(Outcome(shut))
    unfinished = await open_attempts(work.unit, creator.id)
    running = next((attempt for attempt in unfinished if plan.is_of(attempt, enrolment.team_id)), None)
    if running is not None:
        return Requested(Outcome.RUNNING, running)
    no_codes = await closed_to_codes(relay, work, plan.target_of(creator.id))
    return None if no_codes is None else Requested(Outcome(no_codes.shut), free_at=no_codes.free_at)


async def closed_to_codes(relay: Relay, work: Work, target: Target) -> Closed | None:
    """Say why no code is taken; the two who can let codes go on are told again whenever somebody finds out.

    A code counts as wrong also where its outcome is never known, so there may have been nothing to tell them.
    """
    found = await closed_for(work.unit, target, work.now, relay.limits)
    if found is not None and found.shut is Shut.STOPPED:
        newest, *_ = await work.unit.guesses.wrong_in_a_row(target)
        attempt = await work.unit.attempts.get(newest.attempt_id)
        if attempt is not None:
            await relay.notices.codes_stopped(work, attempt)
    return found


async def postponement(relay: Relay, work: Work, attempt: Attempt) -> Requested | None:
    """Say what keeps her from being asked at once: that she is left alone, or what is fair to other teams."""
    if attempt.manager_id is not None:
        free_at = await when_askable(work.unit, attempt.creator_id, work.now, relay.limits)
        if free_at > work.now:
            return Requested(Outcome.TOO_MANY, free_at=free_at)
    startable = await startable_from(work.unit, relay.providers, attempt.provider, attempt.team_id, work.now)
    return Requested(Outcome.SHARE_USED, free_at=startable) if startable > work.now else None

"""What people do to attempts: ask for one, agree, decline, stop, cancel, remind, answer.

Each act runs in the caller's transaction, is one conditional change of a row, and says what came of it. It
knows no Telegram, no SQL and no vendor.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.relay import allowing, pressing, times
from bot.relay.answers import Typed, answer
from bot.relay.beginnings import Plan, new_attempt, offered, prompting, put_off, starting
from bot.relay.changing import change
from bot.relay.consents import CONSENTS, Consents
from bot.relay.endings import Own, needs_password
from bot.relay.fatigue import when_askable
from bot.relay.following import add_following
from bot.relay.gates import gate
from bot.relay.guessing import closed_for
from bot.relay.limits import LIMITS, PACE, Limits
from bot.relay.quotas import startable_from
from bot.relay.reactions import Begun, Outcome, Reaction, Requested
from bot.relay.standing import is_connected_since, stands
from bot.relay.stopping import open_attempts, stop, stop_all
from providers.base import CanReconnect, Provider
from storage.models import (
    LIVE,
    OVER,
    Account,
    AskMode,
    Attempt,
    Enrolment,
    Manager,
    Person,
    Purpose,
    State,
    Why,
)
from storage.repositories.guesses import Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.relay.ports import Caller, Notices
    from bot.relay.work import Work
    from storage import Unit


@dataclass(frozen=True, slots=True)
class Relay:
    """The acts, with what they need of the rest of the bot."""

    providers: Mapping[str, Provider]
    caller: Caller
    notices: Notices
    limits: Limits = LIMITS
    consents: Consents = CONSENTS

    async def request(  # noqa: PLR0913 - a login's who, what, why and where; the rest are named
        self,
        work: Work,
        enrolment: Enrolment,
        plan: Plan,
        manager: Manager | None,
        *,
        why: Why = Why.NOT_GIVEN,
        command_message_id: int | None = None,
        thread_id: int | None = None,
        ask_first: bool = False,
    ) -> Requested:
        """Ask for a login: it starts, or she is asked, or it waits behind another of hers.

        She is always asked about what needs her password or is a step-up.
        """
        creator = await work.unit.people.lock(enrolment.creator_id)
        if creator is None or not creator.reachable:
            return Requested(Outcome.UNREACHABLE)
        shut = gate(creator, work.now)
        if shut is not None:
            return Requested(Outcome(shut))
        unfinished = await open_attempts(work.unit, enrolment.creator_id)
        running = next((attempt for attempt in unfinished if plan.is_of(attempt, enrolment.team_id)), None)
        if running is not None:
            return Requested(Outcome.RUNNING, running)
        target = plan.target_of(enrolment.creator_id)
        no_codes = await closed_for(work.unit, target, work.now, self.limits)
        if no_codes is not None:
            return Requested(Outcome(no_codes.shut), free_at=no_codes.free_at)
        attempt = replace(
            new_attempt(enrolment, plan, manager, why, work.now),
            command_message_id=command_message_id,
            thread_id=thread_id,
        )
        if any(other.state in LIVE for other in unfinished):
            attempt = replace(attempt, due_at=work.now + PACE.waiting)
            await work.unit.attempts.add(attempt)
            return Requested(Outcome.WAITING, attempt)
        is_asked = ask_first or plan.needs_her_first or enrolment.mode is AskMode.ASK_FIRST
        is_asked = is_asked or self.consents.renewal_of(enrolment.consent, work.now) is not None
        return await self._ask_or_start(work, attempt, is_asked=is_asked)

    async def _ask_or_start(self, work: Work, attempt: Attempt, *, is_asked: bool) -> Requested:
        """Ask her, or start what may have her asked, unless she is to be left alone."""
        if attempt.manager_id is not None:
            free_at = await when_askable(work.unit, attempt.creator_id, work.now, self.limits)
            if free_at > work.now:
                return Requested(Outcome.TOO_MANY, free_at=free_at)
        startable = await startable_from(
            work.unit, self.providers, attempt.provider, attempt.team_id, work.now
        )
        if startable > work.now:
            return Requested(Outcome.SHARE_USED, free_at=startable)
        if not is_asked:
            return Requested(Outcome.STARTED, await self._start_new(work, attempt))
        asked = prompting(attempt, work.now)
        await work.unit.attempts.add(asked)
        return Requested(Outcome.ASKED, asked)

    async def ready(self, work: Work, attempt_id: str, creator_id: str) -> Reaction:
        """Start what she was asked about."""
        creator = await work.unit.people.lock(creator_id)
        attempt = await _of_creator(work.unit, attempt_id, creator_id)
        if attempt is None:
            return Reaction.NOT_YOURS
        if attempt.state is not State.ASKED:
            return Reaction.OVER if attempt.state in OVER else Reaction.STARTING
        if work.now >= times.deadline(attempt):
            return Reaction.OVER
        shut = None if creator is None else await self._shut(work, creator, Target.of(attempt))
        if shut is not None:
            return shut
        if not await stands(work.unit, attempt, work.now):
            await self.withdraw(work, attempt)
            return Reaction.OVER
        return await self._begin(work, attempt)

    async def has_to_agree(self, work: Work, team_id: str, creator_id: str) -> bool:
        """Tell whether her agreement with this team is to a text that holds no more."""
        enrolment = await work.unit.enrolments.find(team_id, creator_id)
        return enrolment is not None and not self.consents.holds(enrolment.consent, work.now)

    async def _begin(self, work: Work, attempt: Attempt) -> Reaction:
        """Start what she was asked about, or lead her to the page that starts it."""
        if await self.has_to_agree(work, attempt.team_id, attempt.creator_id):
            return Reaction.AGREE_FIRST
        if attempt.way is not None:
            if not attempt.asked_first:
                await change(work.unit, attempt, offered(attempt, work.now))
            return Reaction.OPEN_PAGE
        if await work.unit.attempts.live_of_creator(attempt.creator_id) is not None:
            return Reaction.OTHER_FIRST
        owner = self.caller.new_owner()
        started = await change(work.unit, attempt, starting(attempt, work.now), owner=owner)
        if started is None:
            return Reaction.OVER
        work.after_commit.append(lambda: self.caller.call(started, owner))
        return Reaction.STARTING

    async def later(self, work: Work, attempt_id: str, creator_id: str, seconds: float) -> Reaction:
        """Put what she was asked about off: she is asked anew then."""
        await work.unit.people.lock(creator_id)
        attempt = await _of_creator(work.unit, attempt_id, creator_id)
        if attempt is None:
            return Reaction.NOT_YOURS
        if attempt.state is not State.ASKED:
            return Reaction.OVER
        until = work.now + seconds
        changed = await change(work.unit, attempt, replace(put_off(attempt, until), put_off_until=until))
        return Reaction.OVER if changed is None else Reaction.LATER

    async def decline(self, work: Work, attempt_id: str, creator_id: str) -> Reaction:
        """End what she cannot do now."""
        attempt = await _of_creator(work.unit, attempt_id, creator_id)
        if attempt is None:
            return Reaction.NOT_YOURS
        ended = await stop(work, attempt, State.DECLINED)
        return Reaction.TOLD_MANAGERS if ended else Reaction.OVER

    async def not_me(self, work: Work, creator_id: str) -> Reaction:
        """Stop every open login of hers, and let none begin until she allows them again."""
        creator = await work.unit.people.lock(creator_id)
        if creator is None:
            return Reaction.NOT_YOURS
        await allowing.block(work, creator)
        await stop_all(work, creator_id, State.DECLINED, Own.BLOCKED)
        await self.notices.stopped(work, creator)
        return Reaction.BLOCKED

    async def allow_again(self, work: Work, creator_id: str) -> Reaction:
        """Lift what "Not me" has stopped, at once or after a while; only she can."""
        creator = await work.unit.people.lock(creator_id)
        if creator is None:
            return Reaction.NOT_YOURS
        at = await allowing.allow(work, creator)
        return Reaction.ALLOWED if at <= work.now else Reaction.ALLOWED_LATER

    async def unreachable(self, work: Work, creator_id: str) -> None:
        """End what cannot reach her, because her chat with the bot is closed; the managers see it."""
        await work.unit.people.set_reachable(creator_id, reachable=False)
        await stop_all(work, creator_id, State.FAILED, Own.UNREACHABLE)

    async def cancel(self, work: Work, attempt_id: str, manager: Manager) -> Reaction:
        """End an attempt of the manager's team."""
        attempt = await _of_team(work.unit, attempt_id, manager)
        if attempt is None:
            return Reaction.NOT_YOURS
        ended = await stop(work, attempt, State.CANCELLED, ended_by=manager.id)
        return Reaction.DONE if ended else Reaction.OVER

    async def withdraw(self, work: Work, attempt: Attempt) -> None:
        """End an attempt by the owner's word: its manager was removed, its team has ended, or the like."""
        await stop(work, attempt, State.CANCELLED, ending=Own.WITHDRAWN)

    async def remind(self, work: Work, attempt_id: str, manager: Manager) -> Reaction:
        """Remind her, once an attempt."""
        attempt = await _of_team(work.unit, attempt_id, manager)
        if attempt is None:
            return Reaction.NOT_YOURS
        if attempt.state in OVER:
            return Reaction.OVER
        if attempt.state not in {State.CODE_NEEDED, State.LINK_NEEDED}:
            return Reaction.ALREADY_ANSWERED
        said = await self.notices.reminder(work, attempt, manager)
        return Reaction.REMINDED if said else Reaction.ALREADY_REMINDED

    async def nothing_came(self, work: Work, attempt_id: str, creator_id: str) -> Reaction:
        """Have the code sent again where the provider can; else she is told what to check."""
        attempt = await _of_creator(work.unit, attempt_id, creator_id)
        if attempt is None:
            return Reaction.NOT_YOURS
        provider = self.providers.get(attempt.provider)
        return await pressing.nothing_came(work, self.caller, provider, attempt)

    async def confirm(self, work: Work, attempt_id: str, creator_id: str) -> Reaction:
        """Tell the provider that she has finished behind her link."""
        attempt = await _of_creator(work.unit, attempt_id, creator_id)
        if attempt is None:
            return Reaction.NOT_YOURS
        provider = self.providers.get(attempt.provider)
        return await pressing.confirm(work, self.caller, provider, attempt)

    async def start_over(self, work: Work, attempt_id: str, creator_id: str) -> Reaction:
        """End this attempt if it is open, and begin another for the same account, by her own wish."""
        attempt = await _of_creator(work.unit, attempt_id, creator_id)
        if attempt is None:
            return Reaction.NOT_YOURS
        creator = await work.unit.people.lock(creator_id)
        plan = await self.plan_again(work.unit, attempt)
        if plan is None or creator is None:
            return Reaction.OVER
        shut = gate(creator, work.now)
        if shut is not None:
            return Reaction(shut)
        if attempt.state not in OVER:
            await stop(work, attempt, State.CANCELLED, ending=Own.STARTED_OVER)
        elif await is_connected_since(work.unit, attempt):
            return Reaction.ALREADY_IN
        return (await self.by_own_wish(work, plan, attempt.team_id, creator_id)).reaction

    async def sign_in(self, work: Work, account: Account, creator_id: str) -> Reaction:
        """Begin a login of her own account by her own wish: nobody has to ask her first."""
        if account.creator_id != creator_id or account.removed_at is not None:
            return Reaction.NOT_YOURS
        return (await self.by_own_wish(work, self.plan_for(account), account.team_id, creator_id)).reaction

    def plan_for(self, account: Account) -> Plan:
        """Say how an account signs in again: with what its provider stored, if that can store anything."""
        provider = self.providers.get(account.provider)
        stores = provider is None or isinstance(provider, CanReconnect)
        return Plan.reconnect(account) if stores else Plan.with_password(account)

    async def by_own_wish(
        self, work: Work, plan: Plan, team_id: str, creator_id: str, *, following: Attempt | None = None
    ) -> Begun:
        """Begin what she wants: it starts, or it waits for what she types on the connect page.

        That goes on with the attempt which it is `following`.
        """
        enrolment = await work.unit.enrolments.find(team_id, creator_id)
        creator = await work.unit.people.lock(creator_id)
        if enrolment is None or creator is None:
            return Begun(Reaction.NOT_YOURS)
        shut = await self._shut(work, creator, plan.target_of(creator_id))
        if shut is not None:
            return Begun(shut)
        unfinished = await open_attempts(work.unit, creator_id)
        hurdle = self._hurdle(enrolment, unfinished, work.now)
        if hurdle is not None:
            return Begun(hurdle)
        waiting = next((attempt for attempt in unfinished if plan.is_of(attempt, team_id)), None)
        if waiting is not None and plan.is_met_by(waiting):
            return Begun(await self.ready(work, waiting.id, creator_id), waiting)
        if waiting is not None and plan.way is not None:
            await stop(work, waiting, State.CANCELLED, ending=Own.STARTED_OVER)
        attempt = new_attempt(enrolment, plan, None, Why.OWN_WISH, work.now)
        if plan.way is None:
            return Begun(Reaction.STARTING, await self._start_new(work, attempt))
        attempt = offered(attempt, work.now)
        if following is None:
            await work.unit.attempts.add(attempt)
        else:
            attempt = await add_following(work, attempt, following)
        return Begun(Reaction.OPEN_PAGE, attempt)

    def _hurdle(self, enrolment: Enrolment, unfinished: Iterable[Attempt], now: float) -> Reaction | None:
        """Say what she has to do before: agree to a newer text, or come to the end of another login."""
        if not self.consents.holds(enrolment.consent, now):
            return Reaction.AGREE_FIRST
        return Reaction.OTHER_FIRST if any(attempt.state in LIVE for attempt in unfinished) else None

    async def plan_again(self, unit: Unit, attempt: Attempt) -> Plan | None:
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

    async def typed(self, work: Work, creator: Person, typed: Typed) -> Reaction:
        """Take what she typed: a code for the open challenge, or whatever else it is."""
        return await answer(work, self.caller, creator, typed)

    async def _shut(self, work: Work, creator: Person, target: Target) -> Reaction | None:
        """Say what keeps her from beginning herself: a gate of hers, or too many wrong codes."""
        shut = gate(creator, work.now)
        if shut is not None:
            return Reaction(shut)
        no_codes = await closed_for(work.unit, target, work.now, self.limits)
        return None if no_codes is None else Reaction(no_codes.shut)

    async def _start_new(self, work: Work, attempt: Attempt) -> Attempt:
        owner = self.caller.new_owner()
        started = starting(attempt, work.now)
        await work.unit.attempts.add(started, owner=owner)
        work.after_commit.append(lambda: self.caller.call(started, owner))
        return started


async def _of_creator(unit: Unit, attempt_id: str, creator_id: str) -> Attempt | None:
    attempt = await unit.attempts.get(attempt_id)
    return attempt if attempt is not None and attempt.creator_id == creator_id else None


async def _of_team(unit: Unit, attempt_id: str, manager: Manager) -> Attempt | None:
    attempt = await unit.attempts.get(attempt_id)
    return attempt if attempt is not None and attempt.team_id == manager.team_id else None

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
from bot.relay.endings import Own
from bot.relay.gates import gate
from bot.relay.limits import LIMITS, PACE, Limits
from bot.relay.reactions import Outcome, Reaction, Requested
from bot.relay.refusing import closed_to_codes, postponement, refusal
from bot.relay.standing import stands
from bot.relay.stopping import stop, stop_all
from bot.relay.whose import of_creator, of_team
from storage.models import (
    OVER,
    AskMode,
    Attempt,
    Enrolment,
    Manager,
    Person,
    State,
    Why,
)
from storage.repositories.guesses import Target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.relay.ports import Caller, Notices
    from bot.relay.work import Work
    from providers.base import Provider


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
        refused = await refusal(self, work, enrolment, plan)
        if refused is not None:
            return refused
        attempt = replace(
            new_attempt(enrolment, plan, manager, why, work.now),
            command_message_id=command_message_id,
            thread_id=thread_id,
        )
        if await work.unit.attempts.live_of_creator(enrolment.creator_id) is not None:
            attempt = replace(attempt, due_at=work.now + PACE.waiting)
            await work.unit.attempts.add(attempt)
            return Requested(Outcome.WAITING, attempt)
        is_asked = ask_first or plan.needs_her_first or enrolment.mode is AskMode.ASK_FIRST
        is_asked = is_asked or self.consents.renewal_of(enrolment.consent, work.now) is not None
        return await self._ask_or_start(work, attempt, is_asked=is_asked)

    async def _ask_or_start(self, work: Work, attempt: Attempt, *, is_asked: bool) -> Requested:
        """Ask her, or start what may have her asked, unless that has to wait."""
        later = await postponement(self, work, attempt)
        if later is not None:
            return later
        if not is_asked:
            return Requested(Outcome.STARTED, await self.start_new(work, attempt))
        asked = prompting(attempt, work.now)
        await work.unit.attempts.add(asked)
        return Requested(Outcome.ASKED, asked)

    async def ready(self, work: Work, attempt_id: str, creator_id: str) -> Reaction:
        """Start what she was asked about."""
        creator = await work.unit.people.lock(creator_id)
        attempt = await of_creator(work.unit, attempt_id, creator_id)
        if attempt is None:
            return Reaction.NOT_YOURS
        if attempt.state is not State.ASKED:
            return Reaction.OVER if attempt.state in OVER else Reaction.STARTING
        if work.now >= times.deadline(attempt):
            return Reaction.OVER
        shut = None if creator is None else await self.shut_for(work, creator, Target.of(attempt))
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
        attempt = await of_creator(work.unit, attempt_id, creator_id)
        if attempt is None:
            return Reaction.NOT_YOURS
        if attempt.state is not State.ASKED:
            return Reaction.OVER
        until = work.now + seconds
        changed = await change(work.unit, attempt, replace(put_off(attempt, until), put_off_until=until))
        return Reaction.OVER if changed is None else Reaction.LATER

    async def decline(self, work: Work, attempt_id: str, creator_id: str) -> Reaction:
        """End what she cannot do now."""
        attempt = await of_creator(work.unit, attempt_id, creator_id)
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
        attempt = await of_team(work.unit, attempt_id, manager)
        if attempt is None:
            return Reaction.NOT_YOURS
        ended = await stop(work, attempt, State.CANCELLED, ended_by=manager.id)
        return Reaction.DONE if ended else Reaction.OVER

    async def withdraw(self, work: Work, attempt: Attempt) -> None:
        """End an attempt by the owner's word: its manager was removed, its team has ended, or the like."""
        await stop(work, attempt, State.CANCELLED, ending=Own.WITHDRAWN)

    async def remind(self, work: Work, attempt_id: str, manager: Manager) -> Reaction:
        """Remind her, once an attempt."""
        attempt = await of_team(work.unit, attempt_id, manager)
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
        attempt = await of_creator(work.unit, attempt_id, creator_id)
        if attempt is None:
            return Reaction.NOT_YOURS
        provider = self.providers.get(attempt.provider)
        return await pressing.nothing_came(work, self.caller, provider, attempt)

    async def confirm(self, work: Work, attempt_id: str, creator_id: str) -> Reaction:
        """Tell the provider that she has finished behind her link."""
        attempt = await of_creator(work.unit, attempt_id, creator_id)
        if attempt is None:
            return Reaction.NOT_YOURS
        provider = self.providers.get(attempt.provider)
        return await pressing.confirm(work, self.caller, provider, attempt)

    async def typed(self, work: Work, creator: Person, typed: Typed) -> Reaction:
        """Take what she typed: a code for the open challenge, or whatever else it is."""
        return await answer(work, self.caller, creator, typed)

    async def shut_for(self, work: Work, creator: Person, target: Target) -> Reaction | None:
        """Say what keeps her from beginning herself: a gate of hers, or too many wrong codes."""
        shut = gate(creator, work.now)
        if shut is not None:
            return Reaction(shut)
        no_codes = await closed_to_codes(self, work, target)
        return None if no_codes is None else Reaction(no_codes.shut)

    async def start_new(self, work: Work, attempt: Attempt) -> Attempt:
        """Store an attempt whose start is claimed, and have that called."""
        owner = self.caller.new_owner()
        started = starting(attempt, work.now)
        await work.unit.attempts.add(started, owner=owner)
        work.after_commit.append(lambda: self.caller.call(started, owner))
        return started

"""Writing what came of a question or a call into an attempt's row, with all that follows from it.

Which outcome counts is settled by the row's version: what loses is dropped, or kept where it still matters.
It knows no Telegram, no SQL and no vendor.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog

from bot.relay import calls, endings, progress, times
from bot.relay.after_all import tell_after_all, tell_another
from bot.relay.certainty import certain
from bot.relay.changing import change
from bot.relay.endings import Own
from bot.relay.guessing import is_stopped, limited
from bot.relay.limits import LIMITS, PACE, Limits
from bot.relay.linking import linked
from bot.relay.waiting import offer_next
from bot.relay.work import Work
from providers.steps import Done, Failed, Unclear
from storage.models import OVER, Attempt, Purpose, State, Way
from storage.repositories.guesses import Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.relay.ports import Notices
    from providers.steps import Step
    from storage import Store, Unit

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Landing:
    """Writes outcomes; calls `changed` after each change of a row."""

    store: Store
    notices: Notices
    clock: Callable[[], float]
    changed: Callable[[], None]
    limits: Limits = LIMITS

    async def write(self, before: Attempt, after: Attempt, owner: str, step: Step | None = None) -> bool:
        """Write what became of an attempt, by `step` if a provider said so; False if the row moved on."""
        async with self.store.write() as unit:
            work = Work(unit, self.clock())
            await unit.people.lock(before.creator_id)
            stored = await self._change(work, before, after, step)
            await unit.attempts.release(before.id, owner)
        if stored:
            self.changed()
        return stored

    async def of_call(self, attempt: Attempt, owner: str, step: Step) -> None:
        """Write what a claimed call gave, also where the row moved on meanwhile."""
        judged, account = await self.judged(attempt, step)
        if judged is None:
            await self.write(attempt, progress.unsure(attempt, self.clock()), owner)
            return
        after = progress.advance(attempt, judged, self.clock(), account, fresh=True, limits=self.limits)
        if after is None or not await self.write(attempt, after, owner, judged):
            await self._late(attempt, judged, account)

    async def _late(self, attempt: Attempt, step: Step, account: str | None) -> None:
        """Keep an outcome that came after the row had moved on.

        It shows that the call arrived. An attempt that is over is watched by it; one that became unsure about
        this call is so no longer.
        """
        async with self.store.write() as unit:
            work = Work(unit, self.clock())
            await unit.people.lock(attempt.creator_id)
            found = await unit.attempts.get(attempt.id)
            if found is None:
                return
            current = replace(found, arrival_unsure=False)
            if current.state in OVER:
                await self._after_the_end(work, attempt, current, step)
            elif current.state is State.UNSURE and current.version == attempt.version + 1:
                after = progress.advance(current, step, work.now, account, fresh=True, limits=self.limits)
                await self._change(work, current, after or current, step)
        self.changed()

    async def _after_the_end(self, work: Work, called: Attempt, current: Attempt, step: Step) -> None:
        """Watch by what landed.

        A code that was wrong counts, or ending the attempt before its answer would be a way to guess.
        """
        after = calls.landed(current, step, work.now, held_password=times.holds_password(called))
        if (stored := await self._over(work, current, after, step)) is not None:
            await self._tell_after_all(work, stored, step)

    async def _over(self, work: Work, current: Attempt, after: Attempt, step: Step | None) -> Attempt | None:
        """Change an attempt that is over, and count its last code, once, if that turns out to be wrong."""
        if not calls.was_wrong(current, step, work.now):
            return await change(work.unit, current, after)
        wrong_codes, unjudged_codes = current.wrong_codes + 1, current.unjudged_codes
        counted = replace(after, call=None, wrong_codes=wrong_codes, unjudged_codes=unjudged_codes)
        stored = await change(work.unit, current, counted)
        if stored is not None and await is_stopped(work.unit, Target.of(stored), work.now, self.limits):
            await self._stopped(work, stored)
        return stored

    async def _tell_after_all(self, work: Work, stored: Attempt, step: Step | None) -> None:
        """Tell people if it signed in."""
        if isinstance(step, Done):
            await tell_after_all(work, self.notices, stored, step)

    async def ended_meanwhile(self, called: Attempt, owner: str, *, sent: bool) -> None:
        """Give an attempt back whose call has no answer; if it has ended, the call may not have arrived.

        Where it surely was not even sent, nothing is left to wait for.
        """
        async with self.store.write() as unit:
            current = await unit.attempts.get(called.id)
            if current is not None and current.state in OVER and current.submitted_at == called.submitted_at:
                after = replace(current, arrival_unsure=True) if sent else replace(current, call=None)
                await change(unit, current, after)
            await unit.attempts.release(called.id, owner)
        self.changed()

    async def watched(self, attempt: Attempt, owner: str, step: Step | None) -> None:
        """Settle an attempt that is over at the provider too, or watch on; tell people if it signed in."""
        async with self.store.write() as unit:
            work = Work(unit, self.clock())
            on = replace(attempt, due_at=work.now + PACE.watch)
            after = on if calls.runs_on(step) else calls.settled(attempt, step)
            stored = await self._over(work, attempt, after, step)
            await unit.attempts.release(attempt.id, owner)
            if stored is not None:
                await self._tell_after_all(work, stored, step)
        self.changed()

    async def judged(self, attempt: Attempt, step: Step) -> tuple[Step | None, str | None]:
        """Judge what a provider says by what everybody else has and does; None where it says nothing.

        Beside it stands the provider's id of the attempt's account: None for a first connection, and the
        empty text for an account that is gone.
        """
        async with self.store.read() as unit:
            return await certain(unit, attempt, step), await _external_id(unit, attempt)

    async def _change(self, work: Work, before: Attempt, after: Attempt, step: Step | None) -> bool:
        """Change a row, with what follows from it; False if it moved on meanwhile.

        The row of a first connection is held before anything is linked, so that one which has ended
        meanwhile links nothing.
        """
        if after.state is State.CONNECTED and isinstance(step, Done) and _is_first(before):
            held = await change(work.unit, before, before)
            if held is None:
                return False
            before, after = held, await linked(work, after, step)
        after = await limited(work.unit, before, after, work.now, self.limits)
        stored = await change(work.unit, before, after)
        if stored is None:
            return False
        if stored.state in OVER and before.state not in OVER:
            await self._ended(work, stored)
            await self._tell_of_step(work, stored, step)
        if stored.state is State.CONNECTED:
            await _prove(work, stored)
        if isinstance(step, Unclear):
            await self.notices.account_unclear(work, stored, step.accounts)
        _report(stored)
        return True

    async def _tell_of_step(self, work: Work, stored: Attempt, step: Step | None) -> None:
        """Tell what the step that ended it says beside the ending: a host, or another account."""
        if isinstance(step, Failed) and step.host is not None:
            await self.notices.link_refused(work, stored, step.host)
        if isinstance(step, Done) and stored.ending in {Own.ANOTHER_ACCOUNT, Own.ACCOUNT_TAKEN}:
            await tell_another(work, self.notices, stored, step)

    async def _ended(self, work: Work, stored: Attempt) -> None:
        """Have what waits go on, and tell those who can act on how it ended."""
        await offer_next(work, stored, self.limits)
        if stored.ending in endings.FOR_THE_OPERATOR:
            await self.notices.key_refused(work, stored)
        elif stored.ending == Own.ASKED_TWICE:
            await self.notices.asked_twice(work, stored)
        elif stored.ending == Own.CODES_STOPPED:
            await self._stopped(work, stored)

    async def _stopped(self, work: Work, stored: Attempt) -> None:
        """Tell the two who can let codes go on that they stand still."""
        subjects = {"creator": stored.creator_id, "account": stored.account_id}
        await work.unit.audit.append(stored.team_id, "codes_stopped", work.now, attempt=stored.id, **subjects)
        await self.notices.codes_stopped(work, stored)


async def _external_id(unit: Unit, attempt: Attempt) -> str | None:
    if attempt.account_id is None:
        return None
    account = await unit.accounts.get(attempt.account_id)
    return "" if account is None else account.external_id


def _is_first(attempt: Attempt) -> bool:
    return attempt.purpose is Purpose.CONNECT and attempt.account_id is None


def _report(attempt: Attempt) -> None:
    log.info(
        "attempt_changed",
        attempt_id=attempt.id,
        state=attempt.state,
        version=attempt.version,
        ending=attempt.ending,
    )


async def _prove(work: Work, attempt: Attempt) -> None:
    """Note that she has answered a challenge on this account; what a provider's page asks her is not seen."""
    if attempt.way is Way.HOSTED or attempt.challenge == 0:
        return
    account = None if attempt.account_id is None else await work.unit.accounts.get(attempt.account_id)
    if account is not None and account.proven_at is None:
        await work.unit.accounts.save(replace(account, proven_at=work.now))

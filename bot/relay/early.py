"""Codes that come before their challenge: kept in memory for a moment, used if it opens, never written."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.relay.answers import claim_early
from bot.relay.limits import LIMITS
from bot.relay.reactions import Reaction
from bot.relay.times import ANSWERS
from bot.relay.work import Work
from storage.models import OVER, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.relay.ports import Caller, Notices
    from providers.secret import Secret
    from storage import Store
    from storage.models import Attempt

POLL_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class EarlyCodes:
    """Waits with early codes for their challenges. `changed` is called after each change of a row."""

    store: Store
    notices: Notices
    clock: Callable[[], float]
    changed: Callable[[], None]

    async def hold(self, caller: Caller, held_for: Attempt, code: Secret) -> None:
        """Wait for the challenge that an early code is for, and use it then."""
        until = self.clock() + LIMITS.early_code
        await self._hurry(held_for.id)
        while self.clock() < until:
            attempt = await self._read(held_for.id)
            if attempt is None or attempt.state in OVER or _is_past(attempt, held_for):
                return
            if attempt.state is State.CODE_NEEDED and await self._use(caller, attempt, code):
                return
            await asyncio.sleep(POLL_SECONDS)
        await self._too_early(held_for.id)

    async def _use(self, caller: Caller, attempt: Attempt, code: Secret) -> bool:
        """Claim the submission of an early code; False if it does not fit, or the row moved on meanwhile."""
        async with self.store.write() as unit:
            work = Work(unit, self.clock())
            reaction = await claim_early(work, caller, attempt, code)
        for action in work.after_commit:
            action()
        self.changed()
        return reaction is Reaction.CODE_TAKEN

    async def _hurry(self, attempt_id: str) -> None:
        async with self.store.write() as unit:
            await unit.attempts.hurry(attempt_id, self.clock())
        self.changed()

    async def _read(self, attempt_id: str) -> Attempt | None:
        async with self.store.read() as unit:
            return await unit.attempts.get(attempt_id)

    async def _too_early(self, attempt_id: str) -> None:
        async with self.store.write() as unit:
            attempt = await unit.attempts.get(attempt_id)
            if attempt is not None and attempt.state not in OVER:
                await self.notices.code_too_early(Work(unit, self.clock()), attempt)
        self.changed()


def _is_past(attempt: Attempt, held_for: Attempt) -> bool:
    """Tell whether the next challenge has an answer of hers by now, so that this one has no use."""
    is_answered = attempt.state is State.SUBMITTING and attempt.call in ANSWERS
    return is_answered or attempt.challenge > held_for.challenge + 1

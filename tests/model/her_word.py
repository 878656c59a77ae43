"""What she says about logins: that one may begin, or later, or that none may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.people import freezing, lifting, pausing
from bot.relay.limits import LIMITS
from bot.relay.reactions import Reaction
from bot.relay.wishing import start_over
from storage.repositories.guesses import Target
from tests.harness.wish import sign_in
from tests.model.numbers import OVER
from tests.model.telling import Telling

if TYPE_CHECKING:
    from storage.models import Attempt, By


class HerWord(Telling):
    """Acts of a story."""

    async def presses_ready(self, attempt: Attempt) -> None:
        async with self._her_act() as work:
            await self.world.relay.ready(work, attempt.id, attempt.creator_id)

    async def declines(self, attempt: Attempt) -> None:
        row = self.ledger.rows[attempt.id]
        if row.state not in OVER:
            self.ledger.prompting.declines(row)
        async with self.world.work() as work:
            await self.world.relay.decline(work, attempt.id, attempt.creator_id)

    async def puts_off(self, attempt: Attempt, seconds: float) -> None:
        async with self.world.work() as work:
            reaction = await self.world.relay.later(work, attempt.id, attempt.creator_id, seconds)
        if reaction is Reaction.LATER:
            self.ledger.prompting.chooses(attempt, seconds)

    async def stops_all(self) -> None:
        await self._nobody_else_has_lifted_it()
        self.ledger.prompting.declined_at = self.world.clock()
        async with self.world.work() as work:
            await self.world.relay.not_me(work, self.world.cast.stella.id)
        self.ledger.stops.stopped()
        self._all_is_over()

    async def pauses(self) -> None:
        await self._nobody_else_has_lifted_it()
        async with self.world.work() as work:
            until = await pausing.pause(work, self.world.cast.stella, pausing.Pause.DAY)
        self.ledger.stops.paused_until = until
        self._all_is_over()

    async def allows_again(self) -> None:
        """Have her end whatever stops all."""
        await self._nobody_else_has_lifted_it()
        stops = self.ledger.stops
        async with self.world.work() as work:
            if stops.is_blocked:
                stops.allowed()
                await self.world.relay.allow_again(work, self.world.cast.stella.id)
            if stops.frozen:
                await freezing.thaw(work, self.world.cast.stella)
            if stops.paused_until:
                await pausing.resume(work, self.world.cast.stella)
        stops.frozen, stops.paused_until = False, 0.0

    async def lets_the_account_go_on(self, by: By) -> None:
        self.ledger.guesses.lifted(by)
        async with self.world.work() as work:
            account = self.world.places[0].account
            target = Target(account.creator_id, account.platform)
            await lifting.lift(work, target, frozenset({by}), LIMITS)

    async def signs_in(self, which: int) -> None:
        async with self._her_act() as work:
            account = await work.unit.accounts.get(self.world.places[which].account.id)
            assert account is not None
            await sign_in(self.world.relay, work, account)

    async def starts_over(self, attempt: Attempt) -> None:
        async with self._her_act() as work:
            await start_over(self.world.relay, work, attempt.id, attempt.creator_id)

"""What the managers do."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from telegram import Update

from bot.handlers import requesting
from bot.people import freezing, step_ups
from bot.relay.stepping_up import step_up
from bot.relay.wishing import plan_for
from storage.models import Action
from tests.model.telling import Telling

if TYPE_CHECKING:
    from bot.handlers.turn import Turn
    from storage.models import Attempt, Enrolment


class StaffActs(Telling):
    """Acts of a story, by the number of the place whose manager does it."""

    async def asks(self, which: int) -> None:
        place = self.world.places[which]
        plan = plan_for(self.world.relay, place.account)
        turn = SimpleNamespace(relay=self.world.relay, update=Update(0))
        async with self.world.work() as work:
            await requesting.ask_for(cast("Turn", turn), work, place.desk, self._enrolment(which), plan)

    def _enrolment(self, which: int) -> Enrolment:
        return replace(self.world.places[which].enrolment, mode=self.mode)

    async def asks_for_a_step_up(self, which: int) -> None:
        place = self.world.places[which]
        async with self.world.work() as work:
            await step_up(
                self.world.relay,
                work,
                self._enrolment(which),
                place.account,
                manager=place.manager,
                action=Action.PAYOUT,
            )

    async def takes_back_the_leave(self, *, is_owners: bool) -> None:
        """Have the owner or her allow no step-ups in the first team any more."""
        place = self.world.places[0]
        team_id, grounds = place.desk.team.id, self.ledger.grounds
        async with self.world.work() as work:
            if is_owners:
                await step_ups.allow_in_team(work, team_id, allowed=False)
            else:
                hers = await work.unit.enrolments.get(place.enrolment.id)
                assert hers is not None
                await step_ups.allow_asking(work, hers, allowed=False)
        (grounds.leave_of_owner if is_owners else grounds.leave_of_hers).discard(team_id)

    async def cancels(self, which: int, attempt: Attempt) -> None:
        async with self.world.work() as work:
            await self.world.relay.cancel(work, attempt.id, self.world.places[which].manager)

    async def reminds(self, which: int, attempt: Attempt) -> None:
        async with self.world.work() as work:
            await self.world.relay.remind(work, attempt.id, self.world.places[which].manager)

    async def removes(self, which: int) -> None:
        manager = self.world.places[which].manager
        await self.world.remove(manager)
        self.ledger.grounds.removed.add(manager.id)
        ended = all(row.manager_id != manager.id for row in self.ledger.open)
        self.ledger.promise("what a removed manager began ends", ended)

    async def freezes(self, which: int) -> None:
        await self._nobody_else_has_lifted_it()
        async with self.world.work() as work:
            await freezing.freeze(work, self.world.cast.stella.id, self.world.places[which].manager.id)
        self.ledger.stops.frozen = True
        self._all_is_over()

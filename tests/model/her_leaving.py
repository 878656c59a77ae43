"""How she goes: out of a team, to another Telegram account, or altogether."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.people import accounts, forgetting, leaving, moving
from bot.people.accounts import Listed
from tests.model.numbers import FORGOTTEN_AFTER, MOVED_AFTER
from tests.model.telling import Telling

if TYPE_CHECKING:
    from storage.models import Account

ANOTHER = moving.Newcomer(telegram_id=7_999_999_999, first_name="Stella", username=None, language="en")
NOBODY: frozenset[int] = frozenset()


class HerLeaving(Telling):
    """Acts of a story."""

    async def leaves(self, which: int) -> None:
        """Have her leave a team: what was hers there is nobody's."""
        place = self.world.places[which]
        async with self.world.work() as work:
            left = await leaving.leave(work, place.enrolment.id, self.world.cast.stella)
        self.ledger.grounds.not_hers |= {account.id for account in left.accounts}
        ended = all(row.team_id != place.enrolment.team_id for row in self.ledger.open)
        self.ledger.promise("what is open in a team ends when she leaves it", ended)

    async def gives_an_account_to_nora(self, which: int) -> None:
        """Have the team link an account that she has left to another creator, who says yes."""
        place = self.world.places[which]
        async with self.world.work() as work:
            proposed = await accounts.propose(
                work, self.world.nora[which], _as_listed(place.account), place.manager.id
            )
            nora = await work.unit.people.get(proposed.creator_id)
            assert nora is not None
            await accounts.confirm(work, proposed.id, nora)

    async def wishes_to_be_forgotten(self) -> None:
        await self._nobody_else_has_lifted_it()
        async with self.world.work() as work:
            await forgetting.wish(work, self.world.cast.stella)
        self.ledger.stops.forgotten_from = self.world.clock() + FORGOTTEN_AFTER
        self._all_is_over()

    async def takes_her_wish_back(self) -> None:
        await self._nobody_else_has_lifted_it()
        async with self.world.work() as work:
            await forgetting.take_back(work, self.world.cast.stella)
        self.ledger.stops.forgotten_from = None

    async def who_wished_so_is_forgotten(self) -> None:
        """Have the bot forget whose time has come, as it does every minute."""
        now, wished = self.world.clock(), self.ledger.stops.forgotten_from
        async with self.world.work() as work:
            for person in await work.unit.people.to_forget(now):
                self.ledger.is_forgotten = await forgetting.forget(work, person.id, NOBODY) is not None
        is_time = wished is not None and now >= wished
        self.ledger.promise("she is forgotten when she wanted it", self.ledger.is_forgotten == is_time)
        if self.ledger.is_forgotten:
            self.ledger.rows.clear()

    async def is_to_move(self) -> None:
        """Have her follow the link to another account, and the manager type its number."""
        async with self.world.work() as work:
            begun = await moving.begin(work, self.world.places[0].enrolment)
            opened = await moving.open_move(work, begun.token, ANOTHER)
            await moving.take_number(work, opened.id, is_right=True)
        self.moves_at = self.world.clock() + MOVED_AFTER

    async def what_moves_is_moved(self) -> None:
        """Have the bot move whose time has come, as it does every minute."""
        await self._nobody_else_has_lifted_it()
        stops, now = self.ledger.stops, self.world.clock()
        async with self.world.work() as work:
            due = await work.unit.moves.due(now)
            for move in due:
                await moving.take_effect(work, move)
        self.ledger.promise("a move takes a day", bool(due) == (now >= self.moves_at))
        if due:
            stops.moved_at, stops.frozen = now, False
            self._all_is_over()


def _as_listed(account: Account) -> Listed:
    return Listed(account.provider, account.platform, account.external_id, account.label)

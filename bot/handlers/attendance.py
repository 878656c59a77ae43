"""Whether managers with something open are still in their groups: asked now and then, and at a hint.

One who has left is treated as removed for what is open; where Telegram does not tell, nothing changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.handlers.acting import Membership, membership
from bot.people.managers import call_off
from bot.relay.endings import Own
from bot.relay.work import Work
from storage.models import ManagerState

if TYPE_CHECKING:
    from collections.abc import Callable

    import telegram

    from bot.handlers.turn import Turn
    from storage import Manager, Store

BETWEEN_LOOKS = 30.0
"""Seconds between two questions about one manager."""


@dataclass(slots=True)
class Attendance:
    """Asks about the managers of one bot, one after the other, while what they asked for is open."""

    store: Store
    bot: telegram.Bot
    clock: Callable[[], float]
    settled: Callable[[], None]
    _next: dict[str, float] = field(default_factory=dict)

    async def look(self) -> None:
        """Ask about each manager whose time has come; what Telegram does not answer is asked again later."""
        async with self.store.read() as unit:
            waiting = await unit.attempts.managers_waiting()
        now = self.clock()
        self._next = {each: self._next.get(each, now + BETWEEN_LOOKS) for each in waiting}
        for manager_id in [each for each, due in self._next.items() if due <= now]:
            self._next[manager_id] = now + BETWEEN_LOOKS
            if await has_left(self.store, self.bot, manager_id):
                await self._call_off(manager_id)

    async def _call_off(self, manager_id: str) -> None:
        async with self.store.write() as unit:
            manager = await unit.managers.get(manager_id)
            if manager is not None:
                await call_off(Work(unit, self.clock()), manager, Own.MANAGER_LEFT)
        self.settled()


async def has_left(store: Store, bot: telegram.Bot, manager_id: str) -> bool:
    """Ask Telegram whether a manager is outside the team's group; False where it does not tell."""
    async with store.read() as unit:
        manager = await unit.managers.get(manager_id)
        team = None if manager is None else await unit.teams.get(manager.team_id)
        person = None if manager is None else await unit.people.get(manager.person_id)
    if team is None or person is None or team.closed_at is not None:
        return False
    return await membership(bot, team.chat_id, person.telegram_id) is Membership.OUTSIDE


async def hinted(turn: Turn) -> None:
    """Look at once where an update says that somebody left the group; what it says is not believed itself."""
    manager = await _manager_meant(turn)
    if manager is None or not await has_left(turn.store, turn.bot, manager.id):
        return
    async with turn.effect() as work:
        await call_off(work, manager, Own.MANAGER_LEFT)


def left(update: telegram.Update) -> telegram.User | None:
    """Give who is said to have left a group, by the service message or by the change of a member."""
    if update.message is not None:
        return update.message.left_chat_member
    change = update.chat_member
    return None if change is None else change.new_chat_member.user


async def _manager_meant(turn: Turn) -> Manager | None:
    """Give the listed manager whom the update is about."""
    user, chat = left(turn.update), turn.update.effective_chat
    if user is None or chat is None:
        return None
    async with turn.store.read() as unit:
        team = await unit.teams.by_chat(chat.id)
        person = await unit.people.by_telegram_id(user.id)
        found = None if team is None or person is None else await unit.managers.find(team.id, person.id)
    return found if found is not None and found.state is ManagerState.LISTED else None

"""Puts new Telegram accounts in their places once their day is over, also after a restart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.cards.message import Message
from bot.locales import Texts
from bot.outbox import sending
from bot.people.moving import hasten, take_effect
from bot.relay.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable

    import telegram

    from storage import Move, Person, Store

log = structlog.get_logger()

ANSWER_SECONDS = 5.0


@dataclass(slots=True)
class Moves:
    """Lets confirmed moves take effect: in their time, or at once where the old chat is gone."""

    store: Store
    bot: telegram.Bot
    owners: frozenset[int]
    clock: Callable[[], float]
    settled: Callable[[], None]
    _reached: set[str] = field(default_factory=set)

    async def sweep(self) -> None:
        """Look once at each old chat, and let take effect what is due."""
        now = self.clock()
        async with self.store.read() as unit:
            waiting = await unit.moves.waiting(now)
        for move in waiting:
            if move.id not in self._reached:
                await self._look_at_old_chat(move)
        async with self.store.read() as unit:
            due = await unit.moves.due(self.clock())
        for move in due:
            await self._take_effect(move)

    async def _look_at_old_chat(self, move: Move) -> None:
        """Hasten a move whose old chat takes nothing from the bot; one that cannot be asked waits."""
        async with self.store.read() as unit:
            person = await unit.people.get(move.person_id)
        if person is None:
            return
        try:
            await self.bot.send_chat_action(person.telegram_id, "typing", read_timeout=ANSWER_SECONDS)
        except (Forbidden, BadRequest):
            async with self.store.write() as unit:
                await hasten(Work(unit, self.clock()), move)
        except TelegramError as error:
            log.info("old_chat_not_asked", error=type(error).__name__)
            return
        self._reached.add(move.id)

    async def _take_effect(self, move: Move) -> None:
        async with self.store.write() as unit:
            work = Work(unit, self.clock())
            former = await take_effect(work, move)
            await self._say(work, move, former)
        self._reached.discard(move.id)
        self.settled()

    async def _say(self, work: Work, move: Move, former: Person | None) -> None:
        """Tell the new chat and the owners, and the old chat if it can be reached, what came of it."""
        new, english = Texts.of(move.language), Texts.of(None)
        said = new("move.done") if former is not None else new("move.ended.new")
        told = [] if move.telegram_id is None else [(move.telegram_id, said)]
        if former is not None and former.reachable:
            told.append((former.telegram_id, Texts.of(former.reads)("move.done.old")))
        places = await work.unit.enrolments.of_creator(move.person_id)
        name = places[0].name if places else "?"
        key = "move.done.owner" if former is not None else "move.failed.owner"
        told += [(owner, english(key, name=name)) for owner in sorted(self.owners)]
        for number, (chat_id, text) in enumerate(told):
            entry = sending(f"move:{move.id}:{number}", chat_id, Message(str(text)), work.now)
            await work.unit.outbox.add(entry)

"""Carries out the outbox: messages that no row derives, and deletions, each until it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from bot.cards.message import Message
from bot.notifier import delivery
from bot.notifier.delivery import Delivered, Verdict
from storage.models import Errand, OutboxEntry

if TYPE_CHECKING:
    from collections.abc import Callable

    import telegram

    from bot.notifier.chats import ChatQueue
    from storage import Store

log = structlog.get_logger()

CLAIM_SECONDS = 30.0
BACK_OFF = (1.0, 2.0, 5.0, 15.0, 60.0, 300.0)


@dataclass(frozen=True, slots=True)
class Errands:
    """Does what an entry of the outbox says, and writes down what came of it."""

    store: Store
    bot: telegram.Bot
    queue: ChatQueue
    clock: Callable[[], float]

    async def run(self, entry: OutboxEntry) -> None:
        """Carry out an entry, unless somebody else does; it is claimed when its chat's turn has come."""
        delivered = await self._deliver(entry)
        if delivered is None:
            return
        if delivered.verdict is not Verdict.DONE:
            log.info(
                "errand_not_done",
                outbox_id=entry.id,
                errand=entry.errand,
                outcome=delivered.verdict,
                error=delivered.detail,
            )
        now = self.clock()
        async with self.store.write() as unit:
            if delivered.verdict in {Verdict.DONE, Verdict.GONE}:
                await unit.outbox.done(entry.id, now, delivered.message_id)
            elif delivered.verdict in {Verdict.NOT_SENT, Verdict.UNKNOWN} and now < entry.give_up_at:
                await unit.outbox.later(entry.id, now + max(delivered.retry_after, _back_off(entry.tries)))
            else:
                await unit.outbox.give_up(entry.id, now)

    async def _deliver(self, entry: OutboxEntry) -> Delivered | None:
        if entry.errand is Errand.DELETE and entry.message_id is not None:
            if not await self._claim(entry):
                return None
            return await delivery.delete(self.bot, entry.chat_id, entry.message_id)
        async with self.queue.turn(entry.chat_id, urgent=entry.urgent):
            if not await self._claim(entry):
                return None
            if entry.body is None or entry.give_up_at <= self.clock():
                return Delivered(Verdict.REFUSED, detail="Outdated")
            delivered = await delivery.send(self.bot, entry.chat_id, Message.load(entry.body))
        if delivered.retry_after:
            self.queue.halt(entry.chat_id, delivered.retry_after)
        return delivered

    async def _claim(self, entry: OutboxEntry) -> bool:
        async with self.store.write() as unit:
            return await unit.outbox.claim(entry.id, CLAIM_SECONDS)


def _back_off(tries: int) -> float:
    return BACK_OFF[min(tries, len(BACK_OFF) - 1)]

"""Forgets those who wished it, once their ten minutes are over, also after a restart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from bot.cards.message import Message
from bot.locales import Texts
from bot.notifier import delivery
from bot.notifier.delivery import Verdict
from bot.outbox import passing
from bot.people.forgetting import forget
from bot.relay.work import Work
from storage.models import Audience

if TYPE_CHECKING:
    from collections.abc import Callable

    import telegram

    from bot.notifier.chats import ChatQueue
    from bot.people.forgetting import Forgotten
    from storage import Person, Store

log = structlog.get_logger()

AGAIN_SECONDS = 60.0
MOST_STRIPPED = 60
"""Messages that lose their buttons: what is older lies far above, and its buttons do nothing any more."""


@dataclass(frozen=True, slots=True)
class Farewells:
    """Forgets people, and says so to them and to their teams."""

    store: Store
    bot: telegram.Bot
    queue: ChatQueue
    owners: frozenset[int]
    clock: Callable[[], float]
    settled: Callable[[], None]
    _put_off: dict[str, float] = field(default_factory=dict)

    async def sweep(self) -> None:
        """Forget everybody whose time has come; one who cannot be forgotten holds up nobody else."""
        async with self.store.read() as unit:
            due = await unit.people.to_forget(self.clock())
        for person in due:
            if self._put_off.get(person.id, 0.0) <= self.clock():
                await self._try(person)

    async def _try(self, person: Person) -> None:
        try:
            await self._forget(person)
        except Exception as error:
            log.exception("not_forgotten", person_id=person.id, error=type(error).__name__)
            self._put_off[person.id] = self.clock() + AGAIN_SECONDS
        else:
            self._put_off.pop(person.id, None)

    async def _forget(self, person: Person) -> None:
        await self._strip_buttons(person)
        now = self.clock()
        async with self.store.write() as unit:
            work = Work(unit, now)
            forgotten = await forget(work, person.id, self.owners)
            if forgotten is not None:
                await _say(work, forgotten)
        self.settled()

    async def _strip_buttons(self, person: Person) -> None:
        """Take the buttons from what was said about her logins, as far as Telegram lets us."""
        async with self.store.read() as unit:
            held = await unit.holdings.of(person)
        shown = [card for card in held.cards if card.audience is Audience.CREATOR and card.has_buttons]
        for card in sorted(shown, key=lambda card: -card.created_at)[:MOST_STRIPPED]:
            if card.message_id is None:
                continue
            async with self.queue.turn(person.telegram_id, urgent=False):
                stripped = await delivery.strip(self.bot, person.telegram_id, card.message_id)
            if stripped.verdict not in {Verdict.DONE, Verdict.GONE, Verdict.REFUSED}:
                log.info("buttons_left", person_id=person.id, outcome=stripped.verdict)
                return


async def _say(work: Work, forgotten: Forgotten) -> None:
    """Tell her, and each team that she leaves; of neither message a row is left."""
    person, english = forgotten.person, Texts.of(None)
    hers = Texts.of(person.reads)
    done = hers("forget.done.staff") if forgotten.stays else hers("forget.done")
    await work.unit.outbox.add(passing(person.telegram_id, Message(str(done)), work.now))
    for team, name in forgotten.left:
        left = Message(str(english("forget.left", name=name)), thread=team.thread_id)
        await work.unit.outbox.add(passing(team.chat_id, left, work.now))

"""One update being handled: its effect in one transaction, and what is said and done because of it.

An update's effect is committed together with its id, so that a redelivered update has none. What is said goes
through the outbox in the same transaction: said once, also over a crash.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.locales import Texts
from bot.outbox import deletion, sending
from bot.relay.connecting import Connections
from bot.relay.work import Work

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    import telegram

    from bot.cards.message import Message
    from bot.config import Config
    from bot.relay.relay import Relay
    from storage import Store


IN_ORDER = 1e-6
"""Seconds between two messages of one act, so that a chat has them in the order in which they were said."""


class AlreadyDone(Exception):  # noqa: N818 - it is an outcome that ends a turn, not an error
    """The update had its effect before."""


@dataclass(frozen=True, slots=True)
class Toast:
    """What a button press is answered with."""

    text: str
    alert: bool


@dataclass(slots=True)
class Turn:
    """What a handler works with. Network reads come first, then one `effect`."""

    update: telegram.Update
    bot: telegram.Bot
    store: Store
    relay: Relay
    config: Config
    clock: Callable[[], float]
    settled: Callable[[], None]
    language: str | None = None
    answer: Toast | None = None
    _said: int = field(default=0)

    @property
    def update_id(self) -> int:
        """Telegram's id of the update."""
        return self.update.update_id

    @property
    def texts(self) -> Texts:
        """The texts for whoever caused the update.

        In private they are in the `language` that was chosen, else in the one that Telegram tells; groups and
        owners are spoken to in English, which alone has all texts of the staff.
        """
        user, chat = self.update.effective_user, self.update.effective_chat
        if user is None or chat is None or chat.type != chat.PRIVATE or user.id in self.config.owner_ids:
            return Texts.of(None)
        return Texts.of(self.language or user.language_code)

    @property
    def connections(self) -> Connections:
        """The acts on connections over the connect page."""
        return Connections(self.relay)

    @asynccontextmanager
    async def effect(self) -> AsyncIterator[Work]:
        """Open the transaction that claims this update; AlreadyDone ends the turn of a claimed one."""
        now = self.clock()
        async with self.store.write() as unit:
            if not await unit.updates.claim(self.update_id, now):
                raise AlreadyDone
            work = Work(unit, now)
            yield work
        for call in work.after_commit:
            call()
        self.settled()

    async def say(self, work: Work, chat_id: int, message: Message) -> None:
        """Have `message` sent to the chat once, right after the commit and what was said before."""
        entry = sending(self._key("say"), chat_id, message, work.now)
        await work.unit.outbox.add(replace(entry, created_at=work.now + self._said * IN_ORDER))

    async def delete(self, work: Work, chat_id: int, message_id: int) -> None:
        """Have a message deleted, with retries."""
        await work.unit.outbox.add(deletion(chat_id, message_id, work.now))

    def toast(self, text: str, *, alert: bool = False) -> None:
        """Answer the button press with `text` (200 characters at most) once the effect is committed."""
        self.answer = Toast(text[:200], alert)

    def _key(self, what: str) -> str:
        self._said += 1
        return f"{what}:{self.update_id}:{self._said}"

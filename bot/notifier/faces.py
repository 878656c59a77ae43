"""Shows one attempt in its two chats.

A prompt never waits for the group: each chat is brought up to date by itself.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypedDict

import structlog

from bot.cards.attempt import creator_faces, team_faces
from bot.locales import Texts
from bot.notifier import delivery
from bot.notifier.contact import contact_of
from bot.notifier.delivery import Delivered, Verdict
from bot.notifier.introducing import introduction
from bot.notifier.plan import Action, Edit, Send, Strip, Wait, next_action
from bot.relay.consents import CONSENTS, Consents
from storage import Store, new_id
from storage.models import AttemptView, Audience, Card, State

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    import telegram

    from bot.cards.message import Face, Message
    from bot.cards.wording import Introduction
    from bot.notifier.chats import ChatQueue
    from storage import Unit

log = structlog.get_logger()


class _Beside(TypedDict):
    """What her messages name beside the attempt."""

    contact: str
    introduction: Introduction | None


_NOTHING: Final[_Beside] = {"contact": "", "introduction": None}
CLAIM_SECONDS = 8.0
READERS = 2
"""How many read at once: a burst of cards leaves the database to the updates that come meanwhile."""
RETRY_SECONDS = 1.0
SEEN = float("inf")


@dataclass(frozen=True, slots=True)
class Faces:
    """Compares what an attempt's chats show with what they should, and mends it.

    `unreachable` is called where the creator's chat is closed to us.
    """

    store: Store
    bot: telegram.Bot
    queue: ChatQueue
    labels: Mapping[str, str]
    clock: Callable[[], float]
    unreachable: Callable[[str], Awaitable[None]]
    page_host: str = ""
    consents: Consents = CONSENTS
    owners: frozenset[int] = frozenset()
    contact: str | None = None
    _readers: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(READERS))

    async def show(self, attempt_id: str, audience: Audience) -> tuple[int, float]:
        """Bring one chat up to date, doing one thing after the other.

        Gives the version that it was brought to, and SEEN or the time (epoch seconds) at which to come back.
        """
        while True:
            view, action = await self._next(attempt_id, audience)
            if view is None:
                return 0, SEEN
            if action is None or isinstance(action, Wait):
                return view.attempt.version, SEEN if action is None else action.until
            async with self.queue.turn(_chat(view, audience), urgent=audience is Audience.CREATOR):
                view, action = await self._next(attempt_id, audience)
                if view is None or action is None or isinstance(action, Wait):
                    continue
                back = await self._do(view, audience, action)
            if back is not None:
                return view.attempt.version, back

    async def _next(self, attempt_id: str, audience: Audience) -> tuple[AttemptView | None, Action | None]:
        async with self._readers, self.store.read() as unit:
            view = await unit.attempts.view(attempt_id)
            cards = await unit.cards.of_attempt(attempt_id)
            hers = audience is Audience.CREATOR
            ours = await self._what_else(unit, view) if view is not None and hers else _NOTHING
        if view is None:
            return None, None
        now = self.clock()
        if not _knows_its_name(self.bot):
            return view, Wait(now + RETRY_SECONDS)
        return view, next_action(
            self._faces(view, audience, now, ours),
            [card for card in cards if card.audience is audience],
            now,
        )

    async def _what_else(self, unit: Unit, view: AttemptView) -> _Beside:
        """Give what her messages name beside the attempt: a question its manager, a receipt a contact."""
        if view.attempt.state is State.CONNECTED:
            return {**_NOTHING, "contact": await contact_of(unit, self.owners, self.contact)}
        if view.attempt.state is State.ASKED:
            return {**_NOTHING, "introduction": await introduction(unit, view)}
        return _NOTHING

    def _faces(self, view: AttemptView, audience: Audience, now: float, ours: _Beside) -> tuple[Face, ...]:
        label = self.labels.get(view.attempt.provider, view.attempt.provider)
        page_host = self.page_host or None
        if audience is Audience.CREATOR:
            hers = Texts.of(view.creator.reads)
            return creator_faces(
                view, hers, label, now, page_host, consents=self.consents, bot=self.bot.username, **ours
            )
        return team_faces(view, Texts.of(None), label, now, page_host)

    async def _do(self, view: AttemptView, audience: Audience, action: Action) -> float | None:
        """Do what is to be done; None to look for the next thing, else when to come back."""
        match action:
            case Send(face=face, card=card):
                return await self._send(view, audience, face, card)
            case Edit(card=card, message_id=message_id, face=face):
                return await self._change(view, audience, card, message_id, face)
            case Strip(card=card, message_id=message_id):
                return await self._change(view, audience, card, message_id, None)
            case Wait(until=until):
                return until

    async def _send(
        self, view: AttemptView, audience: Audience, face: Face, card: Card | None
    ) -> float | None:
        now = self.clock()
        claimed = card or Card(
            id=new_id(), attempt_id=view.attempt.id, audience=audience, slot=face.slot, created_at=now
        )
        async with self.store.write() as unit:
            if not await unit.cards.claim_new(claimed, CLAIM_SECONDS):
                return now + RETRY_SECONDS
        delivered = await self._deliver(_chat(view, audience), face.message)
        self._note(view, delivered, "send")
        async with self.store.write() as unit:
            if delivered.message_id is not None:
                buttons = bool(face.message.buttons)
                await unit.cards.shown(
                    claimed.id, delivered.message_id, face.message.digest, has_buttons=buttons
                )
                return None
            if delivered.verdict is not Verdict.UNKNOWN:
                await unit.cards.drop(claimed.id)
        return await self._come_back(view, audience, delivered)

    async def _deliver(self, chat_id: int, message: Message) -> Delivered:
        """Send a message; where its topic takes none, into the chat at large."""
        delivered = await delivery.send(self.bot, chat_id, message)
        if delivered.verdict is Verdict.REFUSED and message.thread is not None:
            return await delivery.send(self.bot, chat_id, replace(message, thread=None))
        return delivered

    async def _change(
        self, view: AttemptView, audience: Audience, card: Card, message_id: int, face: Face | None
    ) -> float | None:
        async with self.store.write() as unit:
            if not await unit.cards.claim(card.id, CLAIM_SECONDS):
                return self.clock() + RETRY_SECONDS
        chat_id = _chat(view, audience)
        if face is None:
            delivered = await delivery.strip(self.bot, chat_id, message_id)
        else:
            delivered = await delivery.edit(self.bot, chat_id, message_id, face.message)
        self._note(view, delivered, "strip" if face is None else "edit")
        async with self.store.write() as unit:
            if delivered.verdict in {Verdict.DONE, Verdict.GONE, Verdict.REFUSED}:
                digest = card.shown or "" if face is None else face.message.digest
                buttons = face is not None and bool(face.message.buttons)
                await unit.cards.shown(card.id, message_id, digest, has_buttons=buttons)
                return None
            await unit.cards.release(card.id)
        return await self._come_back(view, audience, delivered)

    async def _come_back(self, view: AttemptView, audience: Audience, delivered: Delivered) -> float:
        now = self.clock()
        if delivered.verdict is Verdict.NOT_SENT:
            wait = max(delivered.retry_after, RETRY_SECONDS)
            self.queue.halt(_chat(view, audience), wait)
            return now + wait
        if delivered.verdict is Verdict.UNKNOWN:
            return now + CLAIM_SECONDS
        if audience is Audience.CREATOR and delivered.verdict is Verdict.UNREACHABLE:
            await self.unreachable(view.creator.id)
        return SEEN

    def _note(self, view: AttemptView, delivered: Delivered, what: str) -> None:
        if delivered.verdict is Verdict.REFUSED:
            log.error("card_refused", attempt_id=view.attempt.id, what=what, error=delivered.detail)
        elif delivered.verdict is not Verdict.DONE:
            log.info(
                "card_not_delivered",
                attempt_id=view.attempt.id,
                what=what,
                outcome=delivered.verdict,
                error=delivered.detail,
            )


def _knows_its_name(bot: telegram.Bot) -> bool:
    """Tell whether Telegram has told it its own name, which each prompt names."""
    try:
        return bool(bot.username)
    except RuntimeError:
        return False


def _chat(view: AttemptView, audience: Audience) -> int:
    return view.creator.telegram_id if audience is Audience.CREATOR else view.team.chat_id

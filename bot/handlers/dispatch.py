"""From an update to its handler: the first route that matches handles it, and every button press is answered.

What a handler raises beyond a claim lost to a redelivery goes up: the ingress decides whether Telegram shall
deliver again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
import telegram
from telegram.error import TelegramError

from bot.handlers.turn import AlreadyDone, Turn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.config import Config
    from bot.relay.relay import Relay
    from storage import Store

log = structlog.get_logger()

CALLBACK_ANSWER_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Route:
    """Which updates a handler takes."""

    matches: Callable[[telegram.Update], Any]
    handle: Callable[[Turn], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """Hands each update to the first route that matches it."""

    routes: tuple[Route, ...]
    bot: telegram.Bot
    store: Store
    relay: Relay
    config: Config
    clock: Callable[[], float]
    settled: Callable[[], None]

    async def handle(self, data: dict[str, Any]) -> None:
        """Return once the update's effect is committed, or at once where nothing is to be done."""
        update = telegram.Update.de_json(data, self.bot)
        route = next((route for route in self.routes if route.matches(update)), None)
        turn = Turn(update, self.bot, self.store, self.relay, self.config, self.clock, self.settled)
        try:
            if route is not None:
                turn.language = await self._chosen_language(update)
                await route.handle(turn)
        except AlreadyDone:
            log.info("update_seen_before", update_id=update.update_id)
            return
        await _answer_press(turn)

    async def _chosen_language(self, update: telegram.Update) -> str | None:
        """Give the language that whoever writes in private has chosen here."""
        user, chat = update.effective_user, update.effective_chat
        if user is None or chat is None or chat.type != chat.PRIVATE:
            return None
        async with self.store.read() as unit:
            person = await unit.people.by_telegram_id(user.id)
        return None if person is None else person.chosen_language


async def _answer_press(turn: Turn) -> None:
    """Answer a button press; an answer that comes too late is not worth delivering the update again."""
    if turn.update.callback_query is None:
        return
    toast = turn.answer
    try:
        await turn.bot.answer_callback_query(
            turn.update.callback_query.id,
            text=toast.text if toast else None,
            show_alert=toast.alert if toast else None,
            read_timeout=CALLBACK_ANSWER_SECONDS,
        )
    except TelegramError as error:
        log.info("press_not_answered", update_id=turn.update_id, error=type(error).__name__)

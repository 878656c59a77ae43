"""Answers that are no more than a text: the fixed ones, refusals, and those to strangers.

Of a stranger nothing is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog
from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.handlers.acting import chat_of, is_owner, sender
from bot.handlers.answers import reply, saying
from bot.handlers.commands import holds_a_secret
from bot.people.problems import Refusal
from bot.people.who import roles_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.handlers.answers import Saying
    from bot.handlers.turn import Turn
    from bot.people.who import Roles
    from bot.relay.work import Work

log = structlog.get_logger()

BETWEEN_ANSWERS = 60.0
"""Seconds between two answers of one kind to one stranger."""
ALL_IN_A_MINUTE = 120
"""Answers to all strangers together, so that they take neither memory nor the pace that prompts need."""
SEND_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Reception:
    """Remembers, in memory alone, which strangers were answered what within the last minute."""

    _answered: dict[tuple[int, str], float] = field(default_factory=dict)

    async def respond(self, turn: Turn, said: Saying) -> None:
        """Answer whoever caused the update, where it came from; a secret does not stay."""
        chat = chat_of(turn)
        roles = await _roles(turn) if chat.type == chat.PRIVATE else None
        if roles is not None and roles.stranger:
            if not self.admits(sender(turn).id, said.key, turn.clock()):
                return
            if roles.person is None:
                await _answer_unknown(turn, said)
                return
        async with turn.effect() as work:
            await hide_secret(turn, work)
            await reply(turn, work, said)

    async def explain(self, turn: Turn, refusal: Refusal) -> None:
        """Say why something was refused, to somebody who can act on it."""
        key = f"problem.{refusal.problem}"
        facts = {"bot": turn.bot.username, **refusal.facts}
        if turn.update.callback_query is not None:
            turn.toast(turn.texts.plain(key, **facts), alert=True)
        elif await may_be_spoken_to(turn):
            await self.respond(turn, saying(key, **facts))

    def guard(self, handle: Callable[[Turn], Awaitable[None]]) -> Callable[[Turn], Awaitable[None]]:
        """Have a handler's refusals explained."""

        async def guarded(turn: Turn) -> None:
            try:
                await handle(turn)
            except Refusal as refusal:
                await self.explain(turn, refusal)

        return guarded

    def admits(self, telegram_id: int, answer: str, now: float) -> bool:
        """Tell whether a stranger may be given an answer of this kind, and note that this is done."""
        for known, at in list(self._answered.items()):
            if at <= now - BETWEEN_ANSWERS:
                del self._answered[known]
        if (telegram_id, answer) in self._answered or len(self._answered) >= ALL_IN_A_MINUTE:
            return False
        self._answered[telegram_id, answer] = now
        return True


async def _answer_unknown(turn: Turn, said: Saying) -> None:
    """Answer somebody without a row: an answer that is lost is asked for again."""
    try:
        await turn.bot.send_message(
            chat_of(turn).id,
            said.message(turn.texts).text,
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            read_timeout=SEND_SECONDS,
        )
    except TelegramError as error:
        log.info("stranger_not_answered", error=type(error).__name__)


async def _roles(turn: Turn) -> Roles:
    async with turn.store.read() as unit:
        return await roles_of(unit, sender(turn).id, turn.config.owner_ids)


async def hide_secret(turn: Turn, work: Work) -> None:
    """Delete a message that may hold a secret, whoever sent it however, and whatever comes of it.

    Where others than the owner can have read it, it is said that the secret is none any more.
    """
    message = turn.update.message or turn.update.edited_message
    if message is None or not holds_a_secret(message):
        return
    await turn.delete(work, message.chat.id, message.message_id)
    if message.chat.type != message.chat.PRIVATE or not is_owner(turn):
        await reply(turn, work, saying("proxy.exposed"))


async def may_be_spoken_to(turn: Turn) -> bool:
    """In a group that is no team, owners alone are answered."""
    chat = chat_of(turn)
    if chat.type == chat.PRIVATE or sender(turn).id in turn.config.owner_ids:
        return True
    async with turn.store.read() as unit:
        return await unit.teams.by_chat(chat.id) is not None

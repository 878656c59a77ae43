"""Two digits that somebody types in private: where one is awaited, the number that tells who opened a link.

What it confirms is each affair's own; two digits that nobody awaits go on like any other words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.handlers import codes
from bot.handlers.acting import known_here, sender
from bot.handlers.choices import chosen
from bot.people.handshake import meant, read_number
from bot.people.problems import Problem, Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import telegram

    from bot.handlers.reception import Reception
    from bot.handlers.turn import Turn
    from bot.people.handshake import Awaited
    from bot.relay.work import Work
    from storage import Person, Unit


@dataclass(frozen=True, slots=True)
class Affair:
    """Something that a number confirms.

    `awaited` gives the numbers that a person is to type; `typed` acts on one: whether it was right is the
    last argument. A button under the message that asks for the number carries the subject's id.
    """

    awaited: Callable[[Unit, Person, float], Awaitable[tuple[Awaited, ...]]]
    typed: Callable[[Turn, Work, Person, Awaited, bool], Awaitable[None]]


async def typed(affairs: tuple[Affair, ...], reception: Reception, turn: Turn) -> None:
    """Take a number that is awaited; anything else is left to whoever reads words."""
    message = turn.update.message
    number = None if message is None else _number_in(message)
    if message is None or number is None or not await _is_anything_awaited(affairs, turn):
        await codes.private_message(reception, turn)
        return
    async with turn.effect() as work:
        person = await known_here(turn, work)
        waiting = await _waiting(affairs, work.unit, person, work.now)
        one = meant(waiting, _replied_to(message, frozenset(each.subject for each in waiting)))
        if one is None:
            raise Refusal(Problem.NUMBER_LATE)
        await waiting[one].typed(turn, work, person, one, one.is_met_by(number))


def is_number(message: telegram.Message | None) -> bool:
    """Tell whether a message is two digits, typed by its sender alone."""
    return message is not None and _number_in(message) is not None


def _number_in(message: telegram.Message) -> str | None:
    if message.text is None or message.forward_origin is not None or message.via_bot is not None:
        return None
    return read_number(message.text)


async def _is_anything_awaited(affairs: tuple[Affair, ...], turn: Turn) -> bool:
    async with turn.store.read() as unit:
        person = await unit.people.by_telegram_id(sender(turn).id)
        return person is not None and bool(await _waiting(affairs, unit, person, turn.clock()))


async def _waiting(
    affairs: tuple[Affair, ...], unit: Unit, person: Person, now: float
) -> dict[Awaited, Affair]:
    return {each: affair for affair in affairs for each in await affair.awaited(unit, person, now)}


def _replied_to(message: telegram.Message, awaited: frozenset[str]) -> str | None:
    """Give the subject of the message that was replied to, by the buttons under it; None without one."""
    under = message.reply_to_message
    if under is None or under.reply_markup is None:
        return None
    pressable = [button.callback_data for row in under.reply_markup.inline_keyboard for button in row]
    read = [chosen(data) for data in pressable if isinstance(data, str)]
    parts = [part for made in read if made is not None for part in made.parts]
    return next((part for part in parts if part in awaited), parts[0] if parts else None)

"""Saying things: a text's key, what it names and the buttons under it become a message where it belongs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import telegram

from bot.cards.message import Button, Message
from bot.locales import Texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.turn import Turn
    from bot.locales.texts import Value
    from bot.relay.work import Work
    from storage import Person, Team


@dataclass(frozen=True, slots=True)
class Offer:
    """A button to be: the key of its label, what the label names, and where it leads."""

    key: str
    data: str | None = None
    url: str | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)

    def button(self, texts: Texts) -> Button:
        """Label it in one language."""
        return Button(texts.plain(self.key, **self.facts), self.data, self.url)


@dataclass(frozen=True, slots=True)
class Saying:
    """What is to be said, in no language yet."""

    key: str
    facts: Mapping[str, Value] = field(default_factory=dict)
    rows: tuple[tuple[Offer, ...], ...] = ()

    def message(self, texts: Texts, *, thread: int | None = None, reply_to: int | None = None) -> Message:
        """Put it into words."""
        buttons = tuple(tuple(offer.button(texts) for offer in row) for row in self.rows)
        return Message(str(texts(self.key, **self.facts)), buttons, thread=thread, reply_to=reply_to)


def saying(key: str, /, *rows: tuple[Offer, ...], **facts: Value) -> Saying:
    """Make a saying from what it names and its rows of buttons."""
    return Saying(key, facts, rows)


async def reply(turn: Turn, work: Work, said: Saying) -> None:
    """Say it where the update came from, as a reply to the command if there is one."""
    chat = turn.update.effective_chat
    if chat is None:
        return
    command = None if chat.type == chat.PRIVATE else command_id(turn.update)
    message = said.message(turn.texts, thread=thread_of(turn.update), reply_to=command)
    await turn.say(work, chat.id, message)


async def tell(turn: Turn, work: Work, person: Person, said: Saying) -> None:
    """Say it to a person in private, in that person's language."""
    await turn.say(work, person.telegram_id, said.message(Texts.of(person.reads)))


async def tell_team(turn: Turn, work: Work, team: Team, said: Saying) -> None:
    """Say it in the team's group, in its topic."""
    await turn.say(work, team.chat_id, said.message(Texts.of(None), thread=team.thread_id))


async def tell_owners(turn: Turn, work: Work, said: Saying) -> None:
    """Say it to every owner who has opened a private chat."""
    for owner in await reachable_owners(turn, work):
        await tell(turn, work, owner, said)


async def reachable_owners(turn: Turn, work: Work) -> list[Person]:
    """Give the owners who have opened a private chat."""
    found = [await work.unit.people.by_telegram_id(each) for each in sorted(turn.config.owner_ids)]
    return [owner for owner in found if owner is not None and owner.reachable]


async def clear(turn: Turn, work: Work) -> None:
    """Delete the message whose button was pressed: its question is answered.

    A client can send any data from under any message: one that has no such button stays.
    """
    press = turn.update.callback_query
    if press is not None and isinstance(press.message, telegram.Message) and _has_button(press):
        await turn.delete(work, press.message.chat.id, press.message.message_id)


def _has_button(press: telegram.CallbackQuery) -> bool:
    keyboard = press.message.reply_markup if isinstance(press.message, telegram.Message) else None
    rows = () if keyboard is None else keyboard.inline_keyboard
    return any(button.callback_data == press.data for row in rows for button in row)


def command_id(update: telegram.Update) -> int | None:
    """Give the command, whose answer rings the starter, also from a button under an answer to it."""
    if update.message is not None:
        return update.message.message_id
    under = update.effective_message
    asked = under.reply_to_message if isinstance(under, telegram.Message) else None
    return None if asked is None else asked.message_id


def thread_of(update: telegram.Update) -> int | None:
    """Give the topic that the update came from."""
    message = update.effective_message
    if not isinstance(message, telegram.Message) or not message.is_topic_message:
        return None
    return message.message_thread_id


def deep_link(turn: Turn, payload: str) -> str:
    """Give the address that opens a private chat with the bot and sends it `payload`."""
    return f"https://t.me/{turn.bot.username}?start={payload}"

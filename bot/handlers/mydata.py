"""/mydata in private: everything that is held about whoever asks, as a file in that chat."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.cards.message import Document
from bot.handlers.acting import known_here, sender
from bot.handlers.answers import saying
from bot.outbox import passing
from bot.people.mydata import written
from bot.people.who import roles_of

if TYPE_CHECKING:
    from bot.handlers.reception import Reception
    from bot.handlers.turn import Turn

FILE_NAME = "mydata.json"


async def mydata(reception: Reception, turn: Turn) -> None:
    """Send the file, of which nothing is kept; somebody of whom nothing is held is told so."""
    async with turn.store.read() as unit:
        roles = await roles_of(unit, sender(turn).id, turn.config.owner_ids)
    if roles.person is None:
        await reception.respond(turn, saying("mydata.nothing"))
        return
    async with turn.effect() as work:
        person = await known_here(turn, work)
        held = await work.unit.holdings.of(person)
        text = saying("mydata.file").message(turn.texts)
        file = Document(FILE_NAME, written(held, work.now))
        await work.unit.outbox.add(passing(person.telegram_id, replace(text, document=file), work.now))

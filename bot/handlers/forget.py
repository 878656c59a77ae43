"""/forget in private: two taps and ten minutes, in which one more takes it back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.handlers.acting import chat_of, known_here, person_here, sender
from bot.handlers.answers import Offer, clear, reply, saying
from bot.handlers.choices import Choice, choose
from bot.locales import relative_time
from bot.outbox import passing
from bot.people.forgetting import is_nothing_but_staff, take_back, wish
from bot.people.problems import Problem, Refusal
from bot.people.who import roles_of

if TYPE_CHECKING:
    from bot.handlers.answers import Saying
    from bot.handlers.choices import Chosen
    from bot.handlers.reception import Reception
    from bot.handlers.turn import Turn
    from bot.relay.work import Work


async def forget(reception: Reception, turn: Turn) -> None:
    """Ask whether it is meant; who is nothing but a manager or an owner is told why not."""
    async with turn.store.read() as unit:
        roles = await roles_of(unit, sender(turn).id, turn.config.owner_ids)
    if roles.person is None:
        await reception.respond(turn, saying("mydata.nothing"))
        return
    async with turn.effect() as work:
        person = await known_here(turn, work)
        if person.forget_at is not None:
            await _say_when(turn, work, person.forget_at)
        elif await is_nothing_but_staff(work.unit, person, turn.config.owner_ids):
            await reply(turn, work, saying("forget.staff"))
        else:
            await reply(turn, work, _question())


async def press_forget(turn: Turn, _chosen: Chosen) -> None:
    """Begin to forget: all that is open ends at once."""
    async with turn.effect() as work:
        person = await person_here(turn, work)
        at = person.forget_at or await wish(work, person)
        await clear(turn, work)
        await _say_when(turn, work, at)


async def press_undo(turn: Turn, _chosen: Chosen) -> None:
    """Take it back."""
    async with turn.effect() as work:
        person = await person_here(turn, work)
        if not await take_back(work, person):
            raise Refusal(Problem.OLD_BUTTON)
        await clear(turn, work)
        await reply(turn, work, saying("forget.undone"))


def _question() -> Saying:
    yes = Offer("button.forget_me", choose(Choice.FORGET))
    no = Offer("button.forget_not", choose(Choice.KEEP))
    return saying("forget.question", (yes,), (no,))


async def _say_when(turn: Turn, work: Work, at: float) -> None:
    """Say when it takes effect; the way back is deleted then, and no row is left of the message."""
    undo = Offer("button.forget_undo", choose(Choice.FORGET_UNDO))
    said = saying("forget.waiting", (undo,), when=relative_time(turn.texts, at))
    entry = passing(chat_of(turn).id, said.message(turn.texts), work.now)
    await work.unit.outbox.add(replace(entry, delete_at=at))

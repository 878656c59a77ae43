"""/pause: a creator has no logins for a day, a week or until she says, and goes on by one tap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.acting import person_here, sender
from bot.handlers.answers import Offer, clear, reply, saying, tell_team
from bot.handlers.choices import Choice, choose
from bot.locales import Texts, day
from bot.people.pausing import Pause, pause, resume
from bot.people.problems import Problem, Refusal
from bot.people.who import roles_of, seats_of
from bot.relay.gates import UNTIL_SHE_SAYS, is_paused

if TYPE_CHECKING:
    from bot.handlers.answers import Saying
    from bot.handlers.choices import Chosen
    from bot.handlers.reception import Reception
    from bot.handlers.turn import Turn
    from bot.relay.work import Work
    from storage import Person

GO_ON = (Offer("button.resume", choose(Choice.RESUME)),)


async def pause_(reception: Reception, turn: Turn) -> None:
    """Ask her for how long, or offer her to go on; anybody else has no logins to pause."""
    async with turn.store.read() as unit:
        roles = await roles_of(unit, sender(turn).id, turn.config.owner_ids)
    if not roles.seats:
        await reception.respond(turn, saying("start.stranger" if roles.stranger else "pause.none"))
        return
    async with turn.effect() as work:
        person = await person_here(turn, work)
        if is_paused(person, work.now):
            await reply(turn, work, paused(turn.texts, person))
            return
        rows = [(Offer(f"button.pause.{length}", choose(Choice.PAUSE, length)),) for length in Pause]
        await reply(turn, work, saying("pause.how_long", *rows))


async def press_pause(turn: Turn, chosen: Chosen) -> None:
    """Pause, and tell her teams until when."""
    word = chosen.parts[0]
    if word not in set(Pause):
        raise Refusal(Problem.OLD_BUTTON)
    async with turn.effect() as work:
        person = await person_here(turn, work)
        until = await pause(work, person, Pause(word))
        await clear(turn, work)
        await reply(turn, work, _until(turn.texts, "pause.done", until, GO_ON))
        await _tell_teams(turn, work, person, until)


async def press_resume(turn: Turn, _chosen: Chosen) -> None:
    """Let logins begin again, and tell her teams."""
    async with turn.effect() as work:
        person = await person_here(turn, work)
        await clear(turn, work)
        if not is_paused(person, work.now):
            turn.toast(turn.texts.plain("toast.not_paused"))
            return
        await resume(work, person)
        await reply(turn, work, saying("pause.over"))
        for seat in await seats_of(work.unit, person):
            await tell_team(turn, work, seat.team, saying("pause.over.team", name=seat.enrolment.name))


def paused(texts: Texts, person: Person) -> Saying:
    """Tell her that she has paused, with the way to go on."""
    return _until(texts, "pause.is_on", person.paused_until or UNTIL_SHE_SAYS, GO_ON)


async def _tell_teams(turn: Turn, work: Work, person: Person, until: float) -> None:
    for seat in await seats_of(work.unit, person):
        said = _until(Texts.of(None), "pause.done.team", until, name=seat.enrolment.name)
        await tell_team(turn, work, seat.team, said)


def _until(texts: Texts, key: str, until: float, *rows: tuple[Offer, ...], **facts: str) -> Saying:
    """Say it with the day until which it is, or without one."""
    if until >= UNTIL_SHE_SAYS:
        return saying(f"{key}.open", *rows, **facts)
    return saying(key, *rows, when=day(texts, until), **facts)

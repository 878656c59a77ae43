"""[Allow logins again], [That was a mistake] and [Keep them stopped]: she alone lifts her "Not me"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.acting import person_here
from bot.handlers.answers import Offer, clear, reply, saying, tell_owners
from bot.handlers.choices import Choice, choose
from bot.locales import relative_time
from bot.people.who import seats_of
from bot.relay.allowing import stay_stopped
from bot.relay.reactions import Reaction

if TYPE_CHECKING:
    from bot.handlers.answers import Saying
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.locales import Texts
    from bot.relay.work import Work
    from storage import Person


async def allow(turn: Turn, work: Work) -> Reaction:
    """Lift it: at once while it may have been a slip, else after a while that she is told of."""
    person = await person_here(turn, work)
    await clear(turn, work)
    reaction = await turn.relay.allow_again(work, person.id)
    current = await work.unit.people.get(person.id)
    if current is None or reaction is not Reaction.ALLOWED_LATER:
        if person.blocked_at is not None:
            await _report(turn, work, person, "allow.report")
        return reaction
    await reply(turn, work, allowed_later(turn.texts, current))
    if person.allowed_from is None:
        await _report(turn, work, person, "allow.report.later")
    return reaction


async def press_stay_stopped(turn: Turn, _chosen: Chosen) -> None:
    """Take back what was to lift it."""
    async with turn.effect() as work:
        person = await person_here(turn, work)
        await clear(turn, work)
        if not await stay_stopped(work, person):
            turn.toast(turn.texts.plain("toast.not_lifting"))
            return
        await reply(turn, work, saying("allow.stays"))
        await _report(turn, work, person, "allow.report.stays")


def allowed_later(texts: Texts, person: Person) -> Saying:
    """Tell her when her logins may begin again, with the way to keep them stopped."""
    stay = Offer("button.stay_stopped", choose(Choice.STAY_STOPPED))
    return saying("allow.later", (stay,), when=relative_time(texts, person.allowed_from or 0.0))


async def _report(turn: Turn, work: Work, person: Person, key: str) -> None:
    for seat in await seats_of(work.unit, person):
        await tell_owners(turn, work, saying(key, name=seat.enrolment.name, agency=seat.team.title))

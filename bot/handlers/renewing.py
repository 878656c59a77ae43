"""A newer text of her agreement: she reads it, agrees to it, and goes on with what she was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.buttons import Verb, data
from bot.handlers.acting import person_here
from bot.handlers.answers import Offer, clear, reply, saying
from bot.handlers.choices import Choice, choose
from bot.locales import Texts
from bot.people.consent import consent_to, renew
from bot.people.problems import Problem, Refusal

if TYPE_CHECKING:
    from bot.cards.buttons import Press
    from bot.handlers.answers import Saying
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.relay.work import Work
    from storage import Attempt, Enrolment, Person


async def read_it(turn: Turn, work: Work, attempt: Attempt, person: Person) -> None:
    """Show her the whole text, with the button that agrees and goes on with the attempt."""
    newest = turn.relay.consents.current(work.now)
    go_on = Offer("button.agreeanew", data(Verb.AGREE_ANEW, attempt.id, newest.version))
    enrolment = await _place(work, attempt.team_id, person)
    await _say(turn, work, person, await _text(turn, work, enrolment, person, go_on))


async def agree(turn: Turn, work: Work, pressed: Press, attempt: Attempt, person: Person) -> None:
    """Take her agreement; what she was asked goes on by the caller."""
    enrolment = await _place(work, attempt.team_id, person)
    await _renew(turn, work, enrolment, person, pressed.parts[1] if len(pressed.parts) > 1 else "")


async def ask_anew(turn: Turn, work: Work, team_id: str, person: Person) -> None:
    """Show her the whole text, because nothing starts before she has agreed to it."""
    enrolment = await _place(work, team_id, person)
    newest = turn.relay.consents.current(work.now)
    yes = Offer("button.agree_to_new", choose(Choice.RENEW, enrolment.id, str(newest.version)))
    await _say(turn, work, person, await _text(turn, work, enrolment, person, yes))


async def press_renew(turn: Turn, chosen: Chosen) -> None:
    """Take her agreement where nothing waits for it."""
    async with turn.effect() as work:
        person = await person_here(turn, work)
        enrolment = await work.unit.enrolments.get(chosen.parts[0])
        if enrolment is None or enrolment.creator_id != person.id or enrolment.ended_at is not None:
            raise Refusal(Problem.OLD_BUTTON)
        await _renew(turn, work, enrolment, person, chosen.parts[1])
        await clear(turn, work)
        await reply(turn, work, saying("consent.renewed"))


async def _place(work: Work, team_id: str, person: Person) -> Enrolment:
    enrolment = await work.unit.enrolments.find(team_id, person.id)
    if enrolment is None:
        raise Refusal(Problem.OLD_BUTTON)
    return enrolment


async def _renew(turn: Turn, work: Work, enrolment: Enrolment, person: Person, version: str) -> None:
    newest = turn.relay.consents.current(work.now)
    if version != str(newest.version):
        raise Refusal(Problem.OLD_BUTTON)
    texts = Texts.of(person.reads)
    consent = consent_to(newest.version, str(texts(newest.text)), texts.language, work.now)
    await work.unit.people.lock(person.id)
    await renew(work, enrolment.id, consent)


async def _text(turn: Turn, work: Work, enrolment: Enrolment, person: Person, yes: Offer) -> Saying:
    team = await work.unit.teams.get(enrolment.team_id)
    text = Texts.of(person.reads)(turn.relay.consents.current(work.now).text)
    return saying("consent.anew", (yes,), text=text, agency="" if team is None else team.title)


async def _say(turn: Turn, work: Work, person: Person, said: Saying) -> None:
    await turn.say(work, person.telegram_id, said.message(Texts.of(person.reads)))

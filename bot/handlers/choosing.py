"""What a creator sets for herself in /settings: how a team asks her, and the language of this chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.buttons import PER_ROW
from bot.handlers.acting import person_here
from bot.handlers.answers import Offer, clear, reply, saying
from bot.handlers.choices import Choice, choose
from bot.locales import Texts
from bot.locales.languages import LANGUAGES, language_name
from bot.people.choosing import choose_language, choose_mode
from bot.people.problems import Problem, Refusal
from storage import AskMode

if TYPE_CHECKING:
    from bot.handlers.answers import Saying
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.people.who import Seat

TELEGRAMS = "telegram"
"""What a button carries for the language that Telegram tells."""


def mode_of(seat: Seat) -> Saying:
    """Show how a team asks her, with the other way on a button."""
    mode = seat.enrolment.mode
    other = AskMode.START if mode is AskMode.ASK_FIRST else AskMode.ASK_FIRST
    switch = Offer(f"button.mode.{other}", choose(Choice.MODE, seat.enrolment.id, other))
    return saying(f"settings.mode.{mode}", (switch,), agency=seat.team.title)


def languages() -> Saying:
    """Offer the languages, each by its own name."""
    offers = [
        Offer("button.language", choose(Choice.LANGUAGE, each), facts={"language": language_name(each)})
        for each in LANGUAGES
    ]
    rows = [tuple(offers[start : start + PER_ROW]) for start in range(0, len(offers), PER_ROW)]
    telegrams = Offer("button.language.telegrams", choose(Choice.LANGUAGE, TELEGRAMS))
    return saying("settings.language", *rows, (telegrams,))


async def press_mode(turn: Turn, chosen: Chosen) -> None:
    """Note how she wants to be asked from here on."""
    enrolment_id, word = chosen.parts
    if word not in set(AskMode):
        raise Refusal(Problem.OLD_BUTTON)
    async with turn.effect() as work:
        enrolment = await choose_mode(work, enrolment_id, await person_here(turn, work), AskMode(word))
        team = await work.unit.teams.get(enrolment.team_id)
        if team is None:
            raise Refusal(Problem.OLD_BUTTON)
        await clear(turn, work)
        await reply(turn, work, saying(f"settings.mode.{word}.done", agency=team.title))


async def press_language(turn: Turn, chosen: Chosen) -> None:
    """Write to her in this language from here on."""
    word = chosen.parts[0]
    if word not in {*LANGUAGES, TELEGRAMS}:
        raise Refusal(Problem.OLD_BUTTON)
    async with turn.effect() as work:
        person = await person_here(turn, work)
        language = None if word == TELEGRAMS else word
        await choose_language(work, person, language)
        await clear(turn, work)
        said = saying("settings.language.done").message(Texts.of(language or person.language))
        await turn.say(work, person.telegram_id, said)

"""/history in private: a creator's own logins, or those of a named creator in a manager's teams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.history import her_logins, logins_of
from bot.handlers.acting import person_here, require_membership, sender
from bot.handlers.answers import Offer, clear, reply, saying
from bot.handlers.choices import Choice, choose
from bot.handlers.commands import given
from bot.handlers.finding import enrolled, find_meant, pressed_by_member
from bot.people.histories import history as page_of
from bot.people.problems import Problem, Refusal
from bot.people.who import desks_of, roles_of

if TYPE_CHECKING:
    from bot.handlers.answers import Saying
    from bot.handlers.choices import Chosen
    from bot.handlers.finding import Meant
    from bot.handlers.reception import Reception
    from bot.handlers.turn import Turn
    from bot.people.histories import Page
    from bot.relay.work import Work


async def history(reception: Reception, turn: Turn) -> None:
    """Show the first page of her own, or of the creator whom a manager names."""
    command = given(turn.update.message)
    async with turn.store.read() as unit:
        roles = await roles_of(unit, sender(turn).id, turn.config.owner_ids)
    if roles.desks and command is not None and command.words:
        await _of_named(turn, command.words)
    elif roles.seats:
        await _show_own(turn, 0)
    elif roles.desks:
        raise Refusal(Problem.USAGE, example=turn.texts.plain("example.history.team"))
    else:
        await reception.respond(turn, saying("start.stranger" if roles.stranger else "history.nobody"))


async def press_page(turn: Turn, chosen: Chosen) -> None:
    """Turn to another page, of her own or of a creator in a manager's team."""
    *whose, number = chosen.parts
    if not number.isdecimal():
        raise Refusal(Problem.OLD_BUTTON)
    if not whose:
        await _show_own(turn, int(number))
        return
    await pressed_by_member(turn, whose[0])
    async with turn.effect() as work:
        meant = await enrolled(turn, work.unit, whose[0])
        await clear(turn, work)
        await reply(turn, work, await _of_meant(turn, work, meant, int(number)))


async def _show_own(turn: Turn, number: int) -> None:
    async with turn.effect() as work:
        person = await person_here(turn, work)
        page = await page_of(work.unit, person.id, work.now, number)
        await clear(turn, work)
        labels = {slug: provider.manifest.label for slug, provider in turn.relay.providers.items()}
        logins = her_logins(turn.texts, page, labels)
        await reply(turn, work, saying("history.head", *_turns(page), logins=logins))


async def _of_named(turn: Turn, words: tuple[str, ...]) -> None:
    """Show her logins in each of the manager's teams that has somebody of this name."""
    async with turn.store.read() as unit:
        desks = await desks_of(unit, sender(turn).id)
        found = await find_meant(unit, desks, words, whole=True)
    if not found:
        raise Refusal(Problem.NAME_UNKNOWN, name=" ".join(words))
    for meant in found:
        await require_membership(turn.bot, meant.desk)
    async with turn.effect() as work:
        for meant in found:
            current = await enrolled(turn, work.unit, meant.enrolment.id)
            await reply(turn, work, await _of_meant(turn, work, current, 0))


async def _of_meant(turn: Turn, work: Work, meant: Meant, number: int) -> Saying:
    enrolment, team = meant.enrolment, meant.desk.team
    page = await page_of(work.unit, enrolment.creator_id, work.now, number, team.id)
    logins = logins_of(turn.texts, page, enrolment.name)
    rows = _turns(page, enrolment.id)
    return saying("history.head.team", *rows, name=enrolment.name, agency=team.title, logins=logins)


def _turns(page: Page, *whose: str) -> list[tuple[Offer, ...]]:
    """Lead to the newer and to the older page, where there is one."""
    ways = (("button.previous", page.number - 1), ("button.next", page.number + 1))
    turns = tuple(
        Offer(key, choose(Choice.HISTORY, *whose, str(to))) for key, to in ways if 0 <= to <= page.last
    )
    return [turns] if turns else []

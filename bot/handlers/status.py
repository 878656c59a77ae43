"""/status, /creators and /cancel: what is going on, and an end to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.cards.buttons import Verb, data
from bot.cards.status import StatusLine, status_creator, status_team
from bot.cards.wording import where
from bot.handlers.acting import chat_of, manager_here, person_here, refuse_who_left, sender
from bot.handlers.allowing import allowed_later
from bot.handlers.answers import Offer, reply, saying, thread_of
from bot.handlers.commands import given
from bot.handlers.finding import find_meant
from bot.handlers.freeze import frozen
from bot.handlers.pause import paused
from bot.people.accounts import numbered
from bot.people.problems import Problem, Refusal
from bot.people.who import roles_of, seats_of
from bot.relay.gates import Gate, gate, is_paused
from bot.relay.guessing import is_stopped
from storage.repositories.guesses import Target

if TYPE_CHECKING:
    from bot.handlers.answers import Saying
    from bot.handlers.reception import Reception
    from bot.handlers.turn import Turn
    from bot.people.who import Roles
    from bot.relay.work import Work
    from storage import Attempt, Enrolment, Manager

MOST_OFFERED, MOST_NAMED = 20, 50


async def team_status(turn: Turn) -> None:
    """Show the group its accounts and how each stands."""
    async with turn.effect() as work:
        desk = await manager_here(turn, work.unit)
        enrolments = await work.unit.enrolments.of_team(desk.team.id)
        lines = [line for enrolment in enrolments for line in await _lines(turn, work, enrolment)]
        message = status_team(turn.texts, desk.team, lines, thread=thread_of(turn.update))
        await turn.say(work, chat_of(turn).id, message)


async def own_status(reception: Reception, turn: Turn) -> None:
    """Show a creator her accounts; anybody else is told where to look."""
    async with turn.store.read() as unit:
        roles = await roles_of(unit, sender(turn).id, turn.config.owner_ids)
    if not roles.seats:
        await reception.respond(turn, _no_accounts(roles))
        return
    async with turn.effect() as work:
        person = await person_here(turn, work)
        seats = await seats_of(work.unit, person)
        lines = [line for seat in seats for line in await _lines(turn, work, seat.enrolment)]
        shut = gate(person, work.now)
        if shut is Gate.FROZEN:
            await reply(turn, work, frozen(person))
        if shut is Gate.BLOCKED and person.allowed_from is not None:
            await reply(turn, work, allowed_later(turn.texts, person))
        if is_paused(person, work.now):
            await reply(turn, work, paused(turn.texts, person))
        shown = status_creator(turn.texts, lines, shut, is_lifting=person.allowed_from is not None)
        await turn.say(work, person.telegram_id, shown)


def _no_accounts(roles: Roles) -> Saying:
    """Say where to look instead, or that there is nothing to look at."""
    if roles.invited:
        return saying("start.invited")
    if not roles.stranger:
        return saying("status.in_the_group")
    return saying("start.stranger" if roles.person is None else "status.nobody")


async def creators(turn: Turn) -> None:
    """Name the team's creators with their accounts, as the group may see them."""
    async with turn.effect() as work:
        desk = await manager_here(turn, work.unit)
        enrolments = await work.unit.enrolments.of_team(desk.team.id)
        if not enrolments:
            raise Refusal(Problem.NO_CREATORS, example=turn.texts.plain("example.invite"))
        lines = [await _creator_line(turn, work, enrolment) for enrolment in enrolments]
        shown = Markup("\n").join(lines[:MOST_NAMED])
        await reply(turn, work, saying("creators.list", agency=desk.team.title, creators=shown))


async def cancel(turn: Turn) -> None:
    """Cancel the login that was named, or the only one there is, which its card shows; else offer them."""
    command = given(turn.update.message)
    words = () if command is None else command.words
    async with turn.store.read() as unit:
        there = await manager_here(turn, unit)
    await refuse_who_left(turn.bot, there)
    async with turn.effect() as work:
        desk = await manager_here(turn, work.unit)
        found = await work.unit.attempts.open_of_team(desk.team.id)
        if words:
            meant = await find_meant(work.unit, [desk], words, whole=True)
            if not meant:
                raise Refusal(Problem.NAME_UNKNOWN, name=" ".join(words))
            found = [a for a in found if a.creator_id == meant[0].enrolment.creator_id]
        await _cancel(turn, work, desk.manager, found)


async def _cancel(turn: Turn, work: Work, manager: Manager, found: list[Attempt]) -> None:
    if not found:
        await reply(turn, work, saying("cancel.nothing"))
    elif len(found) == 1:
        await turn.relay.cancel(work, found[0].id, manager)
    else:
        rows = [(await _cancel_offer(turn, work, attempt),) for attempt in found[:MOST_OFFERED]]
        await reply(turn, work, saying("cancel.which", *rows))


async def _cancel_offer(turn: Turn, work: Work, attempt: Attempt) -> Offer:
    enrolment = await work.unit.enrolments.find(attempt.team_id, attempt.creator_id)
    name = "" if enrolment is None else enrolment.name
    view = await work.unit.attempts.view(attempt.id)
    platform = where(turn.texts, attempt.platform, None if view is None else view.number)
    facts = {"name": name, "platform": platform}
    return Offer("button.cancel_login", data(Verb.CANCEL, attempt.id), facts=facts)


async def _creator_line(turn: Turn, work: Work, enrolment: Enrolment) -> Markup:
    lines = await _accounts(turn, work, enrolment)
    if not lines:
        return turn.texts("creators.without_account", name=enrolment.name)
    platforms = Markup(", ").join(
        turn.texts(_account_key(line), platform=where(turn.texts, line.platform, line.number))
        for line in lines
    )
    return turn.texts("creators.one", name=enrolment.name, platforms=platforms)


def _account_key(line: StatusLine) -> str:
    return "creators.unconfirmed" if line.state == "unconfirmed" else "creators.confirmed"


async def _lines(turn: Turn, work: Work, enrolment: Enrolment) -> list[StatusLine]:
    """Give a creator's accounts in a team and what is to bring another, each with how it stands."""
    under_way = await work.unit.attempts.open_of_team(enrolment.team_id)
    coming = [
        StatusLine(enrolment, None, attempt)
        for attempt in under_way
        if attempt.account_id is None and attempt.creator_id == enrolment.creator_id
    ]
    return [*await _accounts(turn, work, enrolment), *coming]


async def _accounts(turn: Turn, work: Work, enrolment: Enrolment) -> list[StatusLine]:
    """Give a creator's accounts in a team, each with how it stands."""
    unit = work.unit
    creator = await unit.people.get(enrolment.creator_id)
    shut = None if creator is None else gate(creator, work.now)
    accounts = await unit.accounts.of_creator(enrolment.creator_id)
    mine = [account for account in accounts if account.team_id == enrolment.team_id]
    numbers = numbered(mine)
    return [
        StatusLine(
            enrolment,
            account,
            await unit.attempts.newest_of_account(account.id),
            await unit.attempts.newest_connected_of_account(account.id),
            numbers.get(account.id),
            shut,
            await is_stopped(unit, Target(account.creator_id, account.platform), work.now, turn.relay.limits),
        )
        for account in mine
    ]

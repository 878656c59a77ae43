"""/revoke: a creator leaves a team by two taps, and may sign her accounts out at their providers then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.acting import person_here, sender
from bot.handlers.answers import Offer, clear, reply, saying, tell_owners, tell_team
from bot.handlers.choices import Choice, choose
from bot.handlers.questions import account_facts
from bot.handlers.signing_out import is_refused_to_us
from bot.leftovers import signing_out_of
from bot.people.leaving import leave, left_behind, note_signed_out
from bot.people.problems import Problem, Refusal
from bot.people.who import roles_of, seats_of

if TYPE_CHECKING:
    from bot.handlers.choices import Chosen
    from bot.handlers.reception import Reception
    from bot.handlers.turn import Turn
    from bot.people.leaving import Left
    from bot.people.who import Seat
    from bot.relay.work import Work
    from storage import Account, Team, Unit


async def revoke(reception: Reception, turn: Turn) -> None:
    """Name her teams, each with a button; anybody else is in none."""
    async with turn.store.read() as unit:
        roles = await roles_of(unit, sender(turn).id, turn.config.owner_ids)
    if not roles.seats:
        await reception.respond(turn, saying("start.stranger" if roles.stranger else "revoke.none"))
        return
    async with turn.effect() as work:
        seats = await seats_of(work.unit, await person_here(turn, work))
        await reply(turn, work, saying("revoke.which", *map(_row, seats)))


async def press_leave(turn: Turn, chosen: Chosen) -> None:
    """End her place in the team, and tell everybody whom it concerns."""
    async with turn.effect() as work:
        left = await leave(work, chosen.parts[0], await person_here(turn, work))
        team = await work.unit.teams.get(left.enrolment.team_id)
        if team is None:
            raise Refusal(Problem.OLD_BUTTON)
        await clear(turn, work)
        await _say_done(turn, work, left, team)
        name = left.enrolment.name
        await tell_team(turn, work, team, saying("revoke.team", name=name))
        await tell_owners(turn, work, saying("revoke.owner", name=name, agency=team.title))


async def press_sign_out(turn: Turn, chosen: Chosen) -> None:
    """Sign an account out at its provider that she has left; nobody here can start anything with it."""
    async with turn.store.read() as unit:
        account = await _left_behind(turn, unit, chosen)
    facts = account_facts(turn, account)
    if await is_refused_to_us(turn, account):
        raise Refusal(Problem.DISCONNECT_REFUSED_HERS, provider=facts["provider"])
    async with turn.effect() as work:
        await note_signed_out(work, await _left_behind(turn, work.unit, chosen))
        turn.toast(turn.texts.plain("toast.signed_out", **facts), alert=True)


async def _left_behind(turn: Turn, unit: Unit, chosen: Chosen) -> Account:
    creator = await unit.people.by_telegram_id(sender(turn).id)
    return await left_behind(unit, chosen.parts[0], creator)


def _row(seat: Seat) -> tuple[Offer, ...]:
    data = choose(Choice.LEAVE, seat.enrolment.id)
    return (Offer("button.leave", data, facts={"agency": seat.team.title}),)


async def _say_done(turn: Turn, work: Work, left: Left, team: Team) -> None:
    """Tell her, with a button for each account that its provider signs out."""
    rows = [_sign_out(turn, account) for account in left.accounts if _can_sign_out(turn, account)]
    key = "revoke.done.sign_out" if rows else "revoke.done"
    await reply(turn, work, saying(key, *rows, agency=team.title))


def _can_sign_out(turn: Turn, account: Account) -> bool:
    return signing_out_of(turn.relay.providers, account.provider) is not None


def _sign_out(turn: Turn, account: Account) -> tuple[Offer, ...]:
    data = choose(Choice.LEFT_SIGN_OUT, account.id)
    return (Offer("button.left_sign_out", data, facts=account_facts(turn, account)),)

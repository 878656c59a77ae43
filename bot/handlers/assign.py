"""/assign: the owner says in private which team may have which of the providers' accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.handlers.account_lists import account_offer, list_accounts, listed_facts, pages
from bot.handlers.acting import known_here, require_owner
from bot.handlers.answers import Offer, clear, reply, saying
from bot.handlers.choices import Choice, choose
from bot.handlers.commands import given
from bot.people import assigning
from bot.people.assigning import Place, places
from bot.people.problems import Problem, Refusal
from storage import skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.handlers.account_lists import Listing
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.people.accounts import Listed
    from bot.relay.work import Work
    from storage import Team

MOST_NAMED = 20
"""Teams that a refusal names, so that any titles stay within Telegram's 4,096 characters."""
OTHERS = {Choice.UNASSIGNED: Choice.ASSIGNED, Choice.ASSIGNED: Choice.UNASSIGNED}


async def assign(turn: Turn) -> None:
    """Show the accounts that no team was given yet; or give the one whose id was typed to the team named."""
    require_owner(turn)
    command = given(turn.update.message)
    account_id, *title = command.words if command is not None and command.words else ("",)
    listing = await list_accounts(turn)
    async with turn.effect() as work:
        await known_here(turn, work)
        if not account_id:
            await _show(turn, work, listing, Choice.UNASSIGNED, 0)
            return
        teams, account = await _teams(work), listing.with_id(account_id, turn.texts)
        named = [team for team in teams if skeleton(team.title) == skeleton(" ".join(title))]
        if title and not named:
            titles = Markup(", ").join(team.title for team in teams[:MOST_NAMED])
            raise Refusal(Problem.TEAM_UNKNOWN, name=" ".join(title), teams=titles)
        if len(named) == 1:
            await _assign(turn, work, account, named[0])
        else:
            await _ask_whose(turn, work, account, 0)


async def press_page(turn: Turn, chosen: Chosen) -> None:
    """Show another page, or the accounts that a team was given."""
    require_owner(turn)
    if not chosen.parts[0].isdecimal():
        raise Refusal(Problem.OLD_BUTTON)
    listing = await list_accounts(turn)
    async with turn.effect() as work:
        await clear(turn, work)
        await _show(turn, work, listing, chosen.choice, int(chosen.parts[0]))


async def press_assign(turn: Turn, chosen: Chosen) -> None:
    """Ask which team shall have the account."""
    require_owner(turn)
    handle, page = (*chosen.parts, "0")[:2]
    if not page.isdecimal():
        raise Refusal(Problem.OLD_BUTTON)
    account = (await list_accounts(turn)).named(handle, turn.texts)
    async with turn.effect() as work:
        await clear(turn, work)
        await _ask_whose(turn, work, account, int(page))


async def press_assign_to(turn: Turn, chosen: Chosen) -> None:
    """Give the account to the team, whoever had it."""
    require_owner(turn)
    handle, team_id = chosen.parts
    account = (await list_accounts(turn)).named(handle, turn.texts)
    async with turn.effect() as work:
        team = await work.unit.teams.get(team_id)
        if team is None or team.closed_at is not None:
            raise Refusal(Problem.NOT_A_TEAM)
        await clear(turn, work)
        await _assign(turn, work, account, team)


async def _ask_whose(turn: Turn, work: Work, account: Listed, page: int) -> None:
    """Offer the teams that do not have the account, so many at a time."""
    place = await _free_place(work, account)
    offers = [
        Offer("button.name", choose(Choice.ASSIGN_TO, account.handle, team.id), facts={"name": team.title})
        for team in await _teams(work)
        if team != place.team
    ]
    rows = pages(offers, page, lambda number: choose(Choice.ASSIGN, account.handle, str(number)))
    await reply(turn, work, saying("assign.whose", *rows, **listed_facts(turn, account)))


async def _assign(turn: Turn, work: Work, account: Listed, team: Team) -> None:
    await _free_place(work, account)
    await assigning.assign(work, team, account)
    await reply(turn, work, saying("assign.done", agency=team.title, **listed_facts(turn, account)))


async def _show(turn: Turn, work: Work, listing: Listing, which: Choice, page: int) -> None:
    await _teams(work)
    wanted = which is Choice.ASSIGNED
    found = [
        place for place in await places(work.unit, listing.accounts) if (place.team is not None) is wanted
    ]
    offers = [_offer(turn, place) for place in found]
    others = (Offer(f"button.{OTHERS[which]}", choose(OTHERS[which], "0")),)
    rows = (*pages(offers, page, lambda number: choose(which, str(number))), others)
    key = f"assign.{which}" if found else f"assign.no_{which}"
    silent = listing.whoever_is_silent(turn.texts)
    await reply(turn, work, saying(key, *rows, silent=silent))


async def _teams(work: Work) -> Sequence[Team]:
    """Give the teams; Refusal where there is nothing to choose between."""
    teams = await work.unit.teams.all()
    if len(teams) <= 1:
        raise Refusal(Problem.ONE_TEAM)
    return teams


async def _free_place(work: Work, account: Listed) -> Place:
    """Say where the account was given; Refusal where a creator has it."""
    found = await places(work.unit, [account])
    if not found:
        raise Refusal(Problem.ACCOUNT_TAKEN)
    return found[0]


def _offer(turn: Turn, place: Place) -> Offer:
    """Label an account, with the team that has it."""
    offer = account_offer(turn, place.account, choose(Choice.ASSIGN, place.account.handle))
    if place.team is None:
        return offer
    facts = {**offer.facts, "agency": place.team.title}
    return Offer("button.assigned_account", offer.data, facts=facts)

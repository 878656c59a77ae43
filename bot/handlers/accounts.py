"""/accounts NAME: which account at a provider is hers.

A manager chooses in private, the creator says whether it is true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.handlers.account_lists import listed_accounts, show
from bot.handlers.acting import (
    chat_of,
    manager_of,
    member_manager_here,
    person_here,
    require_membership,
    sender,
)
from bot.handlers.answers import Offer, clear, reply, saying, tell, tell_team
from bot.handlers.choices import Choice, choose
from bot.handlers.commands import given
from bot.handlers.finding import Meant, find_meant, similar
from bot.people.accounts import Listed, checked_id, confirm, disown, propose, unclaimed
from bot.people.problems import Problem, Refusal
from bot.people.who import desks_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.people.who import Desk
    from bot.relay.work import Work
    from storage import Account, Unit


async def accounts(turn: Turn) -> None:
    """Show what the vendors list, or propose the account whose id was typed."""
    command = given(turn.update.message)
    if command is None or not command.words:
        raise Refusal(Problem.USAGE, example=turn.texts.plain("example.accounts"))
    found = await _found(turn, command.words)
    if len(found) > 1:
        await _offer_teams(turn, found)
        return
    (meant,) = found
    if not meant.desk.person.reachable:
        raise Refusal(Problem.NO_PRIVATE_CHAT)
    if meant.rest:
        await _propose(turn, meant, _typed_account(turn, meant.rest))
        return
    listed = await listed_accounts(turn)
    async with turn.effect() as work:
        await show(turn, work, meant, await unclaimed(work.unit, listed), 0)
        if chat_of(turn).type != chat_of(turn).PRIVATE:
            await reply(turn, work, saying("accounts.in_private", name=meant.enrolment.name))


async def press_page(turn: Turn, chosen: Chosen) -> None:
    """Turn to another page of the list."""
    enrolment_id, page = chosen.parts
    meant = await _pressed(turn, enrolment_id)
    listed = await listed_accounts(turn)
    if not page.isdecimal():
        raise Refusal(Problem.OLD_BUTTON)
    async with turn.effect() as work:
        await clear(turn, work)
        await show(turn, work, meant, await unclaimed(work.unit, listed), int(page))


async def press_list_for(turn: Turn, chosen: Chosen) -> None:
    """Show the list for the creator whose button was pressed."""
    meant = await _pressed(turn, chosen.parts[0])
    listed = await listed_accounts(turn)
    async with turn.effect() as work:
        await clear(turn, work)
        await show(turn, work, meant, await unclaimed(work.unit, listed), 0)


async def press_pick(turn: Turn, chosen: Chosen) -> None:
    """Propose the account whose button was pressed, as the vendor lists it at this moment."""
    enrolment_id, handle = chosen.parts
    meant = await _pressed(turn, enrolment_id)
    picked = next((account for account in await listed_accounts(turn) if account.handle == handle), None)
    if picked is None:
        raise Refusal(Problem.ACCOUNT_GONE)
    await _propose(turn, meant, picked)


async def press_mine(turn: Turn, chosen: Chosen) -> None:
    """Take her Yes."""
    async with turn.effect() as work:
        account = await confirm(work, chosen.parts[0], await person_here(turn, work))
        await clear(turn, work)
        await _tell_outcome(turn, work, account, "account.confirmed")


async def press_not_mine(turn: Turn, chosen: Chosen) -> None:
    """Take her No."""
    async with turn.effect() as work:
        account = await disown(work, chosen.parts[0], await person_here(turn, work))
        await clear(turn, work)
        await _tell_outcome(turn, work, account, "account.disowned")


async def _found(turn: Turn, words: tuple[str, ...]) -> list[Meant]:
    """Give the creators of that name: in a group its own, in private those of all the manager's teams."""
    if chat_of(turn).type == chat_of(turn).PRIVATE:
        async with turn.store.read() as unit:
            desks = await desks_of(unit, sender(turn).id)
            found = await _named(unit, desks, words)
        for meant in found:
            await require_membership(turn.bot, meant.desk)
        return found
    desk = await member_manager_here(turn)
    async with turn.store.read() as unit:
        return await _named(unit, [desk], words)


async def _named(unit: Unit, desks: Sequence[Desk], words: tuple[str, ...]) -> list[Meant]:
    if not desks:
        raise Refusal(Problem.NOT_LISTED)
    found = await find_meant(unit, desks, words, most_rest=2)
    if found:
        return found
    names = [enrolment.name for desk in desks for enrolment in await similar(unit, desk, words[0])]
    if names:
        raise Refusal(Problem.NAME_CLOSEST, name=words[0], closest=Markup(", ").join(names))
    raise Refusal(Problem.NAME_UNKNOWN, name=words[0])


async def _offer_teams(turn: Turn, found: Sequence[Meant]) -> None:
    async with turn.effect() as work:
        rows = [
            (
                Offer(
                    "button.name", choose(Choice.LIST_FOR, m.enrolment.id), facts={"name": m.desk.team.title}
                ),
            )
            for m in found
        ]
        await reply(turn, work, saying("accounts.which_team", *rows, name=found[0].enrolment.name))


async def _pressed(turn: Turn, enrolment_id: str) -> Meant:
    async with turn.store.read() as unit:
        enrolment = await unit.enrolments.get(enrolment_id)
        if enrolment is None or enrolment.ended_at is not None:
            raise Refusal(Problem.CREATOR_GONE)
        desk = await manager_of(turn, unit, enrolment.team_id)
    await require_membership(turn.bot, desk)
    return Meant(desk, enrolment)


def _typed_account(turn: Turn, rest: tuple[str, ...]) -> Listed:
    """Read `ID [provider]`; the provider may be left out where there is but one."""
    providers = turn.relay.providers
    slug = rest[1].casefold() if len(rest) > 1 else next(iter(providers)) if len(providers) == 1 else None
    if slug is None or slug not in providers:
        raise Refusal(Problem.WHICH_PROVIDER, providers=", ".join(sorted(providers)))
    return Listed(slug, providers[slug].manifest.platforms[0], checked_id(rest[0]))


async def _propose(turn: Turn, meant: Meant, listed: Listed) -> None:
    """Ask her whether the account is hers, and tell the manager in private that she is asked."""
    desk, enrolment = meant.desk, meant.enrolment
    async with turn.effect() as work:
        creator = await work.unit.people.get(enrolment.creator_id)
        if creator is None or not creator.reachable:
            raise Refusal(Problem.CREATOR_UNREACHABLE, name=enrolment.name)
        account = await propose(work, enrolment, listed, desk.manager.id)
        rows = (
            Offer("button.mine", choose(Choice.MINE, account.id)),
            Offer("button.not_mine", choose(Choice.NOT_MINE, account.id)),
        )
        facts = {"manager": desk.manager.name, "agency": desk.team.title, **_account_facts(turn, account)}
        await tell(turn, work, creator, saying("account.question", *((row,) for row in rows), **facts))
        await clear(turn, work)
        await tell(
            turn,
            work,
            desk.person,
            saying("account.proposed", name=enrolment.name, **_account_facts(turn, account)),
        )


async def _tell_outcome(turn: Turn, work: Work, account: Account, key: str) -> None:
    """Answer her, and tell the group, which hears her team name and the platform alone."""
    facts = _account_facts(turn, account)
    await reply(turn, work, saying(key, **facts))
    team = await work.unit.teams.get(account.team_id)
    enrolment = await work.unit.enrolments.find(account.team_id, account.creator_id)
    if team is not None and enrolment is not None:
        await tell_team(
            turn, work, team, saying(f"{key}.team", name=enrolment.name, platform=facts["platform"])
        )


def _account_facts(turn: Turn, account: Account) -> dict[str, str]:
    return {
        "platform": turn.texts.plain(f"platform.{account.platform}"),
        "account": account.label or account.external_id,
        "provider": turn.relay.providers[account.provider].manifest.label,
    }

"""/accounts NAME: which account at a provider is hers.

A manager chooses in private, the creator says whether it is true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.handlers.account_lists import listed_accounts, listed_at, show
from bot.handlers.acting import (
    chat_of,
    member_manager_here,
    person_here,
    require_membership,
    sender,
)
from bot.handlers.answers import Offer, clear, reply, saying, tell, tell_once, tell_team
from bot.handlers.choices import Choice, choose
from bot.handlers.commands import given
from bot.handlers.finding import Meant, enrolled, find_meant, similar
from bot.people.accounts import Listed, checked_id, confirm, disown, propose, unclaimed
from bot.people.problems import Problem, Refusal
from bot.people.who import desks_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.locales import Texts
    from bot.people.who import Desk
    from bot.relay.work import Work
    from storage import Account, Person, Unit

MOST_REST = 2


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
        await _propose(turn, meant, await _typed_account(turn, meant))
        return
    listed = await listed_accounts(turn)
    async with turn.effect() as work:
        meant = await enrolled(turn, work.unit, meant.enrolment.id)
        await show(turn, work, meant, await unclaimed(work.unit, listed), 0)
        if chat_of(turn).type != chat_of(turn).PRIVATE:
            await reply(turn, work, saying("accounts.in_private", name=meant.enrolment.name))


async def press_page(turn: Turn, chosen: Chosen) -> None:
    """Turn to another page of the list."""
    enrolment_id, page = chosen.parts
    await _pressed(turn, enrolment_id)
    listed = await listed_accounts(turn)
    if not page.isdecimal():
        raise Refusal(Problem.OLD_BUTTON)
    async with turn.effect() as work:
        meant = await enrolled(turn, work.unit, enrolment_id)
        await clear(turn, work)
        await show(turn, work, meant, await unclaimed(work.unit, listed), int(page))


async def press_list_for(turn: Turn, chosen: Chosen) -> None:
    """Show the list for the creator whose button was pressed."""
    await _pressed(turn, chosen.parts[0])
    listed = await listed_accounts(turn)
    async with turn.effect() as work:
        meant = await enrolled(turn, work.unit, chosen.parts[0])
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
    await _answered(turn, chosen, confirm, "account.confirmed")


async def press_not_mine(turn: Turn, chosen: Chosen) -> None:
    """Take her No."""
    await _answered(turn, chosen, disown, "account.disowned")


async def _answered(
    turn: Turn, chosen: Chosen, answer: Callable[[Work, str, Person], Awaitable[Account]], key: str
) -> None:
    """Take her answer; a question that has been answered elsewhere goes away, and she is told so."""
    async with turn.effect() as work:
        person = await person_here(turn, work)
        await clear(turn, work)
        try:
            account = await answer(work, chosen.parts[0], person)
        except Refusal as refusal:
            if refusal.problem is not Problem.ACCOUNT_GONE:
                raise
            turn.toast(turn.texts.plain(f"problem.{refusal.problem}"), alert=True)
        else:
            await _tell_outcome(turn, work, account, key)


async def _found(turn: Turn, words: tuple[str, ...]) -> list[Meant]:
    """Give the creators of that name: in a group its own, in private those of all the manager's teams."""
    if chat_of(turn).type == chat_of(turn).PRIVATE:
        async with turn.store.read() as unit:
            desks = await desks_of(unit, sender(turn).id)
            if not desks:
                raise Refusal(Problem.MANAGERS_ONLY)
            found = await _named(turn.texts, unit, desks, words)
        for meant in found:
            await require_membership(turn.bot, meant.desk)
        return found
    desk = await member_manager_here(turn)
    async with turn.store.read() as unit:
        return await _named(turn.texts, unit, [desk], words)


async def _named(texts: Texts, unit: Unit, desks: Sequence[Desk], words: tuple[str, ...]) -> list[Meant]:
    found = await find_meant(unit, desks, words)
    if found and len(found[0].rest) > MOST_REST:
        raise Refusal(Problem.USAGE, example=texts.plain("example.accounts.id"))
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
        meant = await enrolled(turn, unit, enrolment_id)
    await require_membership(turn.bot, meant.desk)
    return meant


async def _typed_account(turn: Turn, meant: Meant) -> Listed:
    """Find `ID [provider]` in the vendor's list, where it can be read and tells anything.

    The provider may be left out where there is but one.
    """
    rest, providers = meant.rest, turn.relay.providers
    slug = rest[1].casefold() if len(rest) > 1 else next(iter(providers)) if len(providers) == 1 else None
    if slug is None or slug not in providers:
        raise Refusal(Problem.WHICH_PROVIDER, providers=", ".join(sorted(providers)))
    manifest, account_id = providers[slug].manifest, checked_id(rest[0])
    listed = await listed_at(providers[slug])
    known = next((account for account in listed if account.external_id == account_id), None)
    if listed and known is None:
        facts = {"provider": manifest.label, "id": account_id, "name": meant.enrolment.name}
        raise Refusal(Problem.ACCOUNT_NOT_LISTED, **facts)
    return known or Listed(slug, manifest.platforms[0], account_id)


async def _propose(turn: Turn, meant: Meant, listed: Listed) -> None:
    """Ask her whether the account is hers, and tell the manager in private that she is asked."""
    async with turn.effect() as work:
        seen = await enrolled(turn, work.unit, meant.enrolment.id)
        desk, enrolment = seen.desk, seen.enrolment
        creator = await work.unit.people.get(enrolment.creator_id)
        if creator is None or not creator.reachable:
            raise Refusal(Problem.CREATOR_UNREACHABLE, name=enrolment.name)
        account = await propose(work, enrolment, listed, desk.manager.id)
        rows = (
            Offer("button.mine", choose(Choice.MINE, account.id)),
            Offer("button.not_mine", choose(Choice.NOT_MINE, account.id)),
        )
        facts = {"manager": desk.manager.name, "agency": desk.team.title, **_account_facts(turn, account)}
        question = saying("account.question", *((row,) for row in rows), **facts)
        is_new = await tell_once(work, creator, question, f"question:{account.id}:{_hour(work.now)}")
        await clear(turn, work)
        told = "account.proposed" if is_new else "account.proposed.already"
        await tell(
            turn, work, desk.person, saying(told, name=enrolment.name, **_account_facts(turn, account))
        )


def _hour(now: float) -> int:
    """Name the hour, in which a question is put to her once."""
    return int(now // 3_600)


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

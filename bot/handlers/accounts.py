"""/accounts NAME: a manager says in private which account at a provider is a creator's; she is asked then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.handlers.account_lists import account_offer, list_accounts, listed_at, pages
from bot.handlers.acting import chat_of, member_manager_here, require_membership, sender
from bot.handlers.answers import Offer, clear, reply, saying, tell
from bot.handlers.choices import Choice, choose
from bot.handlers.commands import given
from bot.handlers.finding import Meant, enrolled, find_meant, pressed_by_member, similar
from bot.handlers.questions import account_facts, ask_whether_hers
from bot.people.accounts import Listed, checked_id, may_have, propose
from bot.people.assigning import offered_to
from bot.people.problems import Problem, Refusal
from bot.people.who import desks_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.handlers.account_lists import Listing
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.locales import Texts
    from bot.people.who import Desk
    from bot.relay.work import Work
    from storage import Unit

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
    listing = await list_accounts(turn)
    async with turn.effect() as work:
        meant = await enrolled(turn, work.unit, meant.enrolment.id)
        await _show(turn, work, meant, listing, 0)
        if chat_of(turn).type != chat_of(turn).PRIVATE:
            await reply(turn, work, saying("accounts.in_private", name=meant.enrolment.name))


async def press_page(turn: Turn, chosen: Chosen) -> None:
    """Turn to another page of the list."""
    enrolment_id, page = chosen.parts
    await pressed_by_member(turn, enrolment_id)
    listing = await list_accounts(turn)
    if not page.isdecimal():
        raise Refusal(Problem.OLD_BUTTON)
    async with turn.effect() as work:
        meant = await enrolled(turn, work.unit, enrolment_id)
        await clear(turn, work)
        await _show(turn, work, meant, listing, int(page))


async def press_list_for(turn: Turn, chosen: Chosen) -> None:
    """Show the list for the creator whose button was pressed."""
    await pressed_by_member(turn, chosen.parts[0])
    listing = await list_accounts(turn)
    async with turn.effect() as work:
        meant = await enrolled(turn, work.unit, chosen.parts[0])
        await clear(turn, work)
        await _show(turn, work, meant, listing, 0)


async def press_pick(turn: Turn, chosen: Chosen) -> None:
    """Propose the account whose button was pressed, as the vendor lists it at this moment."""
    enrolment_id, handle = chosen.parts
    meant = await pressed_by_member(turn, enrolment_id)
    await _propose(turn, meant, (await list_accounts(turn)).named(handle, turn.texts))


async def _show(turn: Turn, work: Work, meant: Meant, listing: Listing, page: int) -> None:
    """Send the manager a page of the accounts that may be hers."""
    enrolment = meant.enrolment
    free = await offered_to(work.unit, meant.desk.team.id, listing.accounts)
    silent = listing.whoever_is_silent(turn.texts)
    if not free and silent:
        said = saying("accounts.none_seen", name=enrolment.name, silent=silent)
        await tell(turn, work, meant.desk.person, said)
        return
    if not free:
        await tell(turn, work, meant.desk.person, saying("accounts.none_free", name=enrolment.name))
        return
    offers = [account_offer(turn, one, choose(Choice.PICK, enrolment.id, one.handle)) for one in free]
    rows = pages(offers, page, lambda number: choose(Choice.PAGE, enrolment.id, str(number)))
    await tell(
        turn, work, meant.desk.person, saying("accounts.which", *rows, name=enrolment.name, silent=silent)
    )


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


async def _typed_account(turn: Turn, meant: Meant) -> Listed:
    """Find `ID [provider]` in the vendor's list, where it can be read and tells anything.

    The provider may be left out where there is but one.
    """
    rest, providers = meant.rest, turn.relay.providers
    slug = rest[1].casefold() if len(rest) > 1 else next(iter(providers)) if len(providers) == 1 else None
    if slug is None or slug not in providers:
        raise Refusal(Problem.WHICH_PROVIDER, providers=", ".join(sorted(providers)))
    manifest, account_id = providers[slug].manifest, checked_id(rest[0])
    async with turn.store.read() as unit:
        if not await may_have(unit, meant.desk.team.id, slug, account_id):
            raise Refusal(Problem.ACCOUNT_NOT_ASSIGNED)
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
        account = await propose(work, enrolment, listed, desk.manager.id)
        agency = desk.team.title
        is_new = await ask_whether_hers(turn, work, enrolment, account, desk.manager, agency=agency)
        await clear(turn, work)
        told = "account.proposed" if is_new else "account.proposed.already"
        facts = account_facts(turn, account)
        await tell(turn, work, desk.person, saying(told, name=enrolment.name, **facts))

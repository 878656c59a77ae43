"""/disconnect: a manager asks for it, the creator and the owner may have it at once; here it is asked.

She and the owner are asked to confirm. What then happens stands in signing_out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.acting import (
    chat_of,
    is_owner,
    manager_here,
    manager_of,
    member_manager_here,
    require_membership,
    sender,
)
from bot.handlers.answers import Offer, clear, reply, saying, tell, tell_owners
from bot.handlers.choices import Choice, choose
from bot.handlers.commands import given
from bot.handlers.finding import enrolled, named_or_offered, pressed_by_member, whole_name
from bot.handlers.questions import account_facts
from bot.handlers.signing_out import require_disconnectable
from bot.handlers.which_account import account_rows
from bot.people.accounts import confirmed_of, linked
from bot.people.asking import stands
from bot.people.disconnecting import ASKED, ask
from bot.people.problems import Problem, Refusal
from bot.relay.limits import HOUR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.people.who import Desk
    from bot.relay.work import Work
    from storage import Account, Enrolment, Team

Row = tuple[Offer, ...]


async def disconnect_in_group(turn: Turn) -> None:
    """Have one of a creator's accounts chosen: by an owner to sign it out, by a manager to ask her."""
    command = given(turn.update.message)
    if command is None or not command.words:
        raise Refusal(Problem.USAGE, example=turn.texts.plain("example.disconnect"))
    if is_owner(turn):
        async with turn.effect() as work:
            team = await work.unit.teams.by_chat(chat_of(turn).id)
            if team is None:
                raise Refusal(Problem.NOT_A_TEAM)
            await _by_owner(turn, work, [team], command.words)
        return
    await member_manager_here(turn)
    async with turn.effect() as work:
        desk = await manager_here(turn, work.unit)
        meant = await named_or_offered(turn, work, desk, command.words, Choice.DISCONNECT_CREATOR)
        if meant is not None and meant.rest:
            raise Refusal(Problem.USAGE, example=turn.texts.plain("example.disconnect"))
        if meant is not None:
            await _which(turn, work, meant.enrolment)


async def disconnect_in_private(turn: Turn) -> None:
    """Have a creator choose one of her accounts, or an owner one of anybody's."""
    command = given(turn.update.message)
    words = () if command is None else command.words
    async with turn.effect() as work:
        if is_owner(turn) and words:
            await _by_owner(turn, work, await work.unit.teams.all(), words)
            return
        person = await work.unit.people.by_telegram_id(sender(turn).id)
        hers = [] if person is None else await work.unit.accounts.of_creator(person.id)
        counting = [account for account in hers if account.confirmed_at is not None]
        if not counting and is_owner(turn):
            raise Refusal(Problem.USAGE, example=turn.texts.plain("example.disconnect"))
        if not counting:
            raise Refusal(Problem.DISCONNECT_NONE)
        rows = [_private_row(turn, account) for account in counting]
        await reply(turn, work, saying("disconnect.which", *rows))


async def press_creator(turn: Turn, chosen: Chosen) -> None:
    """Go on with the creator whose button a manager pressed for a mistyped name."""
    await pressed_by_member(turn, chosen.parts[0])
    async with turn.effect() as work:
        meant = await enrolled(turn, work.unit, chosen.parts[0])
        await clear(turn, work)
        await _which(turn, work, meant.enrolment)


async def press_account(turn: Turn, chosen: Chosen) -> None:
    """Have her or an owner confirm; by a manager's press, ask her."""
    async with turn.store.read() as unit:
        account = await linked(unit, chosen.parts[0])
        person = await unit.people.by_telegram_id(sender(turn).id)
        alone = is_owner(turn) or (person is not None and person.id == account.creator_id)
        desk = None if alone else await manager_of(turn, unit, account.team_id)
    if desk is not None:
        await require_membership(turn.bot, desk)
    require_disconnectable(turn, account)
    async with turn.effect() as work:
        account = await linked(work.unit, account.id)
        await clear(turn, work)
        if desk is None:
            await _confirm(turn, work, account)
        else:
            await _ask_her(turn, work, account, await manager_of(turn, work.unit, account.team_id))


async def _which(turn: Turn, work: Work, enrolment: Enrolment) -> None:
    """Let the group choose, which sees no handle and no id."""
    accounts = await confirmed_of(work.unit, enrolment)
    if not accounts:
        raise Refusal(Problem.DISCONNECT_NONE_OF, name=enrolment.name)
    rows = account_rows(turn, Choice.DISCONNECT, accounts, accounts)
    await reply(turn, work, saying("disconnect.which", *rows))


async def _by_owner(turn: Turn, work: Work, teams: Sequence[Team], words: tuple[str, ...]) -> None:
    found = await whole_name(work.unit, teams, words)
    if not found:
        raise Refusal(Problem.NAME_UNKNOWN, name=" ".join(words))
    if chat_of(turn).type != chat_of(turn).PRIVATE:
        await _which(turn, work, found[0])
        return
    accounts = [account for enrolment in found for account in await confirmed_of(work.unit, enrolment)]
    if not accounts:
        raise Refusal(Problem.DISCONNECT_NONE_OF, name=found[0].name)
    await reply(turn, work, saying("disconnect.which", *(_private_row(turn, one) for one in accounts)))


async def _confirm(turn: Turn, work: Work, account: Account) -> None:
    """Ask who may have it whether it is meant; a group is told no handle."""
    rows = _rows(account, Choice.KEEP)
    facts = account_facts(turn, account)
    if chat_of(turn).type == chat_of(turn).PRIVATE:
        await reply(turn, work, saying("disconnect.confirm", *rows, **facts))
        return
    name = await _name(work, account)
    said = saying(
        "disconnect.confirm.group", *rows, name=name, platform=facts["platform"], provider=facts["provider"]
    )
    await reply(turn, work, said)


async def _ask_her(turn: Turn, work: Work, account: Account, desk: Desk) -> None:
    """Ask her and the owner, once an hour for an account; one tap of either does it."""
    name = await _name(work, account)
    await work.unit.people.lock(account.creator_id)
    if await stands(work.unit, account.team_id, ASKED, account.id, work.now - HOUR):
        await reply(turn, work, saying("disconnect.asked.already", name=name))
        return
    await ask(work, account, desk.manager, turn.relay.limits)
    rows = _rows(account, Choice.STAY, desk.manager.id)
    facts = {"manager": desk.manager.name, "agency": desk.team.title, **account_facts(turn, account)}
    creator = await work.unit.people.get(account.creator_id)
    if creator is not None and creator.reachable:
        await tell(turn, work, creator, saying("disconnect.question", *rows, name=name, **facts))
    await tell_owners(turn, work, saying("disconnect.question.owner", *rows, name=name, **facts))
    await reply(turn, work, saying("disconnect.asked", name=name))


async def _name(work: Work, account: Account) -> str:
    enrolment = await work.unit.enrolments.find(account.team_id, account.creator_id)
    if enrolment is None:
        raise Refusal(Problem.CREATOR_GONE)
    return enrolment.name


def _rows(account: Account, no: Choice, *asked_by: str) -> tuple[Row, Row]:
    """Make the answers; `asked_by` is the manager who wishes it, with whose place the question ends."""
    away = choose(no, account.id, *asked_by) if no is Choice.STAY else choose(no)
    out = choose(Choice.SIGN_OUT, account.id, *asked_by)
    return (Offer("button.sign_out", out),), (Offer("button.stay", away),)


def _private_row(turn: Turn, account: Account) -> Row:
    facts = account_facts(turn, account)
    return (Offer("button.listed_account.at", choose(Choice.DISCONNECT, account.id), facts=facts),)

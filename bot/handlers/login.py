"""/login NAME [platform]: a manager asks for a login; what happens then, the attempt's card shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards.wording import where
from bot.handlers.acting import manager_here, manager_of, member_manager_here, require_membership
from bot.handlers.answers import Offer, clear, reply, saying
from bot.handlers.choices import Choice, choose
from bot.handlers.commands import given
from bot.handlers.finding import enrolled, name_rows, named_or_offered, platform_of, pressed_by_member
from bot.handlers.requesting import ask_for
from bot.people.accounts import confirmed_of, numbered, proposed_to
from bot.people.problems import Problem, Refusal

if TYPE_CHECKING:
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn
    from bot.people.who import Desk
    from bot.relay.work import Work
    from providers.logins import Platform
    from storage import Account, Enrolment, Unit

MOST_OFFERED = 40
"""Creators offered as buttons; Telegram takes 100, and nobody reads as many."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a manager asks for: a creator's login, on one platform if that was said."""

    desk: Desk
    enrolment: Enrolment
    platform: Platform | None = None


async def login(turn: Turn) -> None:
    """Ask for the login of the creator that was named, or offer those there are."""
    command = given(turn.update.message)
    words = () if command is None else command.words
    await member_manager_here(turn)
    async with turn.effect() as work:
        desk = await manager_here(turn, work.unit)
        if not words:
            await _offer_all(turn, work, desk)
            return
        meant = await named_or_offered(turn, work, desk, words, Choice.LOGIN_CREATOR)
        if meant is None:
            return
        example = turn.texts.plain("example.login.platform")
        if len(meant.rest) > 1:
            raise Refusal(Problem.USAGE, example=example)
        await _order(turn, work, Order(desk, meant.enrolment, platform_of(meant.rest, example)))


async def press_creator(turn: Turn, chosen: Chosen) -> None:
    """Ask for the login of the creator whose button was pressed."""
    await pressed_by_member(turn, chosen.parts[0])
    async with turn.effect() as work:
        meant = await enrolled(turn, work.unit, chosen.parts[0])
        await clear(turn, work)
        example = turn.texts.plain("example.login.platform")
        await _order(turn, work, Order(meant.desk, meant.enrolment, platform_of(chosen.parts[1:], example)))


async def press_account(turn: Turn, chosen: Chosen) -> None:
    """Ask for the login of the account whose button was pressed."""
    async with turn.store.read() as unit:
        seen, _ = await _account_order(turn, unit, chosen.parts[0])
    await require_membership(turn.bot, seen.desk)
    async with turn.effect() as work:
        order, account = await _account_order(turn, work.unit, chosen.parts[0])
        await clear(turn, work)
        await ask_for(turn, work, order.desk, order.enrolment, turn.relay.plan_for(account))


async def _account_order(turn: Turn, unit: Unit, account_id: str) -> tuple[Order, Account]:
    account = await unit.accounts.get(account_id)
    if account is None or account.removed_at is not None or account.confirmed_at is None:
        raise Refusal(Problem.ACCOUNT_GONE)
    desk = await manager_of(turn, unit, account.team_id)
    enrolment = await unit.enrolments.find(account.team_id, account.creator_id)
    if enrolment is None:
        raise Refusal(Problem.CREATOR_GONE)
    return Order(desk, enrolment), account


async def _order(turn: Turn, work: Work, order: Order) -> None:
    accounts = await confirmed_of(work.unit, order.enrolment)
    wanted = [a for a in accounts if order.platform in {None, a.platform}]
    if not wanted:
        unanswered = await proposed_to(work.unit, order.enrolment)
        problem = Problem.ACCOUNT_UNANSWERED if unanswered and not accounts else Problem.ACCOUNT_NONE
        raise Refusal(problem, name=order.enrolment.name)
    if len(wanted) == 1:
        await ask_for(turn, work, order.desk, order.enrolment, turn.relay.plan_for(wanted[0]))
        return
    numbers = numbered(accounts)
    rows = [(_account_offer(turn, account, numbers.get(account.id)),) for account in wanted]
    await reply(turn, work, saying("login.which_account", *rows, name=order.enrolment.name))


async def _offer_all(turn: Turn, work: Work, desk: Desk) -> None:
    enrolments = await work.unit.enrolments.of_team(desk.team.id)
    if not enrolments:
        raise Refusal(Problem.NO_CREATORS, example=turn.texts.plain("example.invite"))
    rows = name_rows(enrolments[:MOST_OFFERED], Choice.LOGIN_CREATOR)
    await reply(turn, work, saying("login.which_creator", *rows))


def _account_offer(turn: Turn, account: Account, number: int | None) -> Offer:
    """Label an account for the group, which sees no handle and no id."""
    facts = {"platform": where(turn.texts, account.platform, number)}
    return Offer("button.account", choose(Choice.LOGIN_ACCOUNT, account.id), facts=facts)

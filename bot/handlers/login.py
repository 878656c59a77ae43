"""/login NAME [platform]: a manager asks for a login; what happens then, the attempt's card shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.acting import manager_here, member_manager_here
from bot.handlers.answers import clear, reply, saying
from bot.handlers.choices import Choice
from bot.handlers.commands import given
from bot.handlers.finding import enrolled, name_rows, named_or_offered, platform_of, pressed_by_member
from bot.handlers.requesting import ask_for
from bot.handlers.which_account import account_meant, account_rows, require_member_for
from bot.people.accounts import confirmed_of, proposed_to
from bot.people.problems import Problem, Refusal
from bot.relay.wishing import plan_for

if TYPE_CHECKING:
    from bot.handlers.choices import Chosen
    from bot.handlers.finding import Meant
    from bot.handlers.turn import Turn
    from bot.people.who import Desk
    from bot.relay.work import Work
    from providers.logins import Platform

MOST_OFFERED = 40
"""Creators offered as buttons; Telegram takes 100, and nobody reads as many."""


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
        await _order(turn, work, meant, platform_of(meant.rest, example))


async def press_creator(turn: Turn, chosen: Chosen) -> None:
    """Ask for the login of the creator whose button was pressed."""
    await pressed_by_member(turn, chosen.parts[0])
    async with turn.effect() as work:
        meant = await enrolled(turn, work.unit, chosen.parts[0])
        await clear(turn, work)
        example = turn.texts.plain("example.login.platform")
        await _order(turn, work, meant, platform_of(chosen.parts[1:], example))


async def press_account(turn: Turn, chosen: Chosen) -> None:
    """Ask for the login of the account whose button was pressed."""
    await require_member_for(turn, chosen.parts[0])
    async with turn.effect() as work:
        meant, account = await account_meant(turn, work.unit, chosen.parts[0])
        await clear(turn, work)
        await ask_for(turn, work, meant.desk, meant.enrolment, plan_for(turn.relay, account))


async def _order(turn: Turn, work: Work, meant: Meant, platform: Platform | None) -> None:
    accounts = await confirmed_of(work.unit, meant.enrolment)
    wanted = [account for account in accounts if platform in {None, account.platform}]
    if not wanted:
        unanswered = await proposed_to(work.unit, meant.enrolment)
        problem = Problem.ACCOUNT_UNANSWERED if unanswered and not accounts else Problem.ACCOUNT_NONE
        raise Refusal(problem, name=meant.enrolment.name)
    if len(wanted) == 1:
        await ask_for(turn, work, meant.desk, meant.enrolment, plan_for(turn.relay, wanted[0]))
        return
    rows = account_rows(turn, Choice.LOGIN_ACCOUNT, wanted, accounts)
    await reply(turn, work, saying("login.which_account", *rows, name=meant.enrolment.name))


async def _offer_all(turn: Turn, work: Work, desk: Desk) -> None:
    enrolments = await work.unit.enrolments.of_team(desk.team.id)
    if not enrolments:
        raise Refusal(Problem.NO_CREATORS, example=turn.texts.plain("example.invite"))
    rows = name_rows(enrolments[:MOST_OFFERED], Choice.LOGIN_CREATOR)
    await reply(turn, work, saying("login.which_creator", *rows))

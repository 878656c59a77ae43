"""/stepup NAME: a manager asks for a code for a sensitive action, where owner and creator allow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.acting import manager_here, member_manager_here
from bot.handlers.answers import Offer, clear, command_id, reply, saying, tell, thread_of
from bot.handlers.choices import Choice, choose
from bot.handlers.commands import given
from bot.handlers.finding import enrolled, named_or_offered, pressed_by_member
from bot.handlers.requesting import answer_request, require_askable
from bot.handlers.which_account import account_meant, account_rows, require_member_for
from bot.people.accounts import confirmed_of
from bot.people.asking import ask_for_leave
from bot.people.problems import Problem, Refusal
from bot.relay.limits import DAY
from bot.relay.reactions import Outcome, Requested
from bot.relay.stepping_up import offers_step_up, step_up
from storage import Action

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.handlers.choices import Chosen
    from bot.handlers.finding import Meant
    from bot.handlers.turn import Turn
    from bot.relay.work import Work
    from storage import Account

ACCOUNT_ONLY = 1


async def step_up_(turn: Turn) -> None:
    """Have the account chosen, for the creator that was named."""
    command = given(turn.update.message)
    if command is None or not command.words:
        raise Refusal(Problem.USAGE, example=turn.texts.plain("example.stepup"))
    await member_manager_here(turn)
    async with turn.effect() as work:
        desk = await manager_here(turn, work.unit)
        meant = await named_or_offered(turn, work, desk, command.words, Choice.STEP_UP_CREATOR)
        if meant is not None and meant.rest:
            raise Refusal(Problem.USAGE, example=turn.texts.plain("example.stepup"))
        if meant is not None:
            await _which(turn, work, meant)


async def press_creator(turn: Turn, chosen: Chosen) -> None:
    """Go on with the creator whose button was pressed for a mistyped name."""
    await pressed_by_member(turn, chosen.parts[0])
    async with turn.effect() as work:
        meant = await enrolled(turn, work.unit, chosen.parts[0])
        await clear(turn, work)
        await _which(turn, work, meant)


async def press(turn: Turn, chosen: Chosen) -> None:
    """Ask what it is for, or ask her for it."""
    account_id, *rest = chosen.parts
    await require_member_for(turn, account_id)
    async with turn.effect() as work:
        meant, account = await account_meant(turn, work.unit, account_id)
        if not offers_step_up(turn.relay, account):
            raise Refusal(Problem.STEP_UP_NONE, name=meant.enrolment.name)
        await clear(turn, work)
        if not rest:
            await _what_for(turn, work, meant, account)
        else:
            await _ask_for(turn, work, meant, account, _action(rest[0]))


async def _which(turn: Turn, work: Work, meant: Meant) -> None:
    """Let the group choose between her accounts, once step-ups are allowed and she can be asked for one."""
    accounts = await confirmed_of(work.unit, meant.enrolment)
    offered = [account for account in accounts if offers_step_up(turn.relay, account)]
    if not offered:
        raise Refusal(Problem.STEP_UP_NONE, name=meant.enrolment.name)
    if not await _is_allowed(turn, work, meant) or not await _is_askable(turn, work, meant, offered):
        return
    if len(offered) == 1:
        await _what_for(turn, work, meant, offered[0])
        return
    rows = account_rows(turn, Choice.STEP_UP, offered, accounts)
    await reply(turn, work, saying("login.which_account", *rows, name=meant.enrolment.name))


async def _is_allowed(turn: Turn, work: Work, meant: Meant) -> bool:
    """Tell whether both have allowed it; where she was never asked for her leave, ask her now."""
    if meant.desk.team.step_up_at is None:
        raise Refusal(Problem.STEP_UP_OFF)
    if meant.enrolment.step_up_at is not None:
        return True
    creator = await require_askable(work, meant.enrolment)
    if not await ask_for_leave(work, meant.enrolment, meant.desk.manager):
        await reply(turn, work, saying("step_up.not_allowed", name=meant.enrolment.name))
        return False
    asked = (meant.enrolment.id, meant.desk.manager.id)
    rows = (
        (Offer("button.step_up.allow", choose(Choice.STEP_UP_ALLOW, *asked)),),
        (Offer("button.step_up.refuse", choose(Choice.STEP_UP_REFUSE, *asked)),),
    )
    facts = {"agency": meant.desk.team.title, "manager": meant.desk.manager.name}
    await tell(turn, work, creator, saying("step_up.question", *rows, **facts))
    await reply(turn, work, saying("step_up.asked_her", name=meant.enrolment.name))
    return False


async def _is_askable(turn: Turn, work: Work, meant: Meant, offered: Sequence[Account]) -> bool:
    """Tell whether she could be asked at this moment; where it is plain that not, it is said at once."""
    await require_askable(work, meant.enrolment)
    creator_id = meant.enrolment.creator_id
    made = await work.unit.attempts.step_ups_since(creator_id, work.now - DAY)
    if made >= turn.relay.limits.step_ups_a_day:
        await answer_request(turn, work, meant.enrolment, Requested(Outcome.TOO_MANY_STEP_UPS))
        return False
    under_way = await work.unit.attempts.open_of_team(meant.desk.team.id)
    running = {attempt.account_id: attempt for attempt in under_way}
    if not all(account.id in running for account in offered):
        return True
    requested = Requested(Outcome.RUNNING, running[offered[0].id])
    await answer_request(turn, work, meant.enrolment, requested)
    return False


async def _what_for(turn: Turn, work: Work, meant: Meant, account: Account) -> None:
    rows = [
        (Offer(f"button.action.{action}", choose(Choice.STEP_UP, account.id, action)),) for action in Action
    ]
    await reply(turn, work, saying("step_up.what_for", *rows, name=meant.enrolment.name))


async def _ask_for(turn: Turn, work: Work, meant: Meant, account: Account, action: Action) -> None:
    if not await _is_allowed(turn, work, meant):
        return
    requested = await step_up(
        turn.relay,
        work,
        meant.enrolment,
        account,
        manager=meant.desk.manager,
        action=action,
        command_message_id=command_id(turn.update),
        thread_id=thread_of(turn.update) or meant.desk.team.thread_id,
    )
    await answer_request(turn, work, meant.enrolment, requested)


def _action(word: str) -> Action:
    if word not in set(Action):
        raise Refusal(Problem.OLD_BUTTON)
    return Action(word)

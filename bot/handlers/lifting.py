"""[Let it go on]: she and an owner, each in private, let an account go on after too many wrong codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.acting import is_owner, sender
from bot.handlers.answers import clear, reply, saying, tell, tell_owners
from bot.handlers.questions import account_facts
from bot.people.lifting import By, is_stopped, lift
from bot.people.problems import Problem, Refusal

if TYPE_CHECKING:
    from bot.cards.buttons import Press
    from bot.handlers.turn import Turn
    from bot.relay.work import Work
    from storage import Account


async def press_lift(turn: Turn, pressed: Press) -> None:
    """Take the word of one of the two; once both have said it, both hear that the account goes on."""
    if len(pressed.parts) != 1:
        raise Refusal(Problem.OLD_BUTTON)
    async with turn.effect() as work:
        by = await _entitled(turn, work, pressed.parts[0])
        account = await lift(work, pressed.parts[0], by, turn.relay.limits)
        await clear(turn, work)
        if await is_stopped(work.unit, account, work.now, turn.relay.limits):
            waited_for = "lift.owner_next" if By.CREATOR in by else "lift.creator_next"
            await reply(turn, work, saying(waited_for, **_facts(turn, account)))
        else:
            await _tell_both(turn, work, account)


async def _entitled(turn: Turn, work: Work, account_id: str) -> frozenset[By]:
    """Say whose word the press is; Refusal for all but her and the owners."""
    account = await work.unit.accounts.get(account_id)
    if account is None:
        raise Refusal(Problem.ACCOUNT_GONE)
    creator = await work.unit.people.lock(account.creator_id)
    is_hers = creator is not None and creator.telegram_id == sender(turn).id
    by = frozenset(one for one, holds in ((By.CREATOR, is_hers), (By.OWNER, is_owner(turn))) if holds)
    if not by:
        raise Refusal(Problem.NOT_YOURS)
    return by


async def _tell_both(turn: Turn, work: Work, account: Account) -> None:
    creator = await work.unit.people.get(account.creator_id)
    if creator is not None and creator.reachable:
        await tell(turn, work, creator, saying("lift.done", **_facts(turn, account)))
    enrolment = await work.unit.enrolments.find(account.team_id, account.creator_id)
    if enrolment is not None:
        facts = _facts(turn, account)
        await tell_owners(turn, work, saying("lift.done.owner", name=enrolment.name, **facts))


def _facts(turn: Turn, account: Account) -> dict[str, str]:
    facts = account_facts(turn, account)
    return {"platform": facts["platform"], "account": facts["account"]}

"""The owner says which account a connection has brought; it counts after her own Yes, as any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.account_lists import list_accounts
from bot.handlers.acting import require_owner
from bot.handlers.answers import clear, reply, saying
from bot.handlers.questions import account_facts, ask_whether_hers
from bot.people.accounts import propose
from bot.people.assigning import assign
from bot.people.problems import Problem, Refusal

if TYPE_CHECKING:
    from bot.cards.buttons import Press
    from bot.handlers.turn import Turn
    from bot.people.accounts import Listed
    from bot.relay.work import Work
    from storage import Attempt

PARTS = 2


async def press_hers(turn: Turn, pressed: Press) -> None:
    """Propose the account to the creator who has connected one."""
    require_owner(turn)
    if len(pressed.parts) != PARTS:
        raise Refusal(Problem.OLD_BUTTON)
    attempt_id, handle = pressed.parts
    async with turn.store.read() as unit:
        attempt = await unit.attempts.get(attempt_id)
    if attempt is None or attempt.provider not in turn.relay.providers:
        raise Refusal(Problem.OLD_BUTTON)
    named = (await list_accounts(turn, attempt.provider)).named(handle, turn.texts)
    async with turn.effect() as work:
        await _propose(turn, work, attempt, named)


async def _propose(turn: Turn, work: Work, attempt: Attempt, named: Listed) -> None:
    """Give the account to her team, which the owner has said by this, and ask her."""
    team = await work.unit.teams.get(attempt.team_id)
    enrolment = await work.unit.enrolments.find(attempt.team_id, attempt.creator_id)
    if team is None or team.closed_at is not None or enrolment is None:
        raise Refusal(Problem.CREATOR_GONE)
    await work.unit.people.lock(enrolment.creator_id)
    await assign(work, team, named)
    account = await propose(work, enrolment, named)
    await ask_whether_hers(turn, work, enrolment, account, None, agency=team.title)
    await clear(turn, work)
    facts = account_facts(turn, account)
    said = saying(
        "account.proposed", name=enrolment.name, platform=facts["platform"], account=facts["account"]
    )
    await reply(turn, work, said)

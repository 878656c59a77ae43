"""How often a creator is asked whether an account is hers; the record of what was asked is all that counts.

It knows no Telegram, no texts and not how an account comes to be proposed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.people.problems import Problem, Refusal
from bot.relay.limits import DAY, HOUR

if TYPE_CHECKING:
    from bot.people.accounts import Listed
    from bot.relay.limits import Limits
    from bot.relay.work import Work
    from storage import Account, Enrolment, Manager

ASKED: Final = "account_asked"
"""How the audit calls it that a creator was asked; what a manager caused names that manager."""
DISOWNED: Final = "account_disowned"
"""How the audit calls her No."""


async def require_no_fresh_no(work: Work, enrolment: Enrolment, listed: Listed) -> None:
    """Refuse an account that she has said within a day is not hers, to whichever team."""
    ids = await work.unit.accounts.ids_of(enrolment.creator_id, *listed.pair)
    if await work.unit.audit.anywhere(DISOWNED, work.now - DAY, ids):
        raise Refusal(Problem.ACCOUNT_NOT_HERS, name=enrolment.name)


async def note_question(
    work: Work, enrolment: Enrolment, account: Account, limits: Limits, manager: Manager | None
) -> bool:
    """Note that she is asked, for a manager or with None for the owner; she is locked before.

    False where this question was put within an hour and stands. Refusal once managers have had her asked as
    often as a day allows, over all of them and all teams.
    """
    audit = work.unit.audit
    if await audit.anywhere(ASKED, work.now - HOUR, [account.id]):
        return False
    if manager is not None:
        asked = await audit.anywhere(ASKED, work.now - DAY, [account.creator_id])
        if sum("manager" in entry.subjects for entry in asked) >= limits.account_questions_a_day:
            most = str(limits.account_questions_a_day)
            raise Refusal(Problem.ACCOUNT_QUESTIONS, name=enrolment.name, most=most)
    by = None if manager is None else manager.id
    await audit.append(
        account.team_id, ASKED, work.now, creator=account.creator_id, account=account.id, manager=by
    )
    return True

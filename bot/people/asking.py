"""Whether a question that a manager has put to a creator still stands: it ends with that manager's place.

It knows no Telegram and no texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from storage import ManagerState

if TYPE_CHECKING:
    from bot.relay.work import Work
    from storage import Enrolment, Manager, Unit

LEAVE: Final = "step_up_leave_asked"
"""How the audit calls it that a creator was asked whether she may be asked for step-up codes."""


async def stands(unit: Unit, team_id: str, kind: str, subject: str, since: float = 0.0) -> bool:
    """Tell whether a manager who is still listed has asked this, later than `since` (epoch seconds).

    `kind` is the audit's word for it, `subject` the id of what it is about.
    """
    listed = [one.id for one in await unit.managers.of_team(team_id) if one.state is ManagerState.LISTED]
    entries = await unit.audit.about(team_id, [subject, *listed])
    meant = unit.audit.commitment(team_id, subject)
    return any(
        entry.kind == kind
        and entry.at > since
        and "manager" in entry.subjects
        and meant in entry.subjects.values()
        for entry in entries
    )


async def ask_for_leave(work: Work, enrolment: Enrolment, manager: Manager) -> bool:
    """Note that a manager has her asked for her leave; False where that question stands already."""
    await work.unit.people.lock(enrolment.creator_id)
    if await stands(work.unit, enrolment.team_id, LEAVE, enrolment.id):
        return False
    subjects = {"creator": enrolment.creator_id, "enrolment": enrolment.id, "manager": manager.id}
    await work.unit.audit.append(enrolment.team_id, LEAVE, work.now, **subjects)
    return True

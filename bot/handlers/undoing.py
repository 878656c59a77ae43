"""[Undo] under the owner's news of an enrolment: it ends what that began, and all concerned hear of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.acting import require_owner
from bot.handlers.answers import clear, reply, saying, tell, tell_team
from bot.people.undoing import undo_enrolment

if TYPE_CHECKING:
    from bot.handlers.choices import Chosen
    from bot.handlers.turn import Turn


async def press_undo(turn: Turn, chosen: Chosen) -> None:
    """End the enrolment with all that is open in that team."""
    require_owner(turn)
    async with turn.effect() as work:
        undone = await undo_enrolment(work, chosen.parts[0])
        await clear(turn, work)
        name, agency = undone.enrolment.name, undone.team.title
        await reply(turn, work, saying("undone.owner", name=name, agency=agency))
        await tell_team(turn, work, undone.team, saying("undone.team", name=name))
        if undone.creator.reachable:
            await tell(turn, work, undone.creator, saying("undone.creator", agency=agency))

"""A pause that a creator takes from all logins, over all her teams, and ends herself. It knows no chat."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from bot.relay.endings import Own
from bot.relay.gates import UNTIL_SHE_SAYS
from bot.relay.limits import DAY
from bot.relay.stopping import stop_all
from storage.models import State

if TYPE_CHECKING:
    from bot.relay.work import Work
    from storage import Person


class Pause(StrEnum):
    """How long she wants to be left alone."""

    DAY = "day"
    WEEK = "week"
    OPEN = "open"


_SECONDS = {Pause.DAY: DAY, Pause.WEEK: 7 * DAY}


async def pause(work: Work, creator: Person, length: Pause) -> float:
    """Let nothing of hers begin for so long, and end what is open; give until when (epoch seconds)."""
    await work.unit.people.lock(creator.id)
    until = work.now + _SECONDS[length] if length in _SECONDS else UNTIL_SHE_SAYS
    await work.unit.people.note(creator.id, paused_until=until)
    await stop_all(work, creator.id, State.CANCELLED, Own.PAUSED)
    await _audit(work, creator, "creator_paused")
    return until


async def resume(work: Work, creator: Person) -> None:
    """End her pause; what it has ended stays over."""
    await work.unit.people.note(creator.id, paused_until=None)
    await _audit(work, creator, "creator_resumed")


async def _audit(work: Work, creator: Person, kind: str) -> None:
    for enrolment in await work.unit.enrolments.of_creator(creator.id):
        await work.unit.audit.append(enrolment.team_id, kind, work.now, creator=creator.id)

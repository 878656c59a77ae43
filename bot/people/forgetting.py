"""Forgetting somebody by her own wish: at once nothing of hers goes on, and ten minutes later all is removed.

A thief of her Telegram shall not be quick: until then one tap takes the wish back. It knows no Telegram.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.relay.endings import Own
from bot.relay.stopping import stop_all
from storage import State

if TYPE_CHECKING:
    from bot.relay.work import Work
    from storage import Person, Team, Unit
    from storage.repositories.holdings import Held

DELAY: Final = 600.0
"""Seconds from her wish to its effect."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Who was forgotten, whether a part of her stays, and the teams that she leaves with her name there."""

    person: Person
    stays: bool
    left: tuple[tuple[Team, str], ...]


async def wish(work: Work, person: Person) -> float:
    """Note that she wants to be forgotten, and end all that is open; give the time of the effect."""
    await work.unit.people.lock(person.id)
    at = work.now + DELAY
    await work.unit.people.note(person.id, forget_at=at)
    await stop_all(work, person.id, State.DECLINED, Own.PAUSED)
    await _note(work, person, "forget_asked")
    return at


async def take_back(work: Work, person: Person) -> bool:
    """Let everything be as it was; False where there is no such wish."""
    current = await work.unit.people.lock(person.id)
    if current is None or current.forget_at is None:
        return False
    await work.unit.people.note(person.id, forget_at=None)
    await _note(work, person, "forget_undone")
    return True


async def forget(work: Work, person_id: str, owners: frozenset[int]) -> Forgotten | None:
    """Remove her, whose time has come; None where that is not so, or not so any more.

    A manager or an owner is removed as a creator alone.
    """
    person = await work.unit.people.lock(person_id)
    if person is None or person.forget_at is None or work.now < person.forget_at:
        return None
    held = await work.unit.holdings.of(person)
    stays = held.is_staff or person.telegram_id in owners
    await _note(work, person, "creator_forgotten")
    await work.unit.erasing.creator(held)
    if not stays:
        await work.unit.erasing.person(held)
    return Forgotten(person, stays, tuple(_left(held)))


async def is_nothing_but_staff(unit: Unit, person: Person, owners: frozenset[int]) -> bool:
    """Tell whether nothing is held but a place that the owner gives and takes."""
    held = await unit.holdings.of(person)
    rows = (held.enrolments, held.accounts, held.attempts, held.invitations, held.moves)
    return (held.is_staff or person.telegram_id in owners) and not any(rows)


def _left(held: Held) -> list[tuple[Team, str]]:
    places = [one for one in held.enrolments if one.ended_at is None]
    return [
        (held.teams[one.team_id], one.name) for one in places if held.teams[one.team_id].closed_at is None
    ]


async def _note(work: Work, person: Person, kind: str) -> None:
    """Write it into the record of each team that she was ever in."""
    held = await work.unit.holdings.of(person)
    for team_id in sorted({enrolment.team_id for enrolment in held.enrolments}):
        await work.unit.audit.append(team_id, kind, work.now, creator=person.id)

"""Which creator a manager means by what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.handlers.acting import manager_of
from bot.people.names import LONGEST_NAME, closest
from bot.people.problems import Problem, Refusal
from providers.base import Platform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.handlers.turn import Turn
    from bot.people.who import Desk
    from storage import Enrolment, Unit


@dataclass(frozen=True, slots=True)
class Meant:
    """A creator of a team, and what was typed after her name."""

    desk: Desk
    enrolment: Enrolment
    rest: tuple[str, ...] = ()


async def enrolled(turn: Turn, unit: Unit, enrolment_id: str) -> Meant:
    """Give the creator whom a button means, for the listed manager who pressed it; Refusal for others."""
    enrolment = await unit.enrolments.get(enrolment_id)
    if enrolment is None or enrolment.ended_at is not None:
        raise Refusal(Problem.CREATOR_GONE)
    return Meant(await manager_of(turn, unit, enrolment.team_id), enrolment)


async def find_meant(
    unit: Unit, desks: Sequence[Desk], words: tuple[str, ...], *, whole: bool = False
) -> list[Meant]:
    """Find whom the words name: the longest name counts; with `whole` nothing may follow it."""
    if whole and len(words) > LONGEST_NAME:
        return []
    longest = min(len(words), LONGEST_NAME)
    for length in range(longest, longest - 1 if whole else 0, -1):
        name, rest = " ".join(words[:length]), words[length:]
        found = [(desk, await unit.enrolments.by_name(desk.team.id, name)) for desk in desks]
        meant = [Meant(desk, enrolment, rest) for desk, enrolment in found if enrolment is not None]
        if meant:
            return meant
    return []


async def similar(unit: Unit, desk: Desk, name: str) -> list[Enrolment]:
    """Give the creators of a team whose names are closest to what was typed."""
    enrolments = {enrolment.name: enrolment for enrolment in await unit.enrolments.of_team(desk.team.id)}
    return [enrolments[known] for known in closest(name, list(enrolments))]


def platform_of(words: tuple[str, ...]) -> Platform | None:
    """Read a platform's name; None where nothing was typed, Refusal for what is none."""
    if not words:
        return None
    word = words[0].casefold()
    if word not in set(Platform):
        raise Refusal(Problem.PLATFORM_UNKNOWN, word=words[0])
    return Platform(word)

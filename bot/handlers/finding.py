"""Which creator a manager means by what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.handlers.acting import manager_of, require_membership
from bot.handlers.answers import Offer, reply, saying
from bot.handlers.choices import Choice, choose
from bot.people.names import LONGEST_NAME, closest
from bot.people.problems import Problem, Refusal
from providers.logins import Platform

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.handlers.turn import Turn
    from bot.people.who import Desk
    from bot.relay.work import Work
    from storage import Enrolment, Team, Unit

TAKING_PLATFORMS = frozenset({Choice.LOGIN_CREATOR, Choice.CONNECT})


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


async def pressed_by_member(turn: Turn, enrolment_id: str) -> Meant:
    """Give the creator whom a button means, for a listed manager who still is a member of the group.

    Telegram may take its time to tell: what is done in the effect looks everything up again.
    """
    async with turn.store.read() as unit:
        meant = await enrolled(turn, unit, enrolment_id)
    await require_membership(turn.bot, meant.desk)
    return meant


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


async def named_or_offered(
    turn: Turn, work: Work, desk: Desk, words: tuple[str, ...], choice: Choice
) -> Meant | None:
    """Find whom the words name; None after the closest names were offered as buttons of `choice`.

    A platform that was named after the name is kept in the buttons of those choices that take one.
    """
    meant = await find_meant(work.unit, [desk], words)
    if meant:
        return meant[0]
    named = choice in TAKING_PLATFORMS and len(words) > 1 and words[-1].casefold() in set(Platform)
    typed, platform = (" ".join(words[:-1]), (words[-1].casefold(),)) if named else (" ".join(words), ())
    found = await similar(work.unit, desk, typed)
    if not found:
        raise Refusal(Problem.NAME_UNKNOWN, name=typed)
    rows = name_rows(found, choice, *platform)
    await reply(turn, work, saying("login.did_you_mean", *rows, name=typed))
    return None


def name_rows(enrolments: Iterable[Enrolment], choice: Choice, *platform: str) -> list[tuple[Offer, ...]]:
    """Give a button for each creator, for the platform that was named."""
    return [
        (Offer("button.name", choose(choice, e.id, *platform), facts={"name": e.name}),) for e in enrolments
    ]


async def whole_name(unit: Unit, teams: Sequence[Team], words: tuple[str, ...]) -> list[Enrolment]:
    """Find the creators whose name all the words are, in the teams of an owner."""
    found = [await unit.enrolments.by_name(team.id, " ".join(words)) for team in teams]
    return [enrolment for enrolment in found if enrolment is not None]


async def similar(unit: Unit, desk: Desk, name: str) -> list[Enrolment]:
    """Give the creators of a team whose names are closest to what was typed."""
    enrolments = {enrolment.name: enrolment for enrolment in await unit.enrolments.of_team(desk.team.id)}
    return [enrolments[known] for known in closest(name, list(enrolments))]


def platform_of(words: tuple[str, ...], example: str) -> Platform | None:
    """Read a platform's name; None where nothing was typed, Refusal with the `example` for what is none."""
    if not words:
        return None
    word = words[0].casefold()
    if word not in set(Platform):
        raise Refusal(Problem.PLATFORM_UNKNOWN, word=words[0], example=example)
    return Platform(word)

"""Which names a team has given away, so that nobody in it passes for somebody else; it knows no hashes."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from bot.people.lookalikes import look_alike, looks, visible
from bot.people.problems import Problem, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.relay.work import Work
    from storage import Attempt, Enrolment, Unit

LONGEST_NUMBERED = 24
"""Characters that are kept of a name with a number behind it, so that no button clips the number."""


async def names_in(unit: Unit, team_id: str) -> tuple[str, ...]:
    """Return the names of a team's managers, candidates and creators together: all stand in its cards."""
    managers = await unit.managers.of_team(team_id)
    enrolments = await unit.enrolments.of_team(team_id)
    return (*(manager.name for manager in managers), *(enrolment.name for enrolment in enrolments))


async def name_like(unit: Unit, team_id: str, name: str) -> str | None:
    """Return a name of the team's that is this one, or that a reader could take for it."""
    return next((known for known in await names_in(unit, team_id) if look_alike(name, known)), None)


async def label_like(unit: Unit, whose: Enrolment | Attempt, platform: str, label: str | None) -> str | None:
    """Return the label of another creator's account on the platform that a reader could take for this one."""
    if label is None:
        return None
    accounts = await unit.accounts.of_team(whose.team_id)
    others = (account for account in accounts if account.creator_id != whose.creator_id)
    labels = [other.label for other in others if other.platform == platform and other.label is not None]
    handle = label.removeprefix("@")
    return next((known for known in labels if look_alike(handle, known.removeprefix("@"))), None)


async def managers_name(work: Work, team_id: str, first_name: str) -> str:
    """Return a manager's name in a team: the first name at Telegram, with a number where one looks like it.

    A name that an invitation offers to a creator counts as well. Refusal for a name that shows nothing.
    """
    name = visible(first_name)
    if not name:
        raise Refusal(Problem.NAME_INVISIBLE)
    return _numbered(name, (*await names_in(work.unit, team_id), *await _offered(work, team_id)))


async def _offered(work: Work, team_id: str) -> tuple[str, ...]:
    managers = await work.unit.managers.of_team(team_id)
    invitations = [await work.unit.invitations.open_of_manager(manager.id) for manager in managers]
    return tuple(each.name for several in invitations for each in several if work.now < each.expires_at)


def _numbered(name: str, names: Iterable[str]) -> str:
    taken = {look for known in names for look in looks(known)}
    if taken.isdisjoint(looks(name)):
        return name
    short = name[:LONGEST_NUMBERED]
    return next(free for number in count(2) if taken.isdisjoint(looks(free := f"{short} {number}")))

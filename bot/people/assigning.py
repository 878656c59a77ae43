"""Which team may have which of the providers' accounts: with several teams, the one the owner gave it to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.people.accounts import may_have, unclaimed
from storage import Assignment, new_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.people.accounts import Listed
    from bot.relay.work import Work
    from storage import Team, Unit


@dataclass(frozen=True, slots=True)
class Place:
    """An account that no creator has, and the open team that it was given to."""

    account: Listed
    team: Team | None


async def offered_to(unit: Unit, team_id: str, listed: Iterable[Listed]) -> tuple[Listed, ...]:
    """Leave those that the team may have and no creator has."""
    free = await unclaimed(unit, listed)
    return tuple([one for one in free if await may_have(unit, team_id, one.provider, one.external_id)])


async def places(unit: Unit, listed: Iterable[Listed]) -> tuple[Place, ...]:
    """Say of each account that no creator has where it was given."""
    teams = {team.id: team for team in await unit.teams.all()}
    found = []
    for account in await unclaimed(unit, listed):
        team_id = await unit.assignments.team_of(account.provider, account.external_id)
        found.append(Place(account, None if team_id is None else teams.get(team_id)))
    return tuple(found)


async def assign(work: Work, team: Team, account: Listed) -> None:
    """Give an account to a team, whoever had it; what a creator of another team has stays hers."""
    before = await work.unit.assignments.team_of(account.provider, account.external_id)
    if before == team.id:
        return
    await work.unit.assignments.assign(
        Assignment(
            id=new_id(),
            team_id=team.id,
            provider=account.provider,
            platform=account.platform,
            external_id=account.external_id,
            label=account.label,
            created_at=work.now,
        )
    )
    if before is not None:
        await work.unit.audit.append(before, "account_taken_back", work.now, assigned=account.handle)
    await work.unit.audit.append(team.id, "account_assigned", work.now, assigned=account.handle)

"""Which team may have which of the providers' accounts: with several teams, the one the owner gave it to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storage import Assignment, new_id

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.people.accounts import Listed
    from bot.relay.work import Work
    from storage import Account, Team, Unit


@dataclass(frozen=True, slots=True)
class Place:
    """An account that no creator has, and the open team that it was given to."""

    account: Listed
    team: Team | None


async def offered_to(unit: Unit, team_id: str, listed: Collection[Listed]) -> tuple[Listed, ...]:
    """Leave those that the team may have and no creator has."""
    taken = await unit.accounts.taken(one.pair for one in listed)
    free = [one for one in listed if one.pair not in taken]
    if len(await unit.teams.all()) == 1:
        return tuple(free)
    given = await unit.assignments.teams_of(one.pair for one in free)
    return tuple(one for one in free if given.get(one.pair) == team_id)


async def places(unit: Unit, listed: Collection[Listed]) -> tuple[Place, ...]:
    """Say of each account that no creator has agreed to have where it was given."""
    taken = await unit.accounts.taken(one.pair for one in listed)
    free = [one for one in listed if not taken.get(one.pair)]
    given = await unit.assignments.teams_of(one.pair for one in free)
    teams = {team.id: team for team in await unit.teams.all()}
    return tuple(Place(one, teams.get(given.get(one.pair, ""))) for one in free)


async def take_back(work: Work, account: Account) -> None:
    """Take an account from the team to which proposing it to a creator has given it; she has said no.

    What the owner gave the team before it was proposed stays given.
    """
    pair = account.provider, account.external_id
    given = await work.unit.assignments.of_team(account.team_id)
    found = next((one for one in given if (one.provider, one.external_id) == pair), None)
    if found is None or found.created_at < account.created_at:
        return
    await work.unit.assignments.remove(*pair)
    await work.unit.audit.append(account.team_id, "account_taken_back", work.now, account=account.id)


async def assign(work: Work, team: Team, account: Listed) -> None:
    """Give an account to a team, whoever had it; what a creator of another team has stays hers.

    What another team has only proposed to somebody is proposed no longer.
    """
    known = await work.unit.accounts.by_external(account.provider, account.external_id)
    if known is not None and known.confirmed_at is None and known.team_id != team.id:
        await work.unit.accounts.save(replace(known, removed_at=work.now))
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

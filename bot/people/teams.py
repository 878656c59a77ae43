"""Which groups are teams, and what ends with a team."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.people.managers import remove
from storage import Team, new_id

if TYPE_CHECKING:
    from bot.relay.work import Work


async def authorise(work: Work, chat_id: int, title: str, thread_id: int | None) -> Team:
    """Make the group a team, or renew the title and the topic of one that is."""
    known = await work.unit.teams.by_chat(chat_id)
    if known is not None:
        team = replace(known, title=title, thread_id=thread_id)
        await work.unit.teams.save(team)
        return team
    team = Team(id=new_id(), chat_id=chat_id, title=title, thread_id=thread_id, created_at=work.now)
    await work.unit.teams.add(team)
    await work.unit.audit.append(team.id, "team_opened", work.now)
    return team


async def migrate(work: Work, old_chat_id: int, new_chat_id: int) -> Team | None:
    """Follow a group that Telegram gave another id; None where it is no team's, or was followed before."""
    team = await work.unit.teams.by_chat(old_chat_id)
    if team is None:
        return None
    moved = replace(team, chat_id=new_chat_id)
    await work.unit.teams.save(moved)
    await work.unit.attempts.move_team(team.id)
    return moved


async def close(work: Work, team: Team) -> None:
    """End a team: its managers, invitations, enrolments, accounts and own proxy go with it."""
    for manager in await work.unit.managers.of_team(team.id):
        await remove(work, manager)
    for enrolment in await work.unit.enrolments.of_team(team.id):
        await work.unit.enrolments.save(replace(enrolment, ended_at=work.now))
    for account in await work.unit.accounts.of_team(team.id):
        await work.unit.accounts.save(replace(account, removed_at=work.now))
    await work.unit.proxies.remove(team.id)
    await work.unit.teams.save(replace(team, closed_at=work.now))
    await work.unit.audit.append(team.id, "team_closed", work.now)

"""Who may command logins in a team: candidates by their own press, listed by the owner's word."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.people.naming import managers_name
from bot.people.problems import Problem, Refusal
from bot.relay.stopping import stop
from storage import InvitationState, Manager, ManagerState, State, new_id

if TYPE_CHECKING:
    from bot.relay.endings import Own
    from bot.relay.work import Work
    from storage import Person, Team

PROPOSED = "account_proposed"
"""How the audit calls it that an account was proposed to a creator."""


async def apply(work: Work, team: Team, person: Person) -> Manager:
    """Note that a member of the group wants to be a manager; a candidate or a manager stays what they are.

    The name is the person's first name, with a number where it looks like another of the team's names.
    Refusal for a first name in which there is nothing to see.
    """
    known = await work.unit.managers.find(team.id, person.id)
    if known is not None:
        return known
    candidate = Manager(
        id=new_id(),
        team_id=team.id,
        person_id=person.id,
        name=await managers_name(work, team.id, person.first_name),
        state=ManagerState.CANDIDATE,
        created_at=work.now,
    )
    await work.unit.managers.add(candidate)
    return candidate


async def enlist(work: Work, manager_id: str, owner: Person) -> Manager:
    """List a candidate under the name shown to the owner; Refusal for one who is none any more."""
    candidate = await _candidate(work, manager_id)
    listed = replace(candidate, state=ManagerState.LISTED, listed_at=work.now, listed_by=owner.id)
    await work.unit.managers.save(listed)
    await _audit(work, "manager_listed", listed)
    return listed


async def turn_down(work: Work, manager_id: str) -> Manager:
    """Say no to a candidate, who may apply again."""
    candidate = await _candidate(work, manager_id)
    await remove(work, candidate)
    return candidate


async def remove(work: Work, manager: Manager) -> None:
    """Take a manager off the list, and void what that one invited or proposed and nobody has answered."""
    for invitation in await work.unit.invitations.open_of_manager(manager.id):
        await work.unit.invitations.change(invitation, replace(invitation, state=InvitationState.VOID))
    await _void_proposals(work, manager)
    await work.unit.managers.save(replace(manager, state=ManagerState.REMOVED, removed_at=work.now))
    await _audit(work, "manager_removed", manager)


async def call_off(work: Work, manager: Manager, ending: Own) -> None:
    """End all that a manager asked for and that is open."""
    for attempt in await work.unit.attempts.open_of_team(manager.team_id):
        if attempt.manager_id == manager.id:
            await stop(work, attempt, State.CANCELLED, ending=ending)


async def _void_proposals(work: Work, manager: Manager) -> None:
    """Drop the accounts that this manager has proposed, as the audit says, and that wait for her Yes."""
    unit = work.unit
    waiting = [one for one in await unit.accounts.of_team(manager.team_id) if one.confirmed_at is None]
    entries = await unit.audit.about(manager.team_id, [manager.id, *(one.id for one in waiting)])
    proposed = {e.subjects.get("account"): e.subjects.get("manager") for e in entries if e.kind == PROPOSED}
    by_this_one = unit.audit.commitment(manager.team_id, manager.id)
    for account in waiting:
        if proposed.get(unit.audit.commitment(manager.team_id, account.id)) == by_this_one:
            await unit.accounts.save(replace(account, removed_at=work.now))


async def _candidate(work: Work, manager_id: str) -> Manager:
    manager = await work.unit.managers.get(manager_id)
    if manager is None or manager.state is not ManagerState.CANDIDATE:
        raise Refusal(Problem.CANDIDATE_GONE)
    return manager


async def _audit(work: Work, kind: str, manager: Manager) -> None:
    subjects = {"manager": manager.id, "person": manager.person_id}
    await work.unit.audit.append(manager.team_id, kind, work.now, **subjects)

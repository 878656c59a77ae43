"""Signing an account out at its provider: a manager asks, her tap or the owner's does it; she may alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.people.problems import Problem, Refusal
from bot.relay.limits import DAY, HOUR

if TYPE_CHECKING:
    from bot.relay.limits import Limits
    from bot.relay.work import Work
    from storage import Account, Manager, Person

ASKED = "disconnect_asked"
KEPT = "disconnect_kept"
REFUSED = "disconnect_refused"


async def ask(work: Work, account: Account, manager: Manager, limits: Limits) -> None:
    """Note that a manager asks; Refusal once the team has asked as often as a day allows.

    It is counted after it is noted: the note waits for those that are being made in the same team.
    """
    subjects = {"creator": account.creator_id, "account": account.id, "manager": manager.id}
    await work.unit.audit.append(account.team_id, ASKED, work.now, **subjects)
    if await work.unit.audit.count(account.team_id, ASKED, work.now - DAY) > limits.disconnects_a_day:
        raise Refusal(Problem.DISCONNECT_LIMIT, most=str(limits.disconnects_a_day))


async def keep(work: Work, account: Account, manager_id: str, by: Person) -> bool:
    """Note who says no to what a manager asked; False where nothing was asked, or that was said before."""
    await work.unit.people.lock(account.creator_id)
    audit = work.unit.audit
    entries = await audit.about(account.team_id, [account.id, manager_id, by.id])
    about_it = [entry for entry in entries if {"account", "manager"} <= entry.subjects.keys()]
    said = [one.kind for one in about_it if one.kind == ASKED or "person" in one.subjects]
    if not said or said[-1] == KEPT:
        return False
    subjects = {"creator": account.creator_id, "account": account.id, "manager": manager_id, "person": by.id}
    await audit.append(account.team_id, KEPT, work.now, **subjects)
    return True


async def note_refused(work: Work, account: Account) -> bool:
    """Note that the provider refused this bot; False where that was noted within an hour."""
    await work.unit.people.lock(account.creator_id)
    entries = await work.unit.audit.about(account.team_id, [account.id])
    if any(entry.kind == REFUSED and entry.at > work.now - HOUR for entry in entries):
        return False
    subjects = {"creator": account.creator_id, "account": account.id}
    await work.unit.audit.append(account.team_id, REFUSED, work.now, **subjects)
    return True


async def remove(work: Work, account: Account, by: Person | None) -> None:
    """Note that the account is signed out and linked to nobody any more, and by whom."""
    await work.unit.accounts.save(replace(account, removed_at=work.now))
    who = None if by is None else by.id
    subjects = {"creator": account.creator_id, "account": account.id, "person": who}
    await work.unit.audit.append(account.team_id, "account_disconnected", work.now, **subjects)

"""Which account a first connection has brought: it is linked to her, who signed in herself, or not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.people.accounts import shown_label
from bot.people.naming import label_like
from bot.relay import endings
from bot.relay.endings import Own
from storage import new_id
from storage.errors import Conflict
from storage.models import Account, State

if TYPE_CHECKING:
    from bot.relay.work import Work
    from providers.steps import Done
    from storage.models import Attempt


async def linked(work: Work, connected: Attempt, done: Done) -> Attempt:
    """Give the attempt with its account; failed where the account is somebody else's, or another team's.

    What was only proposed to another creator of the team gives way: this one has signed in to it.
    """
    if done.account is None:
        return connected
    known = await work.unit.accounts.by_external(connected.provider, done.account)
    if known is not None and known.team_id == connected.team_id:
        if known.creator_id == connected.creator_id:
            return await _confirmed(work, connected, known, done)
        if known.confirmed_at is None:
            await work.unit.accounts.save(replace(known, removed_at=work.now))
            known = None
    assigned = await work.unit.assignments.team_of(connected.provider, done.account)
    if known is not None or assigned not in {None, connected.team_id}:
        return _taken(connected, work.now)
    return await _added(work, connected, done, done.account)


async def _added(work: Work, connected: Attempt, done: Done, external_id: str) -> Attempt:
    account = Account(
        id=new_id(),
        team_id=connected.team_id,
        creator_id=connected.creator_id,
        provider=connected.provider,
        platform=connected.platform,
        external_id=external_id,
        label=await _own_label(work, connected, done),
        created_at=work.now,
        confirmed_at=work.now,
    )
    try:
        await work.unit.accounts.add(account)
    except Conflict:
        return _taken(connected, work.now)
    return await _noted(work, connected, account)


async def _confirmed(work: Work, connected: Attempt, known: Account, done: Done) -> Attempt:
    """Take her signing in for her Yes; a name is taken over where none was known."""
    label = known.label or await _own_label(work, connected, done)
    confirmed_at = known.confirmed_at or work.now
    await work.unit.accounts.save(replace(known, label=label, confirmed_at=confirmed_at))
    return await _noted(work, connected, known)


async def _own_label(work: Work, connected: Attempt, done: Done) -> str | None:
    """Give the provider's label; None, so that the id is shown, for one that looks like another creator's."""
    label = shown_label(done.label)
    other = await label_like(work.unit, connected, connected.platform, label)
    return label if other is None else None


async def _noted(work: Work, connected: Attempt, account: Account) -> Attempt:
    subjects = {"creator": account.creator_id, "account": account.id}
    await work.unit.audit.append(
        account.team_id, "account_connected", work.now, attempt=connected.id, **subjects
    )
    return replace(connected, account_id=account.id)


def _taken(connected: Attempt, now: float) -> Attempt:
    failed = endings.end(connected, State.FAILED, now, ending=Own.ACCOUNT_TAKEN, provider_is_over=True)
    return replace(failed, account_id=None)

"""A creator leaves a team by her own word: what is open ends, and her accounts there are nobody's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.people.accounts import is_linked
from bot.people.problems import Problem, Refusal
from bot.relay.endings import Own
from bot.relay.stopping import open_attempts, stop
from storage.models import State

if TYPE_CHECKING:
    from bot.relay.work import Work
    from storage import Account, Enrolment, Person, Unit

LEFT: Final = "creator_left"
SIGNED_OUT: Final = "left_account_signed_out"


@dataclass(frozen=True, slots=True)
class Left:
    """The place that she has given up, and the accounts that were linked there."""

    enrolment: Enrolment
    accounts: tuple[Account, ...]


async def leave(work: Work, enrolment_id: str, creator: Person) -> Left:
    """End her place in a team; Refusal for somebody else's, and for one that has ended."""
    await work.unit.people.lock(creator.id)
    enrolment = await work.unit.enrolments.get(enrolment_id)
    if enrolment is None or enrolment.creator_id != creator.id:
        raise Refusal(Problem.NOT_YOURS)
    if enrolment.ended_at is not None:
        raise Refusal(Problem.OLD_BUTTON)
    accounts = await end_place(work, enrolment, Own.LEFT)
    await work.unit.audit.append(enrolment.team_id, LEFT, work.now, creator=creator.id)
    return Left(enrolment, tuple(account for account in accounts if account.confirmed_at is not None))


async def end_place(work: Work, enrolment: Enrolment, ending: Own) -> list[Account]:
    """End a creator's place in a team with all that is open there; gives the accounts that were hers there.

    She is locked before.
    """
    creator_id, team_id = enrolment.creator_id, enrolment.team_id
    for attempt in await open_attempts(work.unit, creator_id):
        if attempt.team_id == team_id:
            await stop(work, attempt, State.CANCELLED, ending=ending)
    accounts = [a for a in await work.unit.accounts.of_creator(creator_id) if a.team_id == team_id]
    for account in accounts:
        await work.unit.accounts.save(replace(account, removed_at=work.now))
    await work.unit.enrolments.save(replace(enrolment, ended_at=work.now))
    return accounts


async def left_behind(unit: Unit, account_id: str, creator: Person | None) -> Account:
    """Give what was hers and she has left by her own word; Refusal for any other, and once it is signed out.

    What somebody has linked since is that one's.
    """
    account = await unit.accounts.get(account_id)
    if account is None or creator is None or account.creator_id != creator.id:
        raise Refusal(Problem.NOT_YOURS)
    entries = await unit.audit.about(account.team_id, [creator.id, account.id])
    left = any(entry.kind == LEFT and entry.at == account.removed_at for entry in entries)
    signed_out = any(entry.kind == SIGNED_OUT and "account" in entry.subjects for entry in entries)
    linked = await is_linked(unit, account.provider, account.external_id)
    if account.confirmed_at is None or not left or signed_out or linked:
        raise Refusal(Problem.ACCOUNT_GONE)
    return account


async def note_signed_out(work: Work, account: Account) -> None:
    """Note that an account which she has left is signed out, by her."""
    subjects = {"creator": account.creator_id, "account": account.id, "person": account.creator_id}
    await work.unit.audit.append(account.team_id, SIGNED_OUT, work.now, **subjects)

"""Which account at a provider is whose: a manager proposes, the creator says yes, and only then it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.people.account_questions import DISOWNED, require_no_fresh_no
from bot.people.assigning import take_back
from bot.people.naming import label_like
from bot.people.problems import Problem, Refusal
from storage import Account, Conflict, new_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.relay.work import Work
    from storage import Enrolment, Person, Unit

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_PLAIN_HANDLE = re.compile(r"[a-z0-9._-]+", re.ASCII)
"""Platforms write handles in small letters; what has capitals or spaces is somebody's name."""
HANDLE_LENGTH = 16
TIME_TO_ANSWER = 3600.0
"""Seconds that a creator has to answer before the same account can be proposed to another."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An account at a provider that may become a creator's."""

    provider: str
    platform: str
    external_id: str
    label: str | None = None

    @property
    def pair(self) -> tuple[str, str]:
        """Give what the account is known by in storage."""
        return self.provider, self.external_id

    @property
    def handle(self) -> str:
        """Give the short name by which a button means this account; an id may be too long for it."""
        return sha256(f"{self.provider}:{self.external_id}".encode()).hexdigest()[:HANDLE_LENGTH]


def shown_label(label: str | None) -> str | None:
    """Give a provider's label of an account as people know it: with an @ where it looks like a handle."""
    return f"@{label}" if label is not None and _PLAIN_HANDLE.fullmatch(label) else label


def checked_id(text: str) -> str:
    """Give a provider's account id; Refusal for what cannot be one."""
    if _ID.fullmatch(text) is None:
        raise Refusal(Problem.ACCOUNT_ID)
    return text


async def may_have(unit: Unit, team_id: str, provider: str, external_id: str) -> bool:
    """Tell whether the owner lets the team have the account; the only team there is may have any."""
    if len(await unit.teams.all()) == 1:
        return True
    return await unit.assignments.team_of(provider, external_id) == team_id


async def propose(work: Work, enrolment: Enrolment, listed: Listed, manager_id: str | None = None) -> Account:
    """Note which account a manager means, or with None the owner; it does not count before her Yes.

    Proposed again it stays the same, so that she is asked again. Refusal for an account that is hers already,
    that another creator has, that is named like one of another creator's, that the owner gave to another
    team, or that she has said within a day is not hers. A proposal that nobody has answered gives way within
    its team.
    """
    await work.unit.people.lock(enrolment.creator_id)
    known = await work.unit.accounts.by_external(listed.provider, listed.external_id)
    if known is not None:
        if known.creator_id == enrolment.creator_id and known.team_id == enrolment.team_id:
            return _unanswered(known, enrolment)
        await _give_way(work, known, enrolment.team_id)
    await require_no_fresh_no(work, enrolment, listed)
    if not await may_have(work.unit, enrolment.team_id, listed.provider, listed.external_id):
        raise Refusal(Problem.ACCOUNT_NOT_ASSIGNED)
    other = await label_like(work.unit, enrolment, listed.platform, listed.label)
    if other is not None:
        raise Refusal(Problem.ACCOUNT_ALIKE, account=other)
    account = Account(
        id=new_id(),
        team_id=enrolment.team_id,
        creator_id=enrolment.creator_id,
        provider=listed.provider,
        platform=listed.platform,
        external_id=listed.external_id,
        label=listed.label,
        created_at=work.now,
    )
    try:
        await work.unit.accounts.add(account)
    except Conflict as conflict:
        raise Refusal(Problem.ACCOUNT_TAKEN) from conflict
    await _audit(work, "account_proposed", account, by=manager_id)
    return account


async def confirm(work: Work, account_id: str, creator: Person) -> Account:
    """Take her Yes; Refusal for an account that is not proposed to her."""
    account = replace(await _proposed_to(work, account_id, creator), confirmed_at=work.now)
    await work.unit.accounts.save(account)
    await _audit(work, "account_confirmed", account)
    return account


async def disown(work: Work, account_id: str, creator: Person) -> Account:
    """Take her No: the proposal is gone, and what was given to her team by proposing it is taken back."""
    account = await _proposed_to(work, account_id, creator)
    await work.unit.accounts.save(replace(account, removed_at=work.now))
    await _audit(work, DISOWNED, account)
    await take_back(work, account)
    return account


async def confirmed_of(unit: Unit, enrolment: Enrolment) -> tuple[Account, ...]:
    """Give the accounts that count for a creator in a team."""
    accounts = await unit.accounts.of_creator(enrolment.creator_id)
    return tuple(a for a in accounts if a.team_id == enrolment.team_id and a.confirmed_at is not None)


async def proposed_to(unit: Unit, enrolment: Enrolment) -> tuple[Account, ...]:
    """Give the accounts that wait for a creator's Yes in a team."""
    accounts = await unit.accounts.of_creator(enrolment.creator_id)
    return tuple(a for a in accounts if a.team_id == enrolment.team_id and a.confirmed_at is None)


async def is_linked(unit: Unit, provider: str, external_id: str) -> bool:
    """Tell whether an account at a provider counts as somebody's."""
    return await somebodys(unit, provider, external_id) is not None


async def somebodys(unit: Unit, provider: str, external_id: str) -> Account | None:
    """Give an account at a provider that counts as somebody's; a proposal alone links it to nobody."""
    found = await unit.accounts.by_external(provider, external_id)
    return None if found is None or found.confirmed_at is None else found


async def linked(unit: Unit, account_id: str) -> Account:
    """Give an account that counts; Refusal for one that is gone or waits for her Yes."""
    account = await unit.accounts.get(account_id)
    if account is None or account.removed_at is not None or account.confirmed_at is None:
        raise Refusal(Problem.ACCOUNT_GONE)
    return account


def numbered(accounts: Iterable[Account]) -> dict[str, int]:
    """Give the numbers by which the group tells a creator's accounts on one platform, by the accounts' ids.

    `accounts` are hers in one team, oldest first. What is not confirmed or alone on its platform has none.
    """
    counting = [account for account in accounts if account.confirmed_at is not None]
    by_platform: dict[str, list[str]] = {}
    for account in counting:
        by_platform.setdefault(account.platform, []).append(account.id)
    several = [ids for ids in by_platform.values() if len(ids) > 1]
    return {account_id: number for ids in several for number, account_id in enumerate(ids, 1)}


def _unanswered(account: Account, enrolment: Enrolment) -> Account:
    if account.confirmed_at is not None:
        raise Refusal(Problem.ACCOUNT_LINKED, name=enrolment.name)
    return account


async def _give_way(work: Work, account: Account, team_id: str) -> None:
    """Drop what was proposed to another creator of the team long ago; Refusal for what is not to give way."""
    if account.confirmed_at is not None or account.team_id != team_id:
        raise Refusal(Problem.ACCOUNT_TAKEN)
    if work.now < account.created_at + TIME_TO_ANSWER:
        raise Refusal(Problem.ACCOUNT_ASKED)
    await work.unit.accounts.save(replace(account, removed_at=work.now))


async def _proposed_to(work: Work, account_id: str, creator: Person) -> Account:
    await work.unit.people.lock(creator.id)
    account = await work.unit.accounts.get(account_id)
    if account is None or account.creator_id != creator.id:
        raise Refusal(Problem.NOT_YOURS)
    if account.confirmed_at is not None or account.removed_at is not None:
        raise Refusal(Problem.ACCOUNT_GONE)
    return account


async def _audit(work: Work, kind: str, account: Account, *, by: str | None = None) -> None:
    subjects = {"creator": account.creator_id, "account": account.id, "manager": by}
    await work.unit.audit.append(account.team_id, kind, work.now, **subjects)

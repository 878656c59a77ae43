"""The attempt together with everybody and everything that a card about it names, in one query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, select, tuple_

from storage.models import Attempt, AttemptView, Manager
from storage.repositories.accounts import ACCOUNTS
from storage.repositories.enrolments import ENROLMENTS
from storage.repositories.people import PEOPLE
from storage.repositories.teams import MANAGERS, TEAMS
from storage.schema import accounts, attempts, enrolments, managers, people, teams

if TYPE_CHECKING:
    from sqlalchemy import FromClause, Select

    from storage.records import Record
    from storage.session import Session

_starter = managers.alias("starter")
_ender = managers.alias("ender")
_others = enrolments.alias("others")
_siblings = accounts.alias("siblings")


def _counted(*which: ColumnElement[bool]) -> ColumnElement[int]:
    """Count the creator's confirmed accounts on the account's platform in the team, or some of them."""
    same = [_siblings.c[name] == accounts.c[name] for name in ("team_id", "creator_id", "platform")]
    counting = _siblings.c.confirmed_at.is_not(None), _siblings.c.removed_at.is_(None)
    return (
        select(func.count())
        .select_from(_siblings)
        .where(*same, *counting, *which)
        .correlate(accounts)
        .scalar_subquery()
    )


_count = _counted().label("account_count")
_number = _counted(
    tuple_(_siblings.c.created_at, _siblings.c.id) <= tuple_(accounts.c.created_at, accounts.c.id)
).label("account_number")


def _statement(attempt_id: str) -> Select[Any]:
    """Select an attempt and its company; the newest enrolment counts, for it is shown also after she left."""
    enrolment = (
        select(_others.c.id)
        .where(_others.c.team_id == attempts.c.team_id, _others.c.creator_id == attempts.c.creator_id)
        .order_by(_others.c.ended_at.is_not(None), _others.c.consent_at.desc(), _others.c.id)
        .limit(1)
        .correlate(attempts)
        .scalar_subquery()
    )
    joined = (
        attempts.outerjoin(accounts, accounts.c.id == attempts.c.account_id)
        .join(people, people.c.id == attempts.c.creator_id)
        .join(teams, teams.c.id == attempts.c.team_id)
        .join(enrolments, enrolments.c.id == enrolment)
        .outerjoin(_starter, _starter.c.id == attempts.c.manager_id)
        .outerjoin(_ender, _ender.c.id == attempts.c.ended_by)
    )
    return (
        select(attempts, accounts, people, teams, enrolments, _starter, _ender, _count, _number)
        .select_from(joined)
        .where(attempts.c.id == attempt_id)
    )


async def view(session: Session, record: Record[Attempt], attempt_id: str) -> AttemptView | None:
    """Return the view of one attempt; None if it is unknown or its creator never was enrolled in its team."""
    row = await session.row(_statement(attempt_id))
    if row is None:
        return None
    keyring = session.vault.keyring

    def manager(source: FromClause) -> Manager | None:
        return None if row[source.c.id] is None else MANAGERS.open(keyring, row, source)

    return AttemptView(
        attempt=record.open(keyring, row),
        account=None if row[accounts.c.id] is None else ACCOUNTS.open(keyring, row),
        creator=PEOPLE.open(keyring, row),
        enrolment=ENROLMENTS.open(keyring, row),
        team=TEAMS.open(keyring, row),
        manager=manager(_starter),
        ended_by=manager(_ender),
        number=row[_number] if row[_count] > 1 else None,
    )

"""Removing a person: every row about her goes, and what stays in the audit is a keyed pseudonym.

It knows no roles: who is also a manager or an owner, its caller decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, exists, or_, select, update

from storage.models import LIVE, Errand, State
from storage.repositories.rows import in_parts
from storage.schema import (
    accounts,
    assignments,
    attempt_in,
    attempts,
    enrolments,
    invitations,
    lifts,
    managers,
    moves,
    outbox,
    people,
)
from storage.sealing import Domain

if TYPE_CHECKING:
    from sqlalchemy import Column, ColumnElement

    from storage.repositories.holdings import Held
    from storage.session import Session

_OPEN: Final = attempt_in(LIVE | {State.ASKED})
_A_CREATORS: Final = ("blocked_at", "allowed_from", "paused_until", "frozen_at", "forget_at", "moved_at")


class Erasing:
    """Repository of removals."""

    def __init__(self, session: Session) -> None:
        """Work within this transaction."""
        self._session = session

    async def without_role(
        self,
        known_before: float,
        left_before: float,
        kept: frozenset[int],
        *,
        limit: int = 1,
        only: str | None = None,
    ) -> list[str]:
        """Return the ids of people who are nothing here and have been nothing since `left_before`.

        `kept` are Telegram ids that stay. Whoever is known since `known_before` may get a role yet.
        """
        hashes = [self._session.vault.digest(Domain.TELEGRAM, str(one)) for one in sorted(kept)]
        conditions = [people.c.created_at < known_before, people.c.telegram_hash.not_in(hashes)]
        if only is not None:
            conditions.append(people.c.id == only)
        statement = select(people.c.id).where(*conditions, *_is_nothing(left_before))
        return list((await self._session.execute(statement.order_by(people.c.id).limit(limit))).scalars())

    async def creator(self, held: Held) -> None:
        """Remove all that is about her as a creator; cards, links and messages go with the attempts.

        Of the outbox goes what is for her chat or is named after her; a deletion that is still to be made
        stays until it is made, for it takes a code out of her chat. An account that she called hers is given
        to no team any more, for that would name it, unless somebody else has it since.
        """
        who = held.person.id
        await self._forget_messages(held)
        await self._take_back(who)
        for table in (attempts, accounts, lifts, enrolments):
            await self._session.execute(delete(table).where(table.c.creator_id == who))
        for table in (invitations, moves):
            await self._session.execute(delete(table).where(table.c.person_id == who))
        nothing = dict.fromkeys(_A_CREATORS)
        await self._session.execute(update(people).where(people.c.id == who).values(nothing))

    async def person(self, held: Held) -> None:
        """Remove her own row too, with the places in teams that she had; what she asked for stays."""
        places = select(managers.c.id).where(managers.c.person_id == held.person.id)
        for column in (attempts.c.manager_id, attempts.c.ended_by, moves.c.manager_id):
            await self._session.execute(
                update(column.table).where(column.in_(places)).values({column.name: None})
            )
        await self._session.execute(delete(invitations).where(invitations.c.manager_id.in_(places)))
        await self._session.execute(delete(managers).where(managers.c.person_id == held.person.id))
        listed = update(managers).where(managers.c.listed_by == held.person.id)
        await self._session.execute(listed.values(listed_by=None))
        await self._session.execute(delete(people).where(people.c.id == held.person.id))

    async def _take_back(self, who: str) -> None:
        whose = accounts.alias()
        others = exists().where(
            whose.c.external_hash == assignments.c.external_hash,
            whose.c.creator_id != who,
            whose.c.removed_at.is_(None),
        )
        hers = select(accounts.c.external_hash).where(
            accounts.c.creator_id == who, accounts.c.confirmed_at.is_not(None)
        )
        given = delete(assignments).where(assignments.c.external_hash.in_(hers), ~others)
        await self._session.execute(given)

    async def _forget_messages(self, held: Held) -> None:
        rows = (held.enrolments, held.accounts, held.attempts, held.invitations, held.moves)
        ids = {held.person.id, *(row.id for some in rows for row in some)}
        keys = await self._session.rows(select(outbox.c.id, outbox.c.key))
        named = {row["id"] for row in keys if not ids.isdisjoint(row["key"].split(":"))}
        to_be_made = {
            entry.id for entry in held.messages if entry.errand is Errand.DELETE and entry.done_at is None
        }
        for some in in_parts(named.union(entry.id for entry in held.messages) - to_be_made):
            await self._session.execute(delete(outbox).where(outbox.c.id.in_(some)))
        for some in in_parts(to_be_made):
            await self._session.execute(update(outbox).where(outbox.c.id.in_(some)).values(passing=True))


def _is_nothing(left_before: float) -> list[ColumnElement[bool]]:
    """Require of a person that there is no place, invitation or move, nor was since this time."""
    is_or_was = or_(enrolments.c.ended_at.is_(None), enrolments.c.ended_at >= left_before)
    commands_or_did = or_(managers.c.removed_at.is_(None), managers.c.removed_at >= left_before)
    asked = or_(_OPEN, attempts.c.state_since >= left_before)
    return [
        ~_there_is(enrolments.c.creator_id, is_or_was),
        ~_there_is(managers.c.person_id, commands_or_did),
        ~_there_is(attempts.c.creator_id, asked),
        ~_there_is(invitations.c.person_id),
        ~_there_is(moves.c.person_id),
    ]


def _there_is(whose: Column[str], *which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(whose).where(whose == people.c.id, *which))

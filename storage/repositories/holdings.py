"""Everything that is held about one person, whatever its state: to be shown to her, or to be removed.

It knows no words. Of others it gives the teams, and the managers whose names she has seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.models import ManagerState
from storage.repositories.accounts import ACCOUNTS
from storage.repositories.cards import CARDS
from storage.repositories.enrolments import ENROLMENTS
from storage.repositories.guesses import LIFTS
from storage.repositories.invitations import INVITATIONS
from storage.repositories.leasing import ATTEMPTS
from storage.repositories.links import LINKS
from storage.repositories.moves import MOVES
from storage.repositories.outbox import OUTBOX
from storage.repositories.rows import Rows
from storage.repositories.teams import MANAGERS, TEAMS
from storage.schema import (
    accounts,
    attempts,
    cards,
    enrolments,
    invitations,
    lifts,
    links,
    managers,
    moves,
    outbox,
)
from storage.schema import teams as all_teams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.audit import Audit, Entry
    from storage.models import (
        Account,
        Attempt,
        Card,
        ConnectLink,
        Enrolment,
        Invitation,
        Lift,
        Manager,
        Move,
        OutboxEntry,
        Person,
        Team,
    )
    from storage.session import Session


@dataclass(frozen=True, slots=True)
class Held:
    """All rows about a person, with the teams and managers that they name by id.

    `messages` are those of the outbox that go, or went, to her chat; `entries` are those of the audit about
    her, each with the id of its team.
    """

    person: Person
    places: Sequence[Manager]
    enrolments: Sequence[Enrolment]
    accounts: Sequence[Account]
    lifts: Sequence[Lift]
    attempts: Sequence[Attempt]
    links: Sequence[ConnectLink]
    cards: Sequence[Card]
    invitations: Sequence[Invitation]
    moves: Sequence[Move]
    messages: Sequence[OutboxEntry]
    entries: Sequence[tuple[str, Entry]]
    teams: dict[str, Team]
    managers: dict[str, Manager]

    @property
    def is_staff(self) -> bool:
        """Tell whether this person is, or wants to be, a manager somewhere."""
        return any(place.state is not ManagerState.REMOVED for place in self.places)


class Holdings:
    """Repository of what is held about a person."""

    def __init__(self, session: Session, audit: Audit) -> None:
        """Work within this transaction."""
        self._session = session
        self._audit = audit

    async def of(self, person: Person) -> Held:
        """Return everything that is held about this person."""
        session, who = self._session, person.id
        hers = select(attempts.c.id).where(attempts.c.creator_id == who)
        oldest_first = (attempts.c.created_at, attempts.c.id)
        all_attempts = select(attempts).where(attempts.c.creator_id == who).order_by(*oldest_first)
        places = await Rows(session, MANAGERS).matching(managers.c.person_id == who)
        enrolled = await Rows(session, ENROLMENTS).matching(enrolments.c.creator_id == who)
        linked = await Rows(session, ACCOUNTS).matching(accounts.c.creator_id == who)
        teams = {team.id: team for team in await Rows(session, TEAMS).of(select(all_teams))}
        ids = frozenset({who, *(place.id for place in places), *(account.id for account in linked)})
        return Held(
            person,
            places=places,
            enrolments=enrolled,
            accounts=linked,
            lifts=await Rows(session, LIFTS).matching(lifts.c.creator_id == who),
            attempts=await Rows(session, ATTEMPTS).of(all_attempts),
            links=await Rows(session, LINKS).matching(links.c.attempt_id.in_(hers)),
            cards=await Rows(session, CARDS).matching(cards.c.attempt_id.in_(hers)),
            invitations=await Rows(session, INVITATIONS).matching(invitations.c.person_id == who),
            moves=await Rows(session, MOVES).matching(moves.c.person_id == who),
            messages=await self.messages_to(person.telegram_id),
            entries=[(team, entry) for team in teams for entry in await self._audit.about(team, ids)],
            teams=teams,
            managers={one.id: one for one in await Rows(session, MANAGERS).of(select(managers))},
        )

    async def messages_to(self, chat_id: int) -> list[OutboxEntry]:
        """Return the outbox's entries for a chat, oldest first; each has to be opened to tell."""
        everything = select(outbox).order_by(outbox.c.created_at, outbox.c.id)
        entries, _ = Rows(self._session, OUTBOX).sorted_out(await self._session.rows(everything), "outbox_id")
        return [entry for entry in entries if entry.chat_id == chat_id]

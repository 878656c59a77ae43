"""Values for storage's tests: Moonlight Agency, its manager Mia and its creator Stella.

Every call makes fresh ids.
"""

# ruff: noqa: ANN401 - a builder takes any field of its model

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from storage import new_id
from storage.models import (
    Account,
    AskMode,
    Assignment,
    Attempt,
    Audience,
    By,
    Card,
    ConnectLink,
    Consent,
    Enrolment,
    Errand,
    Invitation,
    InvitationState,
    Lift,
    Manager,
    ManagerState,
    Move,
    MoveState,
    OutboxEntry,
    OwnProxy,
    Person,
    Purpose,
    State,
    Team,
    Way,
    Why,
)

if TYPE_CHECKING:
    from sqlalchemy import Table

    from storage import Keyring, Store

NOW = 1_800_000_000.0
_numbers = count(7_000_000_001)


@dataclass(frozen=True)
class Cast:
    """One team with a manager, an enrolled creator and her account, all stored."""

    team: Team
    mia: Person
    manager: Manager
    stella: Person
    enrolment: Enrolment
    account: Account


def team(**changes: Any) -> Team:
    return replace(
        Team(id=new_id(), chat_id=-next(_numbers), title="Moonlight Agency", created_at=NOW), **changes
    )


def manager(of: Team, who: Person, **changes: Any) -> Manager:
    made = Manager(
        id=new_id(), team_id=of.id, person_id=who.id, name="Mia", state=ManagerState.LISTED, created_at=NOW
    )
    return replace(made, **changes)


def invitation(by: Manager, **changes: Any) -> Invitation:
    made = Invitation(
        id=new_id(),
        team_id=by.team_id,
        manager_id=by.id,
        name="Stella",
        state=InvitationState.OPEN,
        created_at=NOW,
        expires_at=NOW + 86_400,
    )
    return replace(made, **changes)


def enrolment(of: Team, who: Person, **changes: Any) -> Enrolment:
    consent = Consent(version=1, language="en", digest="ab" * 32, at=NOW)
    made = Enrolment(
        id=new_id(), team_id=of.id, creator_id=who.id, name="Stella", mode=AskMode.START, consent=consent
    )
    return replace(made, **changes)


def account(of: Team, who: Person, **changes: Any) -> Account:
    made = Account(
        id=new_id(),
        team_id=of.id,
        creator_id=who.id,
        provider="onlyfanskit",
        platform="onlyfans",
        external_id=f"acct_{next(_numbers)}",
        label="@stella",
        created_at=NOW,
        confirmed_at=NOW,
    )
    return replace(made, **changes)


def attempt(cast: Cast, **changes: Any) -> Attempt:
    made = Attempt(
        id=new_id(),
        team_id=cast.team.id,
        creator_id=cast.stella.id,
        account_id=cast.account.id,
        manager_id=cast.manager.id,
        provider="onlyfanskit",
        platform="onlyfans",
        purpose=Purpose.RECONNECT,
        why=Why.SESSION_EXPIRED,
        state=State.WORKING,
        created_at=NOW,
        state_since=NOW,
        answer_by=NOW + 600,
        ends_at=NOW + 2400,
        due_at=NOW,
        command_message_id=77,
        ask='{"channel":"sms"}',
        resume="resume-text",
    )
    return replace(made, **changes)


def connecting(cast: Cast, **changes: Any) -> Attempt:
    """Return a first connection that she has been asked for."""
    first = {"account_id": None, "purpose": Purpose.CONNECT, "way": Way.FORM, "state": State.ASKED}
    return attempt(cast, asked_first=True, ask=None, resume=None, **{**first, **changes})


def lift(of: Person, **changes: Any) -> Lift:
    made = Lift(id=new_id(), creator_id=of.id, platform="onlyfans", said_by=By.CREATOR, said_at=NOW)
    return replace(made, **changes)


def link(of: Attempt, **changes: Any) -> ConnectLink:
    return replace(
        ConnectLink(id=new_id(), attempt_id=of.id, created_at=NOW, expires_at=NOW + 600), **changes
    )


def move(of: Person, by: Manager | None = None, **changes: Any) -> Move:
    made = Move(
        id=new_id(),
        person_id=of.id,
        manager_id=None if by is None else by.id,
        state=MoveState.OPEN,
        created_at=NOW,
        expires_at=NOW + 86_400,
    )
    return replace(made, **changes)


def own_proxy(of: Team, **changes: Any) -> OwnProxy:
    made = OwnProxy(
        id=new_id(),
        team_id=of.id,
        host="proxy.example",
        port=8080,
        username="moonlight",
        password="a-proxy-password",
        created_at=NOW,
    )
    return replace(made, **changes)


def assignment(to: Team, **changes: Any) -> Assignment:
    made = Assignment(
        id=new_id(),
        team_id=to.id,
        provider="onlyfanskit",
        platform="onlyfans",
        external_id=f"acct_{next(_numbers)}",
        label="@stella",
        created_at=NOW,
    )
    return replace(made, **changes)


def card(of: Attempt, **changes: Any) -> Card:
    return replace(
        Card(id=new_id(), attempt_id=of.id, audience=Audience.CREATOR, slot="prompt-1", created_at=NOW),
        **changes,
    )


def outbox_entry(**changes: Any) -> OutboxEntry:
    made = OutboxEntry(
        id=new_id(),
        key=f"notice:{new_id()}",
        errand=Errand.SEND,
        chat_id=next(_numbers),
        body="Somebody pressed it",
        created_at=NOW,
        due_at=NOW,
        give_up_at=NOW + 3600,
    )
    return replace(made, **changes)


async def person(store: Store, first_name: str, telegram_id: int | None = None) -> Person:
    async with store.write() as unit:
        return await unit.people.ensure(
            telegram_id or next(_numbers), first_name, first_name.lower(), "en", NOW
        )


async def cast(store: Store) -> Cast:
    """Store a whole team."""
    mia, stella = await person(store, "Mia"), await person(store, "Stella")
    a_team = team()
    made = Cast(a_team, mia, manager(a_team, mia), stella, enrolment(a_team, stella), account(a_team, stella))
    async with store.write() as unit:
        await unit.teams.add(made.team)
        await unit.managers.add(made.manager)
        await unit.enrolments.add(made.enrolment)
        await unit.accounts.add(made.account)
    return made


async def spoil(store: Store, table: Table, row_id: str, **columns: Any) -> None:
    """Write into a row what no repository writes."""
    async with store.session() as session:
        await session.execute(update(table).where(table.c.id == row_id).values(columns))


def of_a_later_release(keyring: Keyring, table: Table, row_id: str) -> bytes:
    """Return a blob with a field that this release does not know."""
    return keyring.seal(table.name, "sealed", row_id, b'{"mood":"sunny"}')


async def stored(store: Store, of: Cast, owner: str | None = None, **changes: Any) -> Attempt:
    """Store an attempt and return it."""
    made = attempt(of, **changes)
    async with store.write() as unit:
        await unit.attempts.add(made, owner)
    return made

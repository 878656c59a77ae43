"""People, found by the keyed hash of their Telegram id."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from storage.identity import new_id
from storage.models import Person
from storage.records import Record
from storage.repositories.rows import Rows
from storage.schema import people
from storage.sealing import Domain

if TYPE_CHECKING:
    from storage.session import Session

PEOPLE = Record(people, Person)


class People:
    """Repository of people."""

    def __init__(self, session: Session) -> None:
        """Work within this transaction."""
        self._session = session
        self._rows = Rows(session, PEOPLE)

    def _hash(self, telegram_id: int) -> str:
        return self._session.vault.digest(Domain.TELEGRAM, str(telegram_id))

    async def get(self, person_id: str) -> Person | None:
        """Return the person with this id."""
        return await self._rows.get(person_id)

    async def lock(self, person_id: str) -> Person | None:
        """Return the person with this id, once every other unit that has locked her has ended.

        It serialises what concerns one creator: lock her before reading anything that is then decided on.
        Only in a unit that writes; on SQLite such a unit is alone anyway.
        """
        locked = await self._rows.of(select(people).where(people.c.id == person_id).with_for_update())
        return locked[0] if locked else None

    async def by_telegram_id(self, telegram_id: int) -> Person | None:
        """Return the person with this Telegram id."""
        return await self._rows.first(people.c.telegram_hash == self._hash(telegram_id))

    async def ensure(
        self, telegram_id: int, first_name: str, username: str | None, language: str | None, now: float
    ) -> Person:
        """Return the person with this Telegram id, made if unknown and with the names brought up to date.

        A language that is not told stays.
        """
        known = await self.by_telegram_id(telegram_id)
        if known is None:
            return await self._added(
                Person(
                    id=new_id(),
                    telegram_id=telegram_id,
                    first_name=first_name,
                    username=username,
                    language=language,
                    created_at=now,
                )
            )
        person = replace(known, first_name=first_name, username=username, language=language or known.language)
        if person != known:
            await self._rename(person)
        return person

    async def _rename(self, person: Person) -> None:
        """Write the sealed fields alone: "Not me" may be setting a plain one at this moment."""
        renamed = self._rows.resealed(person)
        columns = {name: renamed[name] for name in ("sealed", "seal_version")}
        await self._session.execute(update(people).where(people.c.id == person.id).values(columns))

    async def _added(self, person: Person) -> Person:
        row = self._rows.sealed(person)
        hashed = self._hash(person.telegram_id)
        statement = (
            self._session.insert(people)
            .values(**row, telegram_hash=hashed)
            .on_conflict_do_nothing(index_elements=["telegram_hash"])
        )
        await self._session.execute(statement)
        return await self.by_telegram_id(person.telegram_id) or person

    async def to_forget(self, now: float) -> list[Person]:
        """Return those whose wish to be forgotten is due; a row that does not open is logged and left out."""
        due = await self._session.rows(select(people).where(people.c.forget_at <= now))
        return self._rows.sorted_out(due, "person_id")[0]

    async def set_reachable(self, person_id: str, reachable: bool) -> None:  # noqa: FBT001 - the value to store, not a switch
        """Note whether the bot's messages reach this person."""
        await self._session.execute(
            update(people).where(people.c.id == person_id).values(reachable=reachable)
        )

    async def move(self, person: Person) -> None:
        """Write the account behind a person, with what a move changes; Conflict "person_telegram"."""
        row = self._rows.resealed(person)
        names = ("sealed", "seal_version", "reachable", "frozen_at", "moved_at")
        columns = {name: row[name] for name in names} | {"telegram_hash": self._hash(person.telegram_id)}
        statement = update(people).where(people.c.id == person.id).values(columns)
        await self._session.guarded(statement)

    async def note(self, person_id: str, **plain: float | str | None) -> None:
        """Write these plain columns alone: somebody else may be writing others at this moment."""
        await self._session.execute(update(people).where(people.c.id == person_id).values(**plain))

    async def set_blocked(self, person_id: str, at: float | None) -> None:
        """Note since when "Not me" stops all logins of this person, or with None that it no longer does."""
        await self.note(person_id, blocked_at=at, allowed_from=None)

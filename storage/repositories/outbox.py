"""The outbox: what is to be sent or deleted once in a chat and no row derives."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import case, delete, func, or_, select, update

from storage.clock import database_clock
from storage.models import DELETION_LIFE, Errand, OutboxEntry
from storage.records import Record
from storage.repositories.rows import SET_ASIDE_SECONDS, Rows
from storage.schema import attempts, outbox

if TYPE_CHECKING:
    from storage.session import Session

OUTBOX = Record(outbox, OutboxEntry)
_OPEN = outbox.c.done_at.is_(None)
_FREE = or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until <= database_clock())
_ORDER = (outbox.c.urgent.desc(), outbox.c.created_at, outbox.c.id)


class Outbox:
    """Repository of the outbox."""

    def __init__(self, session: Session) -> None:
        """Work within this transaction."""
        self._session = session
        self._rows = Rows(session, OUTBOX)

    async def add(self, entry: OutboxEntry) -> bool:
        """Insert; False if the key exists.

        A key is a plain column: random ids, closed words and counters. ValueError if it holds the chat id.
        """
        if str(abs(entry.chat_id)) in entry.key.replace("-", "").split(":"):
            message = "the key of an outbox entry is stored in plain text and must not hold the chat id"
            raise ValueError(message)
        statement = (
            self._session.insert(outbox)
            .values(self._rows.sealed(entry))
            .on_conflict_do_nothing(index_elements=["key"])
        )
        return await self._session.changed(statement) == 1

    async def get(self, entry_id: str) -> OutboxEntry | None:
        """Return the entry with this id."""
        return await self._rows.get(entry_id)

    async def due(self, now: float, limit: int) -> list[OutboxEntry]:
        """Return what is due and free: urgent first, then oldest.

        A row that does not open is logged and passed over; a unit that writes also sets it aside for an hour,
        so that it does not take the place of another again.
        """
        statement = select(outbox).where(_OPEN, outbox.c.due_at <= now, _FREE).order_by(*_ORDER).limit(limit)
        entries, damaged = self._rows.sorted_out(await self._session.rows(statement), "outbox_id")
        if damaged and self._session.writes:
            aside = update(outbox).where(outbox.c.id.in_(damaged), _FREE)
            await self._session.execute(aside.values(due_at=now + SET_ASIDE_SECONDS))
        return entries

    async def claim(self, entry_id: str, seconds: float) -> bool:
        """Claim for so many seconds, unless it is done or somebody's claim is valid."""
        statement = update(outbox).where(outbox.c.id == entry_id, _OPEN, _FREE)
        return await self._session.changed(statement.values(claimed_until=database_clock() + seconds)) == 1

    async def done(self, entry_id: str, now: float, message_id: int | None) -> None:
        """Note that it is done, for SEND with the message that it became, and wipe the body.

        Of one that is passing no row is left. A message that is not to stay is to be deleted from then on.
        """
        entry = await self._open(entry_id)
        if entry is None:
            return
        if entry.errand is Errand.SEND and entry.delete_at is not None and message_id is not None:
            await self._save(_deletion(entry, message_id, entry.delete_at))
        else:
            await self._finish(entry, now, message_id)

    async def give_up(self, entry_id: str, now: float) -> None:
        """Note that it will not be done, and wipe the body."""
        entry = await self._open(entry_id)
        if entry is not None:
            await self._finish(entry, now, None)

    async def recall(self, attempt_id: str, now: float) -> None:
        """Have what is not to stay of the messages about an attempt deleted now; if unsent, given up."""
        unsent = outbox.c.errand == Errand.SEND.value
        statement = update(outbox).where(outbox.c.attempt_id == attempt_id, _OPEN, outbox.c.delete_at > now)
        give_up_at = case((unsent, now), else_=outbox.c.give_up_at)
        await self._session.execute(statement.values(delete_at=now, due_at=now, give_up_at=give_up_at))

    async def _open(self, entry_id: str) -> OutboxEntry | None:
        return await self._rows.first(outbox.c.id == entry_id, _OPEN)

    async def _finish(self, entry: OutboxEntry, now: float, message_id: int | None) -> None:
        if entry.passing:
            await self._session.execute(delete(outbox).where(outbox.c.id == entry.id, _OPEN))
            return
        kept = message_id if entry.errand is Errand.SEND else entry.message_id
        await self._save(replace(entry, body=None, message_id=kept, done_at=now))

    async def _save(self, entry: OutboxEntry) -> None:
        await self._rows.save(entry, _OPEN, claimed_until=None)

    async def later(self, entry_id: str, due_at: float) -> None:
        """Try again at this time: one more try is counted and the claim released."""
        values = {"due_at": due_at, "tries": outbox.c.tries + 1, "claimed_until": None}
        await self._session.execute(update(outbox).where(outbox.c.id == entry_id, _OPEN).values(values))

    async def next_due(self) -> float | None:
        """Return the earliest due time among entries that nobody has a valid claim on."""
        found: float | None = await self._session.scalar(
            select(func.min(outbox.c.due_at)).where(_OPEN, _FREE)
        )
        return found

    async def of_attempt(self, attempt_id: str) -> list[OutboxEntry]:
        """Return the messages about an attempt that were sent, oldest first."""
        statement = select(outbox).where(
            outbox.c.attempt_id == attempt_id,
            outbox.c.errand == Errand.SEND.value,
            outbox.c.done_at.is_not(None),
        )
        entries = await self._rows.of(statement.order_by(outbox.c.created_at, outbox.c.id))
        return [entry for entry in entries if entry.message_id is not None]

    async def newest_to(self, creator_id: str, limit: int) -> list[OutboxEntry]:
        """Return the newest messages about any attempt of a creator that were sent, newest first."""
        sent = (outbox.c.errand == Errand.SEND.value, outbox.c.done_at.is_not(None))
        statement = select(outbox).join(attempts, attempts.c.id == outbox.c.attempt_id)
        hers = statement.where(attempts.c.creator_id == creator_id, *sent)
        return await self._rows.of(hers.order_by(outbox.c.done_at.desc(), outbox.c.id).limit(limit))

    async def forget(self, before: float) -> int:
        """Drop what was done before this time; returns how many."""
        return await self._session.changed(delete(outbox).where(outbox.c.done_at < before))


def _deletion(sent: OutboxEntry, message_id: int, due_at: float) -> OutboxEntry:
    return replace(
        sent,
        errand=Errand.DELETE,
        body=None,
        message_id=message_id,
        due_at=due_at,
        give_up_at=due_at + DELETION_LIFE,
        tries=0,
    )

"""After a backup was restored, or the keys were lost: what must not go on as if nothing had happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select, update

from storage.database import Database
from storage.migrating import check_schema
from storage.models import LIVE, AskMode, Errand, InvitationState, State
from storage.repositories.invitations import OPEN
from storage.schema import attempts, enrolments, invitations, links, metadata, moves, outbox, teams
from storage.session import settled
from storage.store import clear_leases
from storage.url import parse

if TYPE_CHECKING:
    from storage.session import Session
    from storage.store import Store

_OPEN_ATTEMPTS: Final = sorted(state.value for state in LIVE | {State.ASKED})


async def restored(store: Store, now: float) -> list[str]:
    """Make a restored backup safe; return the person ids of all creators.

    They are to be told to look at /status. Whatever the backup takes for open may be long over: attempts end
    as cancelled and are not watched, invitations, moves and links are void, notices that wait are given up.
    Everybody is asked first from here on and step-ups are off, for a later choice may be lost.
    """
    async with store.session() as session:
        await clear_leases(session)
        await _end_attempts(session, now)
        await session.execute(
            update(invitations).where(invitations.c.state.in_(OPEN)).values(state=InvitationState.VOID.value)
        )
        await session.execute(delete(links))
        await session.execute(delete(moves))
        waiting = (outbox.c.done_at.is_(None), outbox.c.errand == Errand.SEND.value)
        await session.execute(update(outbox).where(*waiting).values(done_at=now))
        not_ended = enrolments.c.ended_at.is_(None)
        careful = {"mode": AskMode.ASK_FIRST.value, "step_up_at": None}
        await session.execute(update(enrolments).where(not_ended).values(careful))
        await session.execute(update(teams).where(teams.c.step_up_at.is_not(None)).values(step_up_at=None))
        creators = (
            select(enrolments.c.creator_id).where(not_ended).distinct().order_by(enrolments.c.creator_id)
        )
        return list((await session.execute(creators)).scalars())


async def _end_attempts(session: Session, now: float) -> None:
    over = {"due_at": None, "watch_until": None, "resume": None}
    ended = {
        "state": State.CANCELLED.value,
        "state_since": now,
        "call": None,
        "version": attempts.c.version + 1,
    }
    still_open = attempts.c.state.in_(_OPEN_ATTEMPTS)
    await session.execute(update(attempts).where(still_open).values(**ended, **over))
    await session.execute(update(attempts).where(attempts.c.watch_until.is_not(None)).values(over))


async def reset(url: str) -> int:
    """Wipe every row of the database at this `DATABASE_URL`, for which the keys are lost.

    Returns how many there were.
    """
    database = Database(parse(url))
    try:
        async with database.read.transaction() as connection:
            await check_schema(connection)
        count = 0
        async with database.write.transaction() as connection:
            for table in reversed(metadata.sorted_tables):
                count += (await settled(connection.execute(delete(table)))).rowcount
        return count
    finally:
        await database.close()

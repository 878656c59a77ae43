"""Attempts: every transition is one conditional UPDATE, and whoever changes the row acts.

It knows no state machine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, or_, select, text, update

from storage.models import CALLING, LIVE, OVER, Attempt, AttemptView, Audience, Purpose, State, Way
from storage.repositories.leasing import ATTEMPTS, Leasing, leased
from storage.repositories.views import view
from storage.schema import BY_PAGE, attempt_in, attempts, cards

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Update

_LIVE = attempt_in(LIVE)
_CALLING = attempt_in(CALLING)
_ASKED = attempt_in({State.ASKED})
_OPEN = attempt_in(LIVE | {State.ASKED})
_OVER = attempt_in(OVER)
_UNHAPPY = attempt_in(OVER - {State.CONNECTED})
_CONNECTS = attempts.c.purpose == Purpose.CONNECT.value
_LOGIN = attempts.c.purpose != Purpose.STEP_UP.value
_OLDEST = (attempts.c.created_at, attempts.c.id)
_NEWEST = (attempts.c.created_at.desc(), attempts.c.id.desc())
_OF_A_CONNECTION = ("creator_id", "team_id", "provider", "platform")
_OUTSIDE_VERSION = frozenset({"id", "version", "told"})


@dataclass(frozen=True, slots=True)
class Untold:
    """An attempt that people have to be told of, and the version that they have not been shown."""

    id: str
    version: int


class Attempts(Leasing):
    """Repository of attempts; claiming and leases are in `Leasing`."""

    async def add(self, attempt: Attempt, owner: str | None = None) -> None:
        """Insert, leased if an owner is given.

        Conflict "attempt_live", "attempt_asked" or, where no account is named, "attempt_asked_connecting".
        """
        await self._rows.add(attempt, **leased(owner))

    async def get(self, attempt_id: str) -> Attempt | None:
        """Return the attempt with this id."""
        return await self._rows.get(attempt_id)

    async def view(self, attempt_id: str) -> AttemptView | None:
        """Return the attempt with all that a card names."""
        return await view(self._session, ATTEMPTS, attempt_id)

    async def change(self, before: Attempt, after: Attempt, *, owner: str | None = None) -> Attempt | None:
        """Write `after` if the row still has the state and version of `before`.

        Return what is stored, or None if the row has moved on. The version becomes that of `before` plus one,
        `told` stays. With an owner the lease is taken in the same statement, otherwise it is left alone.
        Conflict "attempt_live" if that would make a second live attempt.
        """
        columns = {
            name: value for name, value in self._rows.sealed(after).items() if name not in _OUTSIDE_VERSION
        }
        same = and_(
            attempts.c.id == before.id,
            attempts.c.state == before.state.value,
            attempts.c.version == before.version,
        )
        statement = (
            update(attempts)
            .where(same)
            .values(**leased(owner), version=before.version + 1, seal_version=attempts.c.seal_version + 1)
            .returning(*attempts.c)
        )
        begins = before.state not in LIVE and after.state in LIVE
        execute = self._session.guarded if begins else self._session.execute
        result = await execute(statement, columns)
        row = result.mappings().first()
        return None if row is None else self._rows.opened(row)

    async def live_of_creator(self, creator_id: str) -> Attempt | None:
        """Return the creator's live attempt."""
        return await self._rows.first(attempts.c.creator_id == creator_id, _LIVE)

    async def asked_of_creator(self, creator_id: str) -> list[Attempt]:
        """Return what the creator has been asked and has not answered, oldest first."""
        return await self._list(_OLDEST, attempts.c.creator_id == creator_id, _ASKED)

    async def open_of_team(self, team_id: str) -> list[Attempt]:
        """Return a team's asked and live attempts, oldest first."""
        return await self._list(_OLDEST, attempts.c.team_id == team_id, _OPEN)

    async def managers_waiting(self) -> list[str]:
        """Return the ids of the managers who asked for something that is asked or live."""
        statement = select(attempts.c.manager_id).where(_OPEN, attempts.c.manager_id.is_not(None)).distinct()
        return sorted((await self._session.execute(statement)).scalars())

    async def newest_of_creator(self, creator_id: str, limit: int) -> list[Attempt]:
        """Return the creator's newest attempts, newest first."""
        return await self._list(_NEWEST, attempts.c.creator_id == creator_id, limit=limit)

    async def newest_of_account(self, account_id: str) -> Attempt | None:
        """Return the account's newest login; a step-up is none."""
        found = await self._list(_NEWEST, attempts.c.account_id == account_id, _LOGIN, limit=1)
        return found[0] if found else None

    async def newest_connected_of_account(self, account_id: str) -> Attempt | None:
        """Return the newest of the account's logins that connected."""
        connected = attempt_in({State.CONNECTED})
        found = await self._list(_NEWEST, attempts.c.account_id == account_id, connected, _LOGIN, limit=1)
        return found[0] if found else None

    async def newest_connection_like(self, attempt: Attempt) -> Attempt | None:
        """Return the creator's newest connection for the attempt's team, at its provider and platform."""
        same = [attempts.c[name] == getattr(attempt, name) for name in _OF_A_CONNECTION]
        found = await self._list(_NEWEST, *same, _CONNECTS, limit=1)
        return found[0] if found else None

    async def others_connecting(self, attempt: Attempt, pages_since: float) -> bool:
        """Tell whether another connection at the provider may bring an account that appears meanwhile.

        That is one that is live, or was over not before `created_at`; or a hosted one that did not connect
        and was over not before `pages_since`, for its page may still be open somewhere. Whether one that is
        over was ever begun, no plain column tells, so it counts.
        """
        there = and_(text(BY_PAGE), attempts.c.provider == attempt.provider, attempts.c.id != attempt.id)
        over_since = and_(_OVER, attempts.c.state_since >= attempt.created_at)
        left_open = and_(_UNHAPPY, attempts.c.way == Way.HOSTED.value, attempts.c.state_since >= pages_since)
        others = select(attempts.c.id).where(there, _CONNECTS, or_(_LIVE, over_since, left_open)).limit(1)
        return await self._session.row(others) is not None

    async def step_ups_since(self, creator_id: str, since: float) -> int:
        """Return how many step-ups of a creator were made from this time on, whatever became of them."""
        hers = (attempts.c.creator_id == creator_id, attempts.c.created_at >= since)
        statement = select(func.count()).select_from(attempts).where(*hers)
        found: int = await self._session.scalar(statement.where(attempts.c.purpose == Purpose.STEP_UP.value))
        return found

    async def hurry(self, attempt_id: str, now: float) -> None:
        """Make it due now if it is due later or never; outside version."""
        sooner = or_(attempts.c.due_at.is_(None), attempts.c.due_at > now)
        await self._session.execute(_by_id(attempt_id).where(sooner).values(due_at=now))

    async def untold(self, limit: int) -> list[Untold]:
        """Return the attempts whose people have not been shown the newest version, newest state first.

        In this order one that can never be told stands behind every later change and holds none of them up.
        """
        statement = (
            select(attempts.c.id, attempts.c.version)
            .where(attempts.c.told < attempts.c.version)
            .order_by(attempts.c.state_since.desc(), attempts.c.id)
            .limit(limit)
        )
        return [Untold(row["id"], row["version"]) for row in await self._session.rows(statement)]

    async def mark_told(self, attempt_id: str, version: int) -> None:
        """Note that people have been shown this version; an older one than noted changes nothing.

        Outside version.
        """
        await self._session.execute(_by_id(attempt_id).where(attempts.c.told < version).values(told=version))

    async def move_team(self, team_id: str) -> None:
        """Follow a team to another chat, which has none of the messages that its open attempts name.

        Their cards in the team's chat are forgotten, so that fresh ones are sent, and so are the commands
        that began them. An attempt whose call is under way only loses its card: a change of it would lose
        what comes of the call, and that brings the fresh card.
        """
        here = and_(attempts.c.team_id == team_id, _OPEN)
        shown = and_(
            cards.c.audience == Audience.TEAM.value,
            cards.c.attempt_id.in_(select(attempts.c.id).where(here)),
        )
        await self._session.execute(delete(cards).where(shown))
        at_rest = select(attempts).where(here, ~_CALLING).order_by(attempts.c.id).with_for_update()
        moved, _ = self._rows.sorted_out(await self._session.rows(at_rest), "attempt_id")
        for attempt in moved:
            await self.change(attempt, replace(attempt, command_message_id=None))

    async def move_creator(self, creator_id: str) -> None:
        """Follow a creator to another account, whose chat has none of the messages about her attempts."""
        hers = select(attempts.c.id).where(attempts.c.creator_id == creator_id)
        in_her_chat = cards.c.audience == Audience.CREATOR.value
        await self._session.execute(delete(cards).where(in_her_chat, cards.c.attempt_id.in_(hers)))

    async def pseudonymise(self, before: float) -> int:
        """Wipe what is sealed and who of the staff acted from attempts over before this time.

        Returns how many.
        """
        over = and_(~_OPEN, attempts.c.state_since < before)
        statement = update(attempts).where(over, attempts.c.sealed.is_not(None))
        return await self._session.changed(
            statement.values(sealed=None, proxy=None, resume=None, manager_id=None, ended_by=None)
        )

    async def _list(
        self, order: tuple[Any, ...], *conditions: ColumnElement[bool], limit: int | None = None
    ) -> list[Attempt]:
        return await self._rows.of(select(attempts).where(*conditions).order_by(*order).limit(limit))


def _by_id(attempt_id: str) -> Update:
    return update(attempts).where(attempts.c.id == attempt_id)

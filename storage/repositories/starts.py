"""Which teams have had logins started at a provider, and who waits for one; what is fair it does not know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.models import State
from storage.schema import attempt_in, attempts

if TYPE_CHECKING:
    from collections.abc import Collection

    from storage.session import Session


@dataclass(frozen=True, slots=True)
class Start:
    """A start call that was claimed for a team; `at` in seconds since the epoch."""

    team_id: str
    at: float


class Starts:
    """Repository of starts."""

    def __init__(self, session: Session) -> None:
        """Work within this transaction."""
        self._session = session

    async def since(self, providers: Collection[str], since: float) -> tuple[Start, ...]:
        """Return what was started at these providers from this time on, oldest first."""
        statement = (
            select(attempts.c.team_id, attempts.c.started_at)
            .where(attempts.c.provider.in_(providers), attempts.c.started_at >= since)
            .order_by(attempts.c.started_at, attempts.c.id)
        )
        return tuple(Start(row["team_id"], row["started_at"]) for row in await self._session.rows(statement))

    async def others_wait(self, providers: Collection[str], team_id: str) -> bool:
        """Tell whether a login of another team has been asked for at these providers and not begun."""
        asked = attempt_in({State.ASKED})
        others = (attempts.c.provider.in_(providers), attempts.c.team_id != team_id, asked)
        return await self._session.row(select(attempts.c.id).where(*others).limit(1)) is not None

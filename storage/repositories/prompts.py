"""What a creator was asked and what she made of it, over all managers, teams and providers.

It reads attempts and keeps nothing of its own, so that what happened is all that counts. How much is too
much, it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, case, exists, func, or_, select

from storage.models import OVER, State
from storage.schema import attempt_in, attempts, links

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from storage.session import Session

REFUSALS_READ: Final = 3
"""As many as make a difference to how long she is left alone."""
BY_NOT_ME: Final = "blocked"
"""How a decline ended that stops everything; what follows from it is not left to time."""
BY_STARTING_OVER: Final = "started_over"
"""How an attempt ended in whose place she began another."""
BY_HER: Final = (BY_NOT_ME, BY_STARTING_OVER, "left", "paused")
"""How an attempt ended by a word of hers about more than this one prompt; a freeze is the staff's."""

_CONNECTED = attempt_in({State.CONNECTED})
_BEGUN_BY_HER = or_(attempts.c.offers > 0, attempts.c.manager_id.is_(None))
_WITH_HER = and_(_CONNECTED, or_(_BEGUN_BY_HER, attempts.c.challenge > 0))
_DECLINED = and_(
    attempt_in({State.DECLINED}), or_(attempts.c.ending.is_(None), attempts.c.ending != BY_NOT_ME)
)
_ASKED_ONCE = attempts.c.put_off_until.is_(None)
_UNANSWERED = and_(
    ~attempt_in({State.CONNECTED, State.DECLINED}),
    attempts.c.prompted_at.is_not(None),
    attempts.c.submitted_at.is_(None),
    or_(attempts.c.offers == 0, attempts.c.started_at.is_(None)),
    or_(_ASKED_ONCE, attempts.c.asked_first),
    ~exists().where(links.c.attempt_id == attempts.c.id),
    or_(attempts.c.ending.is_(None), attempts.c.ending.not_in(BY_HER)),
)
_ASKED_AT = case(
    (attempt_in({State.ASKED}), attempts.c.state_since),
    else_=func.coalesce(attempts.c.put_off_until, attempts.c.prompted_at),
)
_OVER = attempt_in(OVER)
_EXPIRED = attempt_in({State.EXPIRED})
_PUT_OFF = and_(
    attempts.c.started_at.is_(None),
    or_(attempts.c.ending.is_(None), attempts.c.ending != BY_STARTING_OVER),
)


@dataclass(frozen=True, slots=True)
class PromptHistory:
    """What a creator was asked by managers, in seconds since the epoch.

    `succeeded_at` is when a login of hers last connected that she had a part in, `acted_at` when she last
    began one herself, by [I'm ready], by the page or from her own list. `prompts` are the first messages of
    attempts that she did not begin and that have not connected, oldest first; `refusals` what she declined or
    left unanswered since both, newest first and no more than make a difference. Each prompt is one of them at
    most: at its end, and while it is open at the time from which she has been silent for too long.
    `later_at` is the latest time that she chose to be asked again at, also where others have ended what she
    put off.
    """

    succeeded_at: float = 0.0
    acted_at: float = 0.0
    prompts: tuple[float, ...] = ()
    refusals: tuple[float, ...] = ()
    later_at: float = 0.0


class Prompts:
    """Repository of what a creator was asked."""

    def __init__(self, session: Session) -> None:
        """Work within this transaction."""
        self._session = session

    async def history(self, creator_id: str, *, now: float, since: float, silence: float) -> PromptHistory:
        """Return her history as it is `now`, of the prompts those from `since` on.

        What she leaves unanswered for `silence` seconds is refused, whether it is still open or others have
        ended it. A press of hers is an answer: [Later] until that time has come, and opening the page.
        """
        hers = attempts.c.creator_id == creator_id
        succeeded_at, acted_at, later_at = await self._newest(hers)
        acted_at = max(acted_at, await self._page_opened(hers))
        return PromptHistory(
            succeeded_at,
            acted_at,
            await self._prompts(hers, since),
            await self._refusals(hers, max(succeeded_at, acted_at), now, silence),
            later_at,
        )

    async def has_agreed(self, creator_id: str, manager_id: str, before: float) -> bool:
        """Tell whether she agreed to what this manager asked for before a time, or it connected."""
        agreed = or_(_CONNECTED, and_(attempts.c.offers > 0, attempts.c.started_at.is_not(None)))
        theirs = (attempts.c.creator_id == creator_id, attempts.c.manager_id == manager_id)
        earlier = select(attempts.c.id).where(*theirs, agreed, attempts.c.created_at < before)
        return await self._session.row(earlier.limit(1)) is not None

    async def _newest(self, hers: ColumnElement[bool]) -> tuple[float, float, float]:
        statement = select(
            func.max(case((_WITH_HER, attempts.c.state_since))).label("succeeded"),
            func.max(case((_BEGUN_BY_HER, attempts.c.started_at))).label("acted"),
            func.max(case((_PUT_OFF, attempts.c.put_off_until))).label("later"),
        ).where(hers)
        row = await self._session.row(statement)
        if row is None:
            return 0.0, 0.0, 0.0
        return row["succeeded"] or 0.0, row["acted"] or 0.0, row["later"] or 0.0

    async def _page_opened(self, hers: ColumnElement[bool]) -> float:
        made = select(func.max(links.c.created_at)).join(attempts, attempts.c.id == links.c.attempt_id)
        found: float | None = await self._session.scalar(made.where(hers))
        return found or 0.0

    async def _prompts(self, hers: ColumnElement[bool], since: float) -> tuple[float, ...]:
        asked = select(attempts.c.prompted_at).where(hers, ~_CONNECTED, attempts.c.prompted_at >= since)
        rows = await self._session.rows(asked.order_by(attempts.c.prompted_at))
        return tuple(row["prompted_at"] for row in rows)

    async def _refusals(
        self, hers: ColumnElement[bool], after: float, now: float, silence: float
    ) -> tuple[float, ...]:
        """Give the newest refusals; what was forgiven while it was open is none again when it ends."""
        silent_at = _ASKED_AT + silence
        refused_at = case((_OVER, attempts.c.state_since), else_=silent_at)
        lasted_until = case((_OVER, attempts.c.state_since), else_=now)
        was_forgiven = and_(_ASKED_ONCE, silent_at <= after)
        silent = and_(_UNANSWERED, or_(_EXPIRED, lasted_until >= silent_at), ~was_forgiven)
        refused = (hers, or_(_DECLINED, silent), refused_at > after)
        newest_first = select(refused_at.label("at")).where(*refused).order_by(refused_at.desc())
        rows = await self._session.rows(newest_first.limit(REFUSALS_READ))
        return tuple(row["at"] for row in rows)

"""How often a wrong code may be typed: a day and in a row, for all of a creator's accounts on a platform.

A new code, another attempt, team, provider or account, or a restart resets nothing. It knows no Telegram, no
SQL and no vendor.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.relay.endings import Own, end
from bot.relay.limits import DAY
from bot.relay.times import holds_password
from storage.models import OVER, State
from storage.repositories.guesses import Target

if TYPE_CHECKING:
    from bot.relay.limits import Limits
    from storage import Unit
    from storage.models import Attempt
    from storage.repositories.guesses import Wrong


class Shut(StrEnum):
    """Why no code may be typed; `Reaction` and `Outcome` have the same words."""

    TODAY = "too_many_codes_today"
    STOPPED = "codes_stopped"


@dataclass(frozen=True, slots=True)
class Guessed:
    """The wrong codes that count together: those of a day and those in a row, newest first."""

    today: tuple[Wrong, ...] = ()
    in_a_row: tuple[Wrong, ...] = ()

    def without(self, attempt_id: str) -> Guessed:
        """Leave out those of one attempt."""
        return Guessed(_others(self.today, attempt_id), _others(self.in_a_row, attempt_id))


@dataclass(frozen=True, slots=True)
class Closed:
    """Why no codes are taken, and until when (epoch seconds); None: until two people let them go on."""

    shut: Shut
    free_at: float | None = None


def closed(guessed: Guessed, limits: Limits) -> Closed | None:
    """Say whether no code is taken at the moment."""
    if _sum(guessed.in_a_row) >= limits.wrong_codes_in_a_row:
        return Closed(Shut.STOPPED)
    counted = 0
    for wrong in guessed.today:
        counted += wrong.count
        if counted >= limits.wrong_codes_a_day:
            return Closed(Shut.TODAY, wrong.at + DAY)
    return None


def stopped_by(before: Attempt, after: Attempt, guessed: Guessed, limits: Limits) -> Attempt:
    """End an attempt whose newest code is one too many; `guessed` are those of the others."""
    if _counted(after) <= _counted(before):
        return after
    if _sum(guessed.in_a_row) + _counted(after) >= limits.wrong_codes_in_a_row:
        return _ended(after, Own.CODES_STOPPED)
    was_wrong = after.wrong_codes > before.wrong_codes
    if was_wrong and _sum(guessed.today) + after.wrong_codes >= limits.wrong_codes_a_day:
        return _ended(after, Own.TOO_MANY_CODES_TODAY)
    return after


async def guessed_for(unit: Unit, target: Target, now: float) -> Guessed:
    """Read the wrong codes that count together."""
    return Guessed(
        await unit.guesses.wrong_after(target, now - DAY), await unit.guesses.wrong_in_a_row(target)
    )


async def closed_for(unit: Unit, target: Target, now: float, limits: Limits) -> Closed | None:
    """Say whether no code is taken at the moment, by the rows as they are."""
    return closed(await guessed_for(unit, target, now), limits)


async def is_stopped(unit: Unit, target: Target, now: float, limits: Limits) -> bool:
    """Tell whether codes stand still until two people let them go on."""
    return await closed_for(unit, target, now, limits) == Closed(Shut.STOPPED)


async def limited(unit: Unit, before: Attempt, after: Attempt, now: float, limits: Limits) -> Attempt:
    """Give what becomes of an attempt once its codes are counted."""
    if _counted(after) <= _counted(before):
        return after
    guessed = await guessed_for(unit, Target.of(before), now)
    return stopped_by(before, after, guessed.without(before.id), limits)


def _ended(attempt: Attempt, ending: Own) -> Attempt:
    if attempt.state in OVER:
        return replace(attempt, ending=ending)
    now, had_password = attempt.state_since, holds_password(attempt)
    return end(attempt, State.FAILED, now, ending=ending, provider_is_over=had_password)


def _counted(attempt: Attempt) -> int:
    """Count its codes in a row: the wrong ones, and those of which nobody knows."""
    return attempt.wrong_codes + attempt.unjudged_codes


def _sum(wrong: tuple[Wrong, ...]) -> int:
    return sum(one.count for one in wrong)


def _others(wrong: tuple[Wrong, ...], attempt_id: str) -> tuple[Wrong, ...]:
    return tuple(one for one in wrong if one.attempt_id != attempt_id)

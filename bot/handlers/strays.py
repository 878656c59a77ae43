"""An account that a login brought and that is linked to nobody: she or an owner has it signed out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.handlers.account_lists import list_accounts
from bot.handlers.acting import is_owner, sender
from bot.handlers.answers import clear, reply, saying
from bot.handlers.signing_out import gone_already, is_refused_to_us
from bot.leftovers import stray_handle
from bot.people.accounts import is_linked
from bot.people.problems import Problem, Refusal
from bot.relay.limits import DAY

if TYPE_CHECKING:
    from bot.cards.buttons import Press
    from bot.handlers.turn import Turn
    from bot.people.accounts import Listed
    from storage import Attempt, Unit

PARTS: Final = 2
SIGNED_OUT: Final = "stray_signed_out"
LIFE: Final = DAY
"""Seconds from the end of its attempt in which a stray is signed out: later it may be there on purpose."""


async def press_stray(turn: Turn, pressed: Press) -> None:
    """Sign it out once, if whoever pressed was told of it by this attempt and nobody has linked it since."""
    if len(pressed.parts) != PARTS:
        raise Refusal(Problem.OLD_BUTTON)
    attempt_id, handle = pressed.parts
    async with turn.store.read() as unit:
        attempt = await _of_whoever_pressed(turn, unit, attempt_id)
        too_late = await _is_over(unit, attempt, turn.clock())
    if too_late:
        await gone_already(turn, Problem.OLD_BUTTON)
        return
    listing = await list_accounts(turn, attempt.provider)
    async with turn.store.read() as unit:
        found = next((one for one in listing.accounts if _is_meant(turn, unit, attempt, one, handle)), None)
        if found is None or await is_linked(unit, *found.pair):
            raise Refusal(Problem.ACCOUNT_GONE)
    await _sign_out(turn, attempt, found)


async def _of_whoever_pressed(turn: Turn, unit: Unit, attempt_id: str) -> Attempt:
    """Give the attempt, to its creator and the owners."""
    attempt = await unit.attempts.get(attempt_id)
    if attempt is None or attempt.provider not in turn.relay.providers:
        raise Refusal(Problem.OLD_BUTTON)
    person = await unit.people.by_telegram_id(sender(turn).id)
    if not is_owner(turn) and (person is None or person.id != attempt.creator_id):
        raise Refusal(Problem.NOT_YOURS)
    return attempt


async def _is_over(unit: Unit, attempt: Attempt, now: float) -> bool:
    """Tell whether the stray of an attempt was signed out before, or has been left where it is for long."""
    entries = await unit.audit.about(attempt.team_id, [attempt.creator_id])
    done = any(entry.kind == SIGNED_OUT and entry.attempt_id == attempt.id for entry in entries)
    return done or now >= attempt.state_since + LIFE


def _is_meant(turn: Turn, unit: Unit, attempt: Attempt, listed: Listed, handle: str) -> bool:
    return stray_handle(unit, attempt, listed.external_id, sender(turn).id) == handle


async def _sign_out(turn: Turn, attempt: Attempt, found: Listed) -> None:
    label = turn.relay.providers[found.provider].manifest.label
    if await is_refused_to_us(turn, found):
        raise Refusal(Problem.DISCONNECT_FAILED, provider=label)
    async with turn.effect() as work:
        person = await work.unit.people.by_telegram_id(sender(turn).id)
        await clear(turn, work)
        if not await _is_over(work.unit, attempt, work.now):
            who = {"creator": attempt.creator_id, "person": None if person is None else person.id}
            await work.unit.audit.append(attempt.team_id, SIGNED_OUT, work.now, attempt=attempt.id, **who)
        await reply(turn, work, saying("stray.done", provider=label))

"""An account that a login brought and that is linked to nobody: she or an owner has it signed out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.account_lists import list_accounts
from bot.handlers.acting import is_owner, sender
from bot.handlers.answers import clear, reply, saying
from bot.handlers.signing_out import is_refused_to_us
from bot.notices import stray_handle
from bot.people.problems import Problem, Refusal

if TYPE_CHECKING:
    from bot.cards.buttons import Press
    from bot.handlers.turn import Turn
    from bot.people.accounts import Listed
    from storage import Attempt, Unit

PARTS = 2


async def press_stray(turn: Turn, pressed: Press) -> None:
    """Sign it out, if the button is one that this attempt's notice had and nobody has linked it since."""
    if len(pressed.parts) != PARTS:
        raise Refusal(Problem.OLD_BUTTON)
    attempt_id, handle = pressed.parts
    async with turn.store.read() as unit:
        attempt = await _of_whoever_pressed(turn, unit, attempt_id)
    listing = await list_accounts(turn, attempt.provider)
    async with turn.store.read() as unit:
        found = [one for one in listing.accounts if stray_handle(unit, attempt, one.external_id) == handle]
        if not found or await unit.accounts.by_external(attempt.provider, found[0].external_id) is not None:
            raise Refusal(Problem.ACCOUNT_GONE)
    await _sign_out(turn, attempt, found[0])


async def _of_whoever_pressed(turn: Turn, unit: Unit, attempt_id: str) -> Attempt:
    """Give the attempt, to its creator and the owners."""
    attempt = await unit.attempts.get(attempt_id)
    if attempt is None or attempt.provider not in turn.relay.providers:
        raise Refusal(Problem.OLD_BUTTON)
    person = await unit.people.by_telegram_id(sender(turn).id)
    if not is_owner(turn) and (person is None or person.id != attempt.creator_id):
        raise Refusal(Problem.NOT_YOURS)
    return attempt


async def _sign_out(turn: Turn, attempt: Attempt, found: Listed) -> None:
    if await is_refused_to_us(turn, found):
        provider = turn.relay.providers[found.provider].manifest.label
        raise Refusal(Problem.DISCONNECT_FAILED, provider=provider)
    async with turn.effect() as work:
        await work.unit.audit.append(
            attempt.team_id, "stray_signed_out", work.now, attempt=attempt.id, creator=attempt.creator_id
        )
        await clear(turn, work)
        label = turn.relay.providers[found.provider].manifest.label
        await reply(turn, work, saying("stray.done", provider=label))

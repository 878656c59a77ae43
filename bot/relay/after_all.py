"""What is said where a provider has signed in what nobody waits for: of that account, not of the awaited one.

It knows no Telegram, no SQL and no vendor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.people.accounts import somebodys
from storage.models import Purpose

if TYPE_CHECKING:
    from bot.relay.ports import Notices
    from bot.relay.work import Work
    from providers.steps import Done
    from storage.models import Attempt


async def tell_after_all(work: Work, notices: Notices, attempt: Attempt, done: Done) -> None:
    """Tell of an attempt that was over and has signed in, and have what it brought signed out."""
    own = None if attempt.account_id is None else await work.unit.accounts.get(attempt.account_id)
    if own is not None and done.account not in {None, own.external_id}:
        await tell_another(work, notices, attempt, done)
        return
    await notices.connected_after_all(work, attempt)
    if attempt.purpose is Purpose.STEP_UP:
        return  # its account was signed in before
    signed_in = own if done.account is None else await somebodys(work.unit, attempt.provider, done.account)
    if signed_in is not None and signed_in.creator_id == attempt.creator_id:
        await notices.may_be_signed_in(work, attempt, signed_in)
    else:
        await tell_another(work, notices, attempt, done)


async def tell_another(work: Work, notices: Notices, attempt: Attempt, done: Done) -> None:
    """Tell of an account that nobody waited for: if it is linked, whoever has it, be it another creator.

    One that only appeared was not brought by this attempt if it is somebody's.
    """
    if done.account is None:
        return
    found = await somebodys(work.unit, attempt.provider, done.account)
    if found is None:
        await notices.stray(work, attempt, done)
    elif done.certain:
        await notices.signed_in_instead(work, attempt, found)

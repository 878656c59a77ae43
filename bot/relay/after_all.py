"""What is said where a provider has signed in what nobody waits for: of that account, not of the awaited one.

It knows no Telegram, no SQL and no vendor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.people.accounts import is_linked
from storage.models import Purpose

if TYPE_CHECKING:
    from bot.relay.ports import Notices
    from bot.relay.work import Work
    from providers.steps import Done
    from storage.models import Attempt


async def tell_after_all(work: Work, notices: Notices, attempt: Attempt, done: Done) -> None:
    """Tell of an attempt that was over and has signed in, and have what is hers or a stray signed out."""
    own = None if attempt.account_id is None else await work.unit.accounts.get(attempt.account_id)
    if done.account is None or own is None or done.account == own.external_id:
        await notices.connected_after_all(work, attempt)
    if attempt.purpose is Purpose.STEP_UP:
        return  # its account was signed in before
    signed_in = own
    if done.account is not None:
        signed_in = await work.unit.accounts.by_external(attempt.provider, done.account)
        await tell_stray(work, notices, attempt, done)
    if signed_in is None or signed_in.confirmed_at is None or signed_in.creator_id != attempt.creator_id:
        return
    await notices.may_be_signed_in(work, attempt, signed_in)


async def tell_stray(work: Work, notices: Notices, attempt: Attempt, done: Done) -> None:
    """Tell of an account that is linked to nobody; one that is somebody's is that one's affair."""
    if done.account is None or await is_linked(work.unit, attempt.provider, done.account):
        return
    await notices.stray(work, attempt, done)

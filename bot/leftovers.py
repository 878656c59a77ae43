"""What may be signed in although nobody wants it, and by which buttons it can be signed out.

No vendor can cancel a login. It knows no Telegram, no SQL and no vendor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.notices import may_be_signed_in
from bot.locales import Texts
from bot.outbox import sending
from bot.people.accounts import HANDLE_LENGTH
from providers.base import CanDisconnect
from storage.models import LIVE, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.relay.work import Work
    from providers.base import Provider
    from storage.models import Attempt, Person
    from storage.unit import Unit


def signing_out_of(providers: Mapping[str, Provider], slug: str) -> CanDisconnect | None:
    """Give the provider if it is on and can sign accounts out."""
    provider = providers.get(slug)
    return provider if isinstance(provider, CanDisconnect) else None


def stray_handle(unit: Unit, attempt: Attempt, external_id: str, telegram_id: int) -> str:
    """Name an account that an attempt brought, for one reader: nobody can make up another's button."""
    told = f"{attempt.id} {external_id} {telegram_id}"
    return unit.audit.commitment(attempt.team_id, told)[:HANDLE_LENGTH]


async def in_doubt(unit: Unit, pressed: Attempt) -> tuple[str, ...]:
    """Give the ids of the accounts that may be in, as it is before she stops everything.

    They are that of the attempt under which she does it, and of her live one.
    """
    live = await unit.attempts.live_of_creator(pressed.creator_id)
    doubtful = [attempt for attempt in (pressed, live) if attempt is not None and _may_be_in(attempt)]
    return tuple(dict.fromkeys(a.account_id for a in doubtful if a.account_id is not None))


async def offer_to_sign_out(
    work: Work, providers: Mapping[str, Provider], creator: Person, account_ids: Iterable[str]
) -> None:
    """Offer it for each that is still linked, where its provider can."""
    texts = Texts.of(creator.reads)
    for account_id in account_ids:
        account = await work.unit.accounts.get(account_id)
        if account is None or account.removed_at is not None:
            continue
        if signing_out_of(providers, account.provider) is None:
            continue
        told = may_be_signed_in(texts, account, providers[account.provider].manifest.label)
        key = f"sign-out:{account.id}:{int(work.now)}"
        await work.unit.outbox.add(sending(key, creator.telegram_id, told, work.now))


def _may_be_in(attempt: Attempt) -> bool:
    """Tell whether the provider has signed in, or may yet."""
    return attempt.state is State.CONNECTED or attempt.state in LIVE or attempt.watch_until is not None

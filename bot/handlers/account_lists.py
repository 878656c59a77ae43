"""What the vendors list, as pages of buttons in a manager's private chat."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from bot.handlers.answers import Offer, saying, tell
from bot.handlers.choices import Choice, choose
from bot.people.accounts import Listed, shown_label
from bot.people.problems import Problem, Refusal
from providers.base import CanListAccounts, Failed
from providers.errors import ProviderError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.handlers.finding import Meant
    from bot.handlers.turn import Turn
    from bot.relay.work import Work
    from providers.base import Manifest, Provider

log = structlog.get_logger()

PAGE_SIZE = 8
LIST_SECONDS = 10.0


async def listed_accounts(turn: Turn) -> tuple[Listed, ...]:
    """Ask every provider that can list for its accounts; Refusal where one does not answer."""
    listings = [
        _list(provider.manifest, provider)
        for provider in turn.relay.providers.values()
        if isinstance(provider, CanListAccounts)
    ]
    return tuple(account for listing in await asyncio.gather(*listings) for account in listing)


async def listed_at(provider: Provider) -> tuple[Listed, ...]:
    """Ask one provider for its accounts; nothing where it cannot list them or does not answer."""
    if not isinstance(provider, CanListAccounts):
        return ()
    try:
        return tuple(await _list(provider.manifest, provider))
    except Refusal as refusal:
        log.info("accounts_not_listed", provider=provider.manifest.slug, reason=refusal.problem)
        return ()


async def _list(manifest: Manifest, provider: CanListAccounts) -> list[Listed]:
    try:
        async with asyncio.timeout(LIST_SECONDS):
            listed = await provider.list_accounts()
    except (ProviderError, TimeoutError) as error:
        raise Refusal(Problem.LIST_FAILED, provider=manifest.label) from error
    if isinstance(listed, Failed):
        raise Refusal(Problem.LIST_FAILED, provider=manifest.label)
    return [
        Listed(manifest.slug, manifest.platforms[0], account.id, shown_label(account.label))
        for account in listed
    ]


async def show(turn: Turn, work: Work, meant: Meant, free: Sequence[Listed], page: int) -> None:
    """Send the manager a page of the free accounts, counted from 0; one beyond the last is the last."""
    person, enrolment = meant.desk.person, meant.enrolment
    if not free:
        await tell(turn, work, person, saying("accounts.none_free", name=enrolment.name))
        return
    last = (len(free) - 1) // PAGE_SIZE
    page = min(max(page, 0), last)
    shown = free[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    rows: list[tuple[Offer, ...]] = [(_account_offer(turn, enrolment.id, account),) for account in shown]
    turning = tuple(
        Offer(key, choose(Choice.PAGE, enrolment.id, str(to)))
        for key, to in (("button.previous", page - 1), ("button.next", page + 1))
        if 0 <= to <= last
    )
    rows += [turning] if turning else []
    await tell(turn, work, person, saying("accounts.which", *rows, name=enrolment.name))


def _account_offer(turn: Turn, enrolment_id: str, account: Listed) -> Offer:
    facts = {
        "platform": turn.texts.plain(f"platform.{account.platform}"),
        "account": account.label or account.external_id,
    }
    return Offer("button.listed_account", choose(Choice.PICK, enrolment_id, account.handle), facts=facts)

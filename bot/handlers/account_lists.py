"""What the vendors list, asked of all at once, and as pages of buttons."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import structlog
from markupsafe import Markup

from bot.handlers.answers import Offer
from bot.locales.names import with_id
from bot.people.accounts import Listed, shown_label
from bot.people.problems import Problem, Refusal
from bot.relay.endings import FOR_THE_OPERATOR
from providers.base import CanListAccounts
from providers.errors import ProviderError
from providers.steps import Failed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.handlers.turn import Turn
    from bot.locales import Texts
    from providers.base import Provider

log = structlog.get_logger()

PAGE_SIZE = 8
LIST_SECONDS = 10.0
NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Silent:
    """A provider by its name that gave no list, and why: the text's key is `accounts.silent.` and `why`."""

    provider: str
    why: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The accounts that the providers list, and those providers that gave no list."""

    accounts: tuple[Listed, ...]
    silent: tuple[Silent, ...] = ()

    def named(self, handle: str, texts: Texts) -> Listed:
        """Give the account that a button means; Refusal where it is not listed at this moment."""
        found = next((account for account in self.accounts if account.handle == handle), None)
        return found or self._refuse(Refusal(Problem.ACCOUNT_GONE), texts)

    def with_id(self, account_id: str, texts: Texts) -> Listed:
        """Give the account with this id at its provider; Refusal where none is listed at this moment."""
        found = next((account for account in self.accounts if account.external_id == account_id), None)
        return found or self._refuse(Refusal(Problem.ACCOUNT_UNLISTED, id=account_id), texts)

    def _refuse(self, refusal: Refusal, texts: Texts) -> NoReturn:
        """Refuse what is not listed; while a provider is silent nobody can say that it does not list it."""
        if self.silent:
            raise Refusal(Problem.LIST_FAILED, silent=self.whoever_is_silent(texts))
        raise refusal

    def whoever_is_silent(self, texts: Texts) -> Markup:
        """Say whose accounts are missing and who can mend it, a line for each; nothing where none are."""
        return Markup().join(
            texts(f"accounts.silent.{one.why}", provider=one.provider) for one in self.silent
        )


async def list_accounts(turn: Turn, *slugs: str) -> Listing:
    """Ask the providers that can list, or some of them; Refusal where none of them answers."""
    asked = {
        slug: provider
        for slug, provider in turn.relay.providers.items()
        if isinstance(provider, CanListAccounts) and (not slugs or slug in slugs)
    }
    answers = await asyncio.gather(*(_list(provider) for provider in asked.values()))
    silent = tuple(answer for answer in answers if isinstance(answer, Silent))
    found = (account for answer in answers if not isinstance(answer, Silent) for account in answer)
    listing = Listing(tuple(found), silent)
    if silent and len(silent) == len(asked):
        raise Refusal(Problem.LIST_FAILED, silent=listing.whoever_is_silent(turn.texts))
    return listing


async def listed_at(provider: Provider) -> tuple[Listed, ...]:
    """Ask one provider for its accounts; nothing where it cannot list them or does not answer."""
    answer = await _list(provider)
    return () if isinstance(answer, Silent) else answer


async def _list(provider: Provider) -> tuple[Listed, ...] | Silent:
    if not isinstance(provider, CanListAccounts):
        return ()
    manifest = provider.manifest
    try:
        async with asyncio.timeout(LIST_SECONDS):
            listed = await provider.list_accounts()
    except (ProviderError, TimeoutError) as error:
        log.info("accounts_not_listed", provider=manifest.slug, error=type(error).__name__)
        return Silent(manifest.label, NO_ANSWER)
    if isinstance(listed, Failed):
        log.info("accounts_not_listed", provider=manifest.slug, reason=listed.reason)
        return Silent(manifest.label, listed.reason if listed.reason in FOR_THE_OPERATOR else NO_ANSWER)
    return tuple(
        Listed(manifest.slug, manifest.platforms[0], account.id, shown_label(account.label))
        for account in listed
    )


def pages(offers: Sequence[Offer], page: int, turning: Callable[[int], str]) -> list[tuple[Offer, ...]]:
    """Give the rows of a page, counted from 0; one beyond the last is the last. `turning` leads to others."""
    last = max(0, len(offers) - 1) // PAGE_SIZE
    page = min(max(page, 0), last)
    rows = [(offer,) for offer in offers[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]]
    turns = tuple(
        Offer(key, turning(to))
        for key, to in (("button.previous", page - 1), ("button.next", page + 1))
        if 0 <= to <= last
    )
    return [*rows, turns] if turns else [*rows]


def account_offer(turn: Turn, account: Listed, data: str) -> Offer:
    """Label a listed account, with its provider where several list theirs."""
    listing = [p for p in turn.relay.providers.values() if isinstance(p, CanListAccounts)]
    key = "button.listed_account" if len(listing) == 1 else "button.listed_account.at"
    return Offer(key, data, facts=listed_facts(turn, account))


def listed_facts(turn: Turn, account: Listed) -> dict[str, str]:
    """Give what a text may name of a listed account.

    Another account may have a label that looks like this one's, so the provider's id stands beside it, whole.
    """
    return {
        "platform": turn.texts.plain(f"platform.{account.platform}"),
        "account": with_id(account.label, account.external_id),
        "provider": turn.relay.providers[account.provider].manifest.label,
    }

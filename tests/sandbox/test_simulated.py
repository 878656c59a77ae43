"""Every provider of the bot is played, without being named; what the page offers of it is really there."""

from typing import Any

import pytest

from providers.registry import ADAPTERS
from sandbox.handset import OWN_ACCOUNT
from sandbox.page.trials import NEW_LOGIN, PASSWORD, shown_trials, trial_accounts
from sandbox.simulated import (
    RECONNECTING,
    Simulated,
    scenarios_of,
    serving_all,
    simulate_all,
    usual_scenario,
    variables_for,
)

each_provider = pytest.mark.parametrize("slug", ADAPTERS)


def _now() -> float:
    return 1_800_000_000.0


def _with_trials(slug: str) -> Simulated:
    provider = simulate_all(_now)[slug]
    for account in trial_accounts(provider):
        provider.vendor.add_account(account)
    return provider


async def test_the_bot_is_told_a_key_and_an_address_of_each_provider() -> None:
    providers = simulate_all(_now).values()
    async with serving_all(providers):
        told = variables_for(providers)

    manifests = [adapter.manifest for adapter in ADAPTERS.values()]
    assert all(told[m.key_variable] for m in manifests)
    assert len({told[m.base_url_variable] for m in manifests}) == len(manifests)


@each_provider
def test_an_account_signs_in_again_alone_where_the_adapter_says_so(slug: str) -> None:
    declared = getattr(ADAPTERS[slug], "reconnects", False)

    assert (slug in RECONNECTING) is declared
    assert simulate_all(_now)[slug].reconnects is declared


@each_provider
def test_the_usual_login_wants_one_code(slug: str) -> None:
    assert len(scenarios_of(slug)[usual_scenario(slug)].gates) == 1


@each_provider
def test_each_login_that_the_page_offers_can_be_played(slug: str) -> None:
    provider = _with_trials(slug)
    shown: Any = shown_trials(provider)

    assert shown["trials"]
    for trial in shown["trials"]:
        fresh = provider.vendor.find(trial["login"], PASSWORD)
        assert fresh is not None
        assert not fresh.connected
        assert (trial["id"] in provider.vendor.accounts) is provider.reconnects


@each_provider
def test_her_new_account_is_one_whoever_connects_it(slug: str) -> None:
    account = _with_trials(slug).vendor.find(NEW_LOGIN, PASSWORD)

    assert account is not None
    assert (account.id, account.connected) == (OWN_ACCOUNT, False)


@each_provider
def test_a_user_name_of_the_page_is_worth_nothing_without_the_password(slug: str) -> None:
    assert _with_trials(slug).vendor.find(NEW_LOGIN, "another") is None

"""The registry and the values that travel between rooms."""

from __future__ import annotations

import copy
import pickle

import pytest

from providers.base import (
    CanConfirmLink,
    CanDisconnect,
    CanListAccounts,
    CanReconnect,
    CanSendCode,
    CanStepUp,
)
from providers.registry import ADAPTERS, build
from providers.secret import Secret


async def test_an_adapter_is_built_from_its_slug_and_shows_its_capabilities() -> None:
    provider = build("onlyfanskit", Secret("key"))
    for capability in (CanReconnect, CanSendCode, CanConfirmLink, CanListAccounts, CanDisconnect):
        assert isinstance(provider, capability)
    assert not isinstance(provider, CanStepUp)
    await provider.aclose()


def test_a_provider_that_does_not_exist_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        build("onlyfankit", Secret("key"))


def test_variables_are_named_after_the_slug() -> None:
    for slug, adapter in ADAPTERS.items():
        assert adapter.manifest.link_hosts_variable == f"{slug.upper()}_LINK_HOSTS"


def test_every_provider_has_a_base_url_of_its_own() -> None:
    variables = [adapter.manifest.base_url_variable for adapter in ADAPTERS.values()]
    assert len(set(variables)) == len(ADAPTERS)


def test_a_secret_is_shown_nowhere() -> None:
    secret = Secret("739251")
    assert "739251" not in f"{secret} {secret!r} {[secret]} {secret!s}"
    assert (len(secret), secret == Secret("739251"), secret == "739251") == (6, True, False)
    for leak in (pickle.dumps, copy.copy, copy.deepcopy, hash):
        with pytest.raises(TypeError):
            leak(secret)
    with pytest.raises(AttributeError):
        secret._value = "other"  # type: ignore[misc]  # noqa: SLF001 - what must not work is tried

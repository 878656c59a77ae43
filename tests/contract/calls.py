"""What can be called of a provider, found by its capabilities."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from providers.base import (
    CanConfirmLink,
    CanDisconnect,
    CanListAccounts,
    CanLoginByApp,
    CanReconnect,
    CanSendCode,
    CanStepUp,
    CanSwitchChannel,
    HasHostedLogin,
)
from providers.errors import ProviderError
from providers.logins import Credentials, Platform, StepUp, StoredCredentials
from providers.secret import Secret
from providers.steps import Channel
from tests.contract.case import CODE, app_login, connection, hosted, lost

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator

    from providers.base import Provider
    from providers.logins import Login

ACCOUNT = "acct_1"


def unsupported(provider: Provider) -> Iterator[Login]:
    """Give the logins that the provider does not offer."""
    for platform in Platform:
        offered = platform in provider.manifest.platforms
        if not offered:
            yield connection(platform)
        if not (offered and isinstance(provider, CanLoginByApp)):
            yield app_login(platform)
        if not (offered and isinstance(provider, HasHostedLogin)):
            yield hosted(platform)
    if not isinstance(provider, CanReconnect):
        yield StoredCredentials(ACCOUNT)
    if not isinstance(provider, CanStepUp):
        yield StepUp(ACCOUNT)


def aimed_at(login: Login, account: str) -> Login | None:
    """Give the login for another account; None for one that is for no account."""
    match login:
        case StoredCredentials() | StepUp() | Credentials(account=str()):
            return replace(login, account=account)
        case _:
            return None


def that_go_on(provider: Provider, resume: str) -> Iterator[Awaitable[object]]:
    """Make every call that goes on from `resume`."""
    yield provider.check(resume)
    yield provider.submit_code(resume, Secret(CODE))
    if isinstance(provider, CanSendCode):
        yield provider.send_code(resume)
    if isinstance(provider, CanConfirmLink):
        yield provider.confirm_link(resume)
    if isinstance(provider, CanSwitchChannel):
        yield provider.switch_channel(resume, Channel.EMAIL)


def that_stand_alone(provider: Provider, account: str = ACCOUNT) -> Iterator[Awaitable[object]]:
    """Make every call that needs no login."""
    yield provider.preflight()
    for platform in provider.manifest.platforms:
        yield provider.recover(lost(platform))
        yield provider.recover(lost(platform, account))
    if isinstance(provider, CanListAccounts):
        yield provider.list_accounts()
    if isinstance(provider, CanDisconnect):
        yield provider.disconnect(account)


async def outcome(call: Awaitable[object]) -> Any:  # noqa: ANN401 - any step
    """Give what a call gives, an error of the tree included; anything else is raised."""
    try:
        return await call
    except ProviderError as error:
        return error

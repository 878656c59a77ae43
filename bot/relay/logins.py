"""What an attempt asks its provider for: the login to start, or what is known of one whose start was lost.

The last word of the vendor's name for an account is a reference of ours, by which it is found again; it
follows from the attempt's row. A password passes through here in memory only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.relay.limits import LIMITS
from providers.logins import (
    AppLogin,
    CountryProxy,
    Credentials,
    CustomProxy,
    Hosted,
    Login,
    Lost,
    Platform,
    Proxy,
    StepUp,
    StoredCredentials,
)
from providers.references import reference_of
from providers.secret import Secret
from storage.models import OWN_PROXY, Attempt, Purpose, Way

if TYPE_CHECKING:
    from storage import Unit
    from storage.models import Account, OwnProxy

NAME_LENGTH = 40


@dataclass(frozen=True, slots=True)
class SignIn:
    """What she typed on the connect page, with the country she chose where she was asked for one."""

    username: Secret
    password: Secret
    country: str | None = None


Given = Secret | SignIn
"""What a claimed call hands over: her code, or what she signs in with."""


def reference(attempt: Attempt) -> str:
    """Give the word by which this attempt's account is found at the provider."""
    return reference_of(attempt.id)


async def login_of(unit: Unit, attempt: Attempt, given: Given | None) -> Login | None:
    """Give the login that an attempt starts; None where what it needs is gone, so that nothing is sent."""
    linked = await _account(unit, attempt)
    if attempt.account_id is not None and (linked is None or linked.removed_at is not None):
        return None
    account = None if linked is None else linked.external_id
    if attempt.purpose is Purpose.STEP_UP:
        return None if account is None else StepUp(account)
    if attempt.way is None:
        return None if account is None else StoredCredentials(account)
    if attempt.way is Way.FORM and not isinstance(given, SignIn):
        return None
    label, proxy = await _label(unit, attempt), await _proxy(unit, attempt, given)
    if label is None or (proxy is None and attempt.proxy is not None):
        return None
    return _connecting(attempt, label, account, proxy, given)


async def lost_of(unit: Unit, attempt: Attempt) -> Lost:
    """Give what is known of the login whose start was lost."""
    linked = await _account(unit, attempt)
    account = None if linked is None else linked.external_id
    since = attempt.ends_at - LIMITS.whole_attempt
    return Lost(Platform(attempt.platform), account, reference(attempt), since)


def _connecting(
    attempt: Attempt, label: str, account: str | None, proxy: Proxy | None, given: Given | None
) -> Login | None:
    platform, ours = Platform(attempt.platform), reference(attempt)
    match attempt.way, given:
        case Way.HOSTED, _:
            country = proxy if isinstance(proxy, CountryProxy) else None
            return Hosted(platform, label, ours, country)
        case Way.APP, _:
            return AppLogin(platform, label, ours, proxy, account, attempt.force)
        case Way.FORM, SignIn(username, password):
            return Credentials(platform, username, password, label, ours, proxy, account, attempt.force)
        case _:
            return None


async def _account(unit: Unit, attempt: Attempt) -> Account | None:
    """Give the account that an attempt is for, removed or not; None for a first connection."""
    return None if attempt.account_id is None else await unit.accounts.get(attempt.account_id)


async def _label(unit: Unit, attempt: Attempt) -> str | None:
    """Name the account for the agency's list at the vendor, clipped, with the reference as its last word."""
    enrolment = await unit.enrolments.find(attempt.team_id, attempt.creator_id)
    team = await unit.teams.get(attempt.team_id)
    if enrolment is None or team is None:
        return None
    return f"{enrolment.name[:NAME_LENGTH]} ({team.title[:NAME_LENGTH]}) {reference(attempt)}"


async def _proxy(unit: Unit, attempt: Attempt, given: Given | None) -> Proxy | None:
    if attempt.proxy is None:
        chosen = given.country if isinstance(given, SignIn) else None
        return None if chosen is None else CountryProxy(chosen)
    if attempt.proxy != OWN_PROXY:
        return CountryProxy(attempt.proxy)
    own = await unit.proxies.of_team(attempt.team_id)
    return None if own is None else _custom(own)


def _custom(own: OwnProxy) -> CustomProxy:
    username = None if own.username is None else Secret(own.username)
    password = None if own.password is None else Secret(own.password)
    return CustomProxy(own.host, own.port, username, password)

"""The kinds of logins that a provider can be asked for, and what each of them is begun with.

It must not know any vendor, Telegram or the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from providers.secret import Secret


class Platform(StrEnum):
    """Where the creator has her account."""

    ONLYFANS = "onlyfans"
    FANSLY = "fansly"


@dataclass(frozen=True, slots=True)
class StoredCredentials:
    """Sign in again with what the provider has stored for its account `account`."""

    account: str


@dataclass(frozen=True, slots=True)
class CountryProxy:
    """The provider's own proxy in a country, by one of `Manifest.proxy_countries`."""

    country: str


@dataclass(frozen=True, slots=True)
class CustomProxy:
    """A proxy of the agency's; `host` is a global IP address. It is passed on and never dialled by us."""

    host: str
    port: int
    username: Secret | None = None
    password: Secret | None = None


Proxy = CountryProxy | CustomProxy


@dataclass(frozen=True, slots=True)
class Credentials:
    """A connection with her user name or e-mail address and password.

    `label` is the name under which the provider lists the account; its last word is `reference`, by which we
    find it again (`providers.references`). `account` is the provider's account that gets new credentials,
    None for a first connection. `force` connects although the provider says that it is connected already.
    """

    platform: Platform
    username: Secret
    password: Secret
    label: str
    reference: str
    proxy: Proxy | None = None
    account: str | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class AppLogin:
    """A connection through the provider's mobile app; the fields are those of Credentials."""

    platform: Platform
    label: str
    reference: str
    proxy: Proxy | None = None
    account: str | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class Hosted:
    """A first connection on a page of the provider: neither password nor code passes through us."""

    platform: Platform
    label: str
    reference: str
    proxy: CountryProxy | None = None


@dataclass(frozen=True, slots=True)
class StepUp:
    """A code for a sensitive action on the connected account `account`."""

    account: str


Login = StoredCredentials | Credentials | AppLogin | Hosted | StepUp


@dataclass(frozen=True, slots=True)
class Lost:
    """What is known of a login whose `start` was lost: it holds no secret, unlike the login.

    `account` is the provider's account that it was for, None for a first connection; `reference` the one
    that ends its label; `since` when it was begun, in seconds since the epoch.
    """

    platform: Platform
    account: str | None
    reference: str
    since: float

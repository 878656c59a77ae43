"""What a provider is, for all who only have to know of it: its names, its addresses, its form and its limits.

It must not know any vendor.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from providers.logins import Platform


class FieldKind(StrEnum):
    """What a form asks for; each has one label."""

    EMAIL = "email"
    USERNAME = "username"
    USERNAME_OR_EMAIL = "username_or_email"
    PASSWORD = "password"  # noqa: S105 - it names what is asked for, and is none  # nosec B105


@dataclass(frozen=True, slots=True)
class StartField:
    """A value of `Credentials` that a connection takes, as a form shows it.

    `name` is `username` or `password`; `kind` tells what the provider wants in it.
    """

    name: str
    kind: FieldKind


BY_EMAIL: Final = (
    StartField("username", FieldKind.EMAIL),
    StartField("password", FieldKind.PASSWORD),
)
BY_USERNAME_OR_EMAIL: Final = (
    StartField("username", FieldKind.USERNAME_OR_EMAIL),
    StartField("password", FieldKind.PASSWORD),
)
"""What the known vendors ask for."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What configuration, `check`, the connect form and the sandbox need to know of a provider.

    `checks_per_second` is half of the documented rate of a key (5 where none is documented),
    `starts_per_hour` what one key may start where that is documented. Of `link_hosts`, one that begins with a
    dot stands for a domain and all beneath it. `proxy_countries` are the two-letter countries of the
    provider's own proxies, in small letters, and `country_required` tells that one has to be chosen.
    """

    slug: str
    label: str
    platforms: tuple[Platform, ...]
    key_variable: str
    base_url_variable: str
    base_url: str
    start_fields: tuple[StartField, ...]
    link_hosts: tuple[str, ...]
    checks_per_second: float = 5.0
    starts_per_hour: int | None = None
    proxy_countries: tuple[str, ...] = ()
    country_required: bool = False
    takes_custom_proxy: bool = False
    can_force: bool = False

    @property
    def link_hosts_variable(self) -> str:
        """The environment variable that adds exact link hosts."""
        return f"{self.slug.upper()}_LINK_HOSTS"

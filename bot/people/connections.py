"""Which connections can be asked for: the platforms, ways and proxies that the providers' manifests offer.

It is pure, and knows neither chats nor the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from providers.base import CanLoginByApp, HasHostedLogin
from storage import OWN_PROXY, Way

if TYPE_CHECKING:
    from collections.abc import Mapping

    from providers.base import Provider
    from providers.logins import Platform
    from providers.manifest import Manifest

HANDLE_LENGTH = 8
NO_PREFERENCE: Final = "any"
"""Stands for the proxy that the provider chooses itself."""


@dataclass(frozen=True, slots=True)
class Target:
    """A platform at a provider, where an account may be connected."""

    provider: str
    platform: Platform

    @property
    def handle(self) -> str:
        """Give the short name by which a button means this target; a slug may be too long for it."""
        return sha256(f"{self.provider}:{self.platform}".encode()).hexdigest()[:HANDLE_LENGTH]


def targets(providers: Mapping[str, Provider], platform: Platform | None) -> tuple[Target, ...]:
    """Give where an account can be connected, on one platform if one is named."""
    return tuple(
        Target(slug, offered)
        for slug, provider in sorted(providers.items())
        if ways(provider)
        for offered in provider.manifest.platforms
        if platform in {None, offered}
    )


def ways(provider: Provider) -> tuple[Way, ...]:
    """Give the ways in which the provider connects an account; the one that tells us least comes first."""
    offered = {
        Way.HOSTED: isinstance(provider, HasHostedLogin),
        Way.FORM: bool(provider.manifest.start_fields),
        Way.APP: isinstance(provider, CanLoginByApp),
    }
    return tuple(way for way, offers in offered.items() if offers)


def proxies(manifest: Manifest, way: Way, *, has_own: bool) -> tuple[str, ...]:
    """Give the proxies to choose from: countries, the team's own one, and none in particular."""
    own = has_own and manifest.takes_custom_proxy and way is not Way.HOSTED
    free = not manifest.country_required or not manifest.proxy_countries
    return (
        *((NO_PREFERENCE,) if free else ()),
        *((OWN_PROXY,) if own else ()),
        *manifest.proxy_countries,
    )

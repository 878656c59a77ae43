"""Every provider there is, as a dict that one can read, and how one is built from its configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from providers.apifansly.adapter import ApiFansly
from providers.http import KeyHeader, ProviderClient
from providers.links import LinkHosts
from providers.onlyfansapi.adapter import OnlyFansApi
from providers.onlyfansapi_fansly.adapter import OnlyFansApiFansly
from providers.onlyfanskit.adapter import OnlyFansKit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from providers.base import Provider
    from providers.manifest import Manifest
    from providers.secret import Secret


class Adapter(Protocol):
    """What an adapter's class has to be: its manifest, its key's header, and a way to build it."""

    @property
    def manifest(self) -> Manifest:
        """What the provider is."""
        ...

    @property
    def key_header(self) -> KeyHeader:
        """The header that carries its key."""
        ...

    def __call__(self, client: ProviderClient, links: LinkHosts, /) -> Provider:
        """Build the adapter, which owns `client` from then on; sends nothing."""
        ...


ADAPTERS: Final[dict[str, Adapter]] = {
    "onlyfansapi": OnlyFansApi,
    "onlyfanskit": OnlyFansKit,
    "onlyfansapi_fansly": OnlyFansApiFansly,
    "apifansly": ApiFansly,
}


def build(slug: str, key: Secret, base_url: str | None = None, link_hosts: Iterable[str] = ()) -> Provider:
    """Build the adapter `slug`; `base_url` None means the vendor's own.

    KeyError for an unknown slug; ValueError, saying what was expected, for an unsafe URL, key or link host.
    """
    adapter = ADAPTERS[slug]
    address = base_url or adapter.manifest.base_url
    links = LinkHosts.of(adapter.manifest.link_hosts, link_hosts, address)
    return adapter(ProviderClient(slug, address, key, adapter.key_header), links)

"""Whether a link that a provider names may be shown to the creator.

A link is shown if it is https on a host that the adapter ships or the owner added, and spelt so that no
browser can read it as another host. It must not know any vendor, and it never opens a link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from providers.origins import is_loopback, read_base_url

if TYPE_CHECKING:
    from collections.abc import Iterable

_LENGTH: Final = 2048
_NAME: Final = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
_REST: Final = r"(?:[/?#][A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*)?"
_SHOWABLE: Final = re.compile(rf"https://(?P<host>{_NAME})(?::443)?{_REST}", re.ASCII)
_LOCAL: Final = re.compile(rf"http://(?P<host>(?:localhost|127\.0\.0\.1)(?::\d{{1,5}})?){_REST}", re.ASCII)
_LISTED: Final = re.compile(rf"\.?{_NAME}", re.ASCII)
# Printable, and without the backslash, which browsers read as a slash and Python does not.
_PLAIN: Final = re.compile(r"[!-\[\]-~]+", re.ASCII)
_TELLABLE: Final = re.compile(r"[a-z0-9.-]{1,253}", re.ASCII)


@dataclass(frozen=True, slots=True)
class RefusedLink:
    """A link that is not shown; `host` is its bare host, None where it has none that can be told safely."""

    host: str | None


@dataclass(frozen=True, slots=True)
class LinkHosts:
    """The hosts of one provider's links.

    `names` are exact; `families` begin with a dot and stand for a domain and all beneath it; `local` are
    `host[:port]` of this machine, which are there only for a provider that is on this machine as well.
    """

    names: frozenset[str]
    families: tuple[str, ...] = ()
    local: frozenset[str] = frozenset()

    @classmethod
    def of(cls, shipped: Iterable[str], added: Iterable[str], base_url: str) -> Self:
        """Join what the adapter ships with what the owner added.

        ValueError, saying what was expected, for an added host that cannot be one.
        """
        listed = tuple(shipped)
        extra = frozenset(host.strip().lower() for host in added)
        local = frozenset(host for host in extra if _LOCAL.fullmatch(f"http://{host}"))
        if local and not is_loopback(read_base_url(base_url).host):
            message = "a link host on this machine is allowed only for a provider on this machine"
            raise ValueError(message)
        if not all(_LISTED.fullmatch(host) and host[0] != "." for host in extra - local):
            message = "expected exact link hosts such as verify.example.com, without scheme, port or path"
            raise ValueError(message)
        names = frozenset(host for host in listed if host[0] != ".") | (extra - local)
        return cls(names, tuple(host for host in listed if host[0] == "."), local)

    def judge(self, url: str) -> str | RefusedLink:
        """Give `url` back if it may be shown, else its bare host."""
        if len(url) <= _LENGTH and self._allows(url):
            return url
        return RefusedLink(_bare_host(url))

    def _allows(self, url: str) -> bool:
        local = _LOCAL.fullmatch(url)
        if local is not None:
            return local["host"] in self.local
        shown = _SHOWABLE.fullmatch(url)
        return shown is not None and self._knows(shown["host"])

    def _knows(self, host: str) -> bool:
        if any(label.startswith("xn--") for label in host.split(".")):
            return False
        return host in self.names or f".{host}".endswith(self.families)


def _bare_host(url: str) -> str | None:
    if not _PLAIN.fullmatch(url):
        return None
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    return host if _TELLABLE.fullmatch(host) else None

"""Which addresses may be called: a base URL out of the configuration, and ids that may stand in its path.

It must not know any vendor, and it opens no connection.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Final, TypeGuard

import httpx

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_PORTS: Final = {"https": 443, "http": 80}
_EXPECTED: Final = (
    "expected a base URL such as https://api.example.com, without user name, query or fragment; "
    "plain http is allowed for localhost, 127.0.0.1 and [::1] only"
)


def is_id(value: object) -> TypeGuard[str]:
    """Tell whether `value` may stand in the path of a URL."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def is_loopback(host: str) -> bool:
    """Tell whether `host`, a name or an address without brackets, is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origin_of(url: httpx.URL) -> tuple[str, str, int | None]:
    """Give scheme, host and port, the default port filled in."""
    return url.scheme, url.host, url.port or _PORTS.get(url.scheme)


def read_base_url(text: str) -> httpx.URL:
    """Read a base URL; ValueError that says what was expected, and does not repeat `text`."""
    url = _parse(text)
    if url is None or url.userinfo or url.query or url.fragment or not url.host:
        raise ValueError(_EXPECTED)
    if url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.host)):
        raise ValueError(_EXPECTED)
    return url


def _parse(text: str) -> httpx.URL | None:
    try:
        return httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        return None

"""Which of a provider's links the page may show or embed, and the picture of one that only an app opens.

The adapter has judged a link already; this holds for what a browser makes of it. It opens none.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

import segno
from markupsafe import Markup, escape

from providers.origins import is_loopback

_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?", re.ASCII)
_APP_LINK: Final = re.compile(r"fansapiauth://[A-Za-z0-9._~/-]{1,512}", re.ASCII)
"""Browsers act on many schemes themselves, so that each app's is named here."""


def web_host(url: str | None) -> Markup | None:
    """Give the whole host of a link that may be opened, fit to be shown unclipped; None for any other."""
    parts = _web(url)
    return None if parts is None else escape(parts.hostname)


def web_origin(url: str | None) -> str | None:
    """Give the origin of a link that may be opened, as a Content-Security-Policy spells it."""
    parts = _web(url)
    if parts is None:
        return None
    port = "" if parts.port is None else f":{parts.port}"
    return f"{parts.scheme}://{parts.hostname}{port}"


def app_link(url: str | None) -> str | None:
    """Give a link back if it is one that only an app opens."""
    return url if url is not None and _APP_LINK.fullmatch(url) else None


def picture(link: str, title: str) -> Markup:
    """Draw a link as a QR picture: black on white in every colour scheme, with the quiet zone around it."""
    code = segno.make_qr(link, error="m")
    svg = code.svg_inline(omitsize=True, border=4, dark="#000", light="#fff", title=title, svgclass=None)
    return Markup(svg)  # noqa: S704 - segno escapes the title; all else is numbers  # nosec B704


def _web(url: str | None) -> SplitResult | None:
    """Read an https link, or an http one to this machine; None for any other."""
    try:
        parts = urlsplit(url or "")
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return None
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    return parts if is_safe and _HOST.fullmatch(host) and "@" not in parts.netloc else None

"""Which URLs Telegram accepts in buttons and text links, and how it spells them. Knows nothing else.

Rules and texts: tdlib/td LinkManager::check_link and parse_url.
"""

import re
from typing import NoReturn

_URL = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?:[^/?#@]*@)?(?P<host>\[[^\]]*\]|[^/?#:]*)(?::(?P<port>[^/?#]*))?(?P<rest>.*)",
    re.DOTALL,
)
_TG = re.compile(r"tg:(?://)?(?P<host>[A-Za-z0-9_-]+)/?(?P<rest>\?.*)?", re.IGNORECASE)
_MAX_PORT = 65535


class LinkError(ValueError):
    """The URL would be refused; its text is Telegram's."""


def checked_link(link: str, *, https_only: bool = False) -> str:
    """Give a URL as Telegram stores it; raises LinkError with Telegram's reason."""
    if link.lower().startswith("tg:") and not https_only:
        return _checked_tg(link)
    match = _URL.fullmatch(link.strip())
    scheme = (match["scheme"] or "http").lower() if match else ""
    if match is None or scheme not in {"http", "https"}:
        _reject("Unsupported URL protocol")
    if https_only and scheme != "https":
        _reject("Only HTTPS links are allowed")
    return _spelled(scheme, match["host"].lower(), match["port"], match["rest"])


def _reject(text: str) -> NoReturn:
    raise LinkError(text)


def _spelled(scheme: str, host: str, port: str | None, rest: str) -> str:
    if port is not None and not (port.isdigit() and 0 < int(port) <= _MAX_PORT):
        _reject("Wrong port number specified in the URL")
    if not host:
        _reject("URL host is empty")
    if "." not in host and not host.startswith("["):
        _reject("Wrong HTTP URL")
    path = rest if rest.startswith("/") else f"/{rest}"
    return f"{scheme}://{host}{f':{port}' if port else ''}{path}"


def _checked_tg(link: str) -> str:
    match = _TG.fullmatch(link)
    if match is None:
        _reject("Wrong tg URL")
    return f"tg://{match['host'].lower()}{match['rest'] or ''}"

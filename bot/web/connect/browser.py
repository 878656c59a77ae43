"""Which browser a request comes from, and whether a form of ours sent it. It knows nothing of logins.

With `Referrer-Policy: no-referrer` browsers send `Origin: null` with our own forms too (Fetch standard,
"append a request Origin header"), so that the origin alone proves nothing. `Sec-Fetch-Site`, which no page
can set, does; where a browser sends none, the origin has to be ours. After the first form a second proof is
asked for: a text that only a page shown to the bound browser holds.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Self

from providers.origins import read_base_url
from providers.secret import Secret

if TYPE_CHECKING:
    from starlette.datastructures import Headers
    from starlette.requests import Request
    from starlette.responses import Response

RANDOM_BYTES: Final = 32
_RANDOM: Final = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def is_random(text: str) -> bool:
    """Tell whether a text looks like one of our random ones: a link's token or a browser's cookie."""
    return _RANDOM.fullmatch(text) is not None


def new_browser() -> Secret:
    """Make up the value by which a browser is known."""
    return Secret(secrets.token_urlsafe(RANDOM_BYTES))


def proof(browser: Secret, token: Secret) -> str:
    """Give the text in a form that proves that it was shown to this browser on this link's page."""
    return hmac.new(browser.reveal().encode(), token.reveal().encode(), sha256).hexdigest()


def is_proven(given: Secret | None, browser: Secret | None, token: Secret) -> bool:
    """Tell whether a form brings its proof."""
    if given is None or browser is None:
        return False
    return hmac.compare_digest(given.reveal().encode(), proof(browser, token).encode())


@dataclass(frozen=True, slots=True)
class Browsers:
    """The browsers of the site at `origin`."""

    origin: str

    @classmethod
    def at(cls, public_url: str) -> Self:
        """Know the site by its public address."""
        url = read_base_url(public_url)
        return cls(f"{url.scheme}://{url.netloc.decode('ascii')}")

    @property
    def cookie(self) -> str:
        """The cookie's name, which over https makes browsers keep it to exactly this host."""
        return "__Host-codebell" if self._is_secure else "codebell"

    @property
    def _is_secure(self) -> bool:
        return self.origin.startswith("https:")

    def of(self, request: Request) -> Secret | None:
        """Give the value that the browser is known by; None for a new one."""
        value = request.cookies.get(self.cookie)
        return Secret(value) if value is not None and is_random(value) else None

    def remember(self, response: Response, browser: Secret) -> None:
        """Have the browser bring its value until it is closed."""
        response.set_cookie(
            self.cookie,
            browser.reveal(),
            path="/",
            secure=self._is_secure,
            httponly=True,
            samesite="strict",
        )

    def sent_from_here(self, headers: Headers) -> bool:
        """Tell whether a form was sent by a page of ours."""
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if site is None:
            return origin == self.origin
        return site == "same-origin" and origin in {None, "null", self.origin}

"""The one way out to a provider: a client of a single origin that turns every failure into the error tree.

It must not know any vendor's fields, and nothing that it carries reaches a log or an error.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import httpx
import structlog

from providers.answers import Answer, Content, Expected, judge
from providers.errors import NoAnswer, NotSent, ProviderError
from providers.origins import is_id, origin_of, read_base_url
from providers.secret import Secret
from providers.tls import trusted_authorities

if TYPE_CHECKING:
    from collections.abc import Mapping

CALL_SECONDS: Final = 10.0
START_SECONDS: Final = 30.0
CONNECT_SECONDS: Final = 5.0
IDLE_SECONDS: Final = 4.0
"""How long a connection is kept that nothing is sent through.

Many servers (Node's, uvicorn) close theirs after 5 s, and whether a code that met the closing has arrived
nobody knows.
"""
LIMITS: Final = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=IDLE_SECONDS)
BODY_BYTES: Final = 256 * 1024
LIST_BYTES: Final = 8 * 1024 * 1024
"""A list of accounts may carry some kilobytes of the platform's data for each, and cannot be had in parts."""

_NEVER_LEFT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.LocalProtocolError)
_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class KeyHeader:
    """The header in which a vendor wants its key."""

    name: str = "Authorization"
    prefix: str = "Bearer "


@dataclass(frozen=True, slots=True)
class Request:
    """One call: the template of its path, the ids that fill it, and what may be answered.

    A `Secret` in `body` is revealed only while the bytes are written. `limit` is in seconds, for all of it;
    `most_bytes` is how long the answer may be.
    """

    method: str
    route: str
    ids: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Mapping[str, object] | None = field(default=None, repr=False)
    limit: float = CALL_SECONDS
    expected: Expected = field(default_factory=Expected)
    most_bytes: int = BODY_BYTES

    def path(self) -> str:
        """Fill the ids in; the caller has checked them with `is_id`."""
        return self.route.format_map(self.ids)


class PinnedTransport(httpx.AsyncBaseTransport):
    """Adds the key to a request for its own origin, refuses every other, and keeps no cookies."""

    def __init__(self, origin: httpx.URL, header: KeyHeader, key: Secret) -> None:
        """Pin to the scheme, host and port of `origin`; sends nothing."""
        self._origin = origin_of(origin)
        self._header = header
        self._key = key
        self._inner = httpx.AsyncHTTPTransport(verify=trusted_authorities(), trust_env=False, limits=LIMITS)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it; httpx.LocalProtocolError for a request to another origin, which is not sent."""
        if origin_of(request.url) != self._origin:
            message = "the request is not for the configured provider"
            raise httpx.LocalProtocolError(message)
        request.headers[self._header.name] = self._header.prefix + self._key.reveal()
        response = await self._inner.handle_async_request(request)
        response.headers.pop("set-cookie", None)
        return response

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


class ProviderClient:
    """Calls one provider with one key. Building it sends nothing; `aclose` it when done."""

    def __init__(self, slug: str, base_url: str, key: Secret, header: KeyHeader | None = None) -> None:
        """Take the base URL and the key from configuration.

        ValueError, saying what was expected, for an unsafe URL or a key that no header can carry.
        """
        if not _fits_a_header(key):
            message = "the API key must be printable ASCII without spaces"
            raise ValueError(message)
        self._slug = slug
        self._base = read_base_url(base_url)
        self._http = httpx.AsyncClient(
            transport=PinnedTransport(self._base, header or KeyHeader(), key),
            trust_env=False,
            follow_redirects=False,
            headers={"accept": "application/json", "accept-encoding": "identity", "user-agent": "codebell"},
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    def page(self, route: str, ids: Mapping[str, str]) -> str:
        """Give the address of a page of the provider, for a browser; sends nothing.

        ValueError for an id that may not stand in a path.
        """
        if not all(is_id(value) for value in ids.values()):
            message = "no id that may stand in a path"
            raise ValueError(message)
        return str(self._address(route.format_map(ids)))

    async def call(self, request: Request) -> Answer:
        """Make one call, once; a 2xx or a 4xx that decides is an `Answer`, everything else a ProviderError.

        The error is raised outside any handler and away from the bytes, so that neither its chain nor the
        locals of its traceback hold a request, an answer, the key or a code.
        """
        began = time.monotonic()
        outcome = await self._outcome(request)
        self._record(request, outcome, time.monotonic() - began)
        if isinstance(outcome, ProviderError):
            raise outcome
        return outcome

    async def _outcome(self, request: Request) -> Answer | ProviderError:
        if not all(is_id(value) for value in request.ids.values()):
            return NotSent()
        try:
            async with asyncio.timeout(request.limit):
                content = await self._exchange(request)
        except _NEVER_LEFT:
            return NotSent()
        except (TimeoutError, httpx.HTTPError, OSError):
            return NoAnswer()
        return judge(content, request.expected, time.time())

    async def _exchange(self, request: Request) -> Content:
        """Send, and read as much as the answer may be long."""
        sent = self._http.build_request(
            request.method,
            self._address(request.path()),
            content=_encode(request.body),
            headers=None if request.body is None else {"content-type": "application/json"},
            timeout=httpx.Timeout(request.limit, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS),
        )
        response = await self._http.send(sent, stream=True)
        try:
            return Content(response.status_code, response.headers, await _read(response, request.most_bytes))
        finally:
            await response.aclose()

    def _address(self, path: str) -> httpx.URL:
        return self._base.copy_with(path=self._base.path.rstrip("/") + path)

    def _record(self, request: Request, outcome: Answer | ProviderError, seconds: float) -> None:
        """Log what may be known of a call and nothing else: the template of the path, never the path."""
        _log.info(
            "provider_call",
            provider=self._slug,
            method=request.method,
            route=request.route,
            status=outcome.status,
            outcome=type(outcome).__name__,
            milliseconds=round(seconds * 1000),
        )


async def _read(response: httpx.Response, most_bytes: int) -> bytes | None:
    """Read the body; None for one that is too large, or compressed although nobody asked for that."""
    if response.headers.get("content-encoding", "identity") != "identity":
        return None
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > most_bytes:
            return None
    return bytes(content)


def _encode(body: Mapping[str, object] | None) -> bytes | None:
    return None if body is None else json.dumps(body, default=_reveal).encode()


def _reveal(value: Any) -> str:  # noqa: ANN401 - json hands over whatever it does not know
    if isinstance(value, Secret):
        return value.reveal()
    message = f"a {type(value).__name__} cannot be sent"
    raise TypeError(message)


def _fits_a_header(key: Secret) -> bool:
    return bool(len(key)) and all("!" <= character <= "~" for character in key.reveal())

"""A machine between the bot and a provider, which alters what the provider says; and one that is a trap."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
from starlette.applications import Starlette
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.serving import serve_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request

METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"]


def unaltered(body: Any) -> Any:  # noqa: ANN401 - JSON
    """Give what the provider says."""
    return body


@dataclass
class Middle:
    """Passes requests on to `behind`; `alter` changes answers, `away` sends requests elsewhere.

    Of the methods that are `busy` it keeps the requests, and says that there were too many.
    """

    behind: str
    alter: Callable[[Any], Any] = unaltered
    away: str | None = None
    busy: frozenset[str] = frozenset()
    served: int = 0
    bodies: list[Any] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        self.served += 1
        if self.away is not None:
            return RedirectResponse(self.away + request.url.path, status_code=307)
        if request.method in self.busy:
            return JSONResponse({"status": 429, "retryable": True, "retryAfterSec": 1}, status_code=429)
        headers = {name: value for name, value in request.headers.items() if name != "host"}
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.request(
                request.method,
                self.behind + request.url.path,
                params=request.query_params,
                headers=headers,
                content=await request.body(),
            )
        body = answer.json() if answer.content else None
        self.bodies.append(body)
        return JSONResponse(self.alter(body), status_code=answer.status_code)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Serve it; gives its base URL."""
        app = Starlette(routes=[Route("/{path:path}", self.answer, methods=METHODS)])
        async with serve_app(app) as base_url:
            yield base_url


@dataclass
class Trap:
    """Counts who connects to it, and keeps what they bring."""

    url: str = ""
    brought: list[bytes] = field(default_factory=list)

    @asynccontextmanager
    async def set_up(self) -> AsyncIterator[Trap]:
        """Listen on a port of its own."""
        server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server:
            yield self

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.brought.append(await reader.read(4096))
        writer.write(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        writer.close()


def with_strings(body: Any, change: Callable[[str, str], str], path: str = "") -> Any:  # noqa: ANN401 - JSON
    """Give `body` with each string changed, by its path and itself."""
    if isinstance(body, dict):
        return {name: with_strings(value, change, f"{path}.{name}") for name, value in body.items()}
    if isinstance(body, list):
        return [with_strings(value, change, f"{path}[]") for value in body]
    return change(path, body) if isinstance(body, str) else body


def string_paths(bodies: list[Any]) -> list[str]:
    """Name every place in which an answer has a string."""
    found: dict[str, None] = {}

    def note(path: str, value: str) -> str:
        found[path] = None
        return value

    for body in bodies:
        with_strings(body, note)
    return list(found)

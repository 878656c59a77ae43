"""A server that answers every request with what a test tells it, and remembers what came."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as bytes; one that is not `whole` stops after them and leaves the connection open."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    whole: bool = True


def json_reply(value: Any, status: int = 200, **headers: str) -> Reply:  # noqa: ANN401 - JSON
    """Give an answer of JSON; underscores in names of headers become hyphens."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Reply(json.dumps(value).encode(), status, {"content-type": "application/json", **named})


@dataclass(frozen=True, slots=True)
class Came:
    """A request that came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Vendor:
    """The ASGI app; its replies are used in turn and the last one stays."""

    def __init__(self) -> None:
        """Answer 404 until told otherwise."""
        self.came: list[Came] = []
        self.replies: list[Reply] = [json_reply({}, 404)]

    def answer(self, *replies: Reply) -> None:
        """Answer with these from here on, and forget what came."""
        self.came.clear()
        self.replies = list(replies)

    def writes(self) -> list[Came]:
        """Give the requests that were no mere reads."""
        return [came for came in self.came if came.method != "GET"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        body = await request.body()
        self.came.append(Came(request.method, request.url.path, dict(request.headers), body))
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if reply.whole:
            await Response(reply.body, reply.status, reply.headers)(scope, receive, send)
        else:
            await _stop_midway(reply, receive, send)


async def _stop_midway(reply: Reply, receive: Receive, send: Send) -> None:
    """Send the beginning of an answer, and wait until the client has left."""
    headers = [(name.encode(), text.encode()) for name, text in reply.headers.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body, "more_body": True})
    while (await receive())["type"] != "http.disconnect":
        pass

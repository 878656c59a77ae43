"""Answers that are broken on the wire, whoever the vendor is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from sandbox.vendor.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Receive, Scope, Send

HUGE_BYTES: Final = 1024 * 1024
DRIP_SECONDS: Final = 0.02


class Hanging(Response):
    """Never answers; ends when the client leaves or the simulator closes."""

    def __init__(self, closing: asyncio.Event) -> None:
        """Wait for `closing` at the latest."""
        super().__init__()
        self._closing = closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        """Wait."""
        leaving = asyncio.ensure_future(_disconnect(receive))
        closing = asyncio.ensure_future(self._closing.wait())
        _, pending = await asyncio.wait({leaving, closing}, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


class Broken(Response):
    """Promises more bytes than it sends, so that the server breaks the connection off."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        """Send the beginning of an answer."""
        headers = [(b"content-type", b"application/json"), (b"content-length", b"100")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


class Dripping(Response):
    """Sends a space now and then for as long as the client listens."""

    def __init__(self, closing: asyncio.Event) -> None:
        """Stop at `closing` at the latest."""
        super().__init__()
        self._closing = closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        """Drip."""
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-type", b"application/json")],
            }
        )
        leaving = asyncio.ensure_future(_disconnect(receive))
        while not (leaving.done() or self._closing.is_set()):
            await send({"type": "http.response.body", "body": b" ", "more_body": True})
            await asyncio.wait({leaving}, timeout=DRIP_SECONDS)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)


def broken(fault: Fault, target: str, closing: asyncio.Event) -> Response:
    """Give the answer that a fault is; not for CREDENTIALS, where each vendor has words of its own."""
    made: dict[Fault, Callable[[], Response]] = {
        Fault.HTML: lambda: HTMLResponse("<html><body>Bad gateway</body></html>", 200),
        Fault.GARBAGE: lambda: Response(b'{"attempt_id": \xff\x00[[', media_type="application/json"),
        Fault.ARRAY: lambda: JSONResponse(["pending"]),
        Fault.HUGE: lambda: JSONResponse({"state": "pending", "filler": "x" * HUGE_BYTES}),
        Fault.HANG: lambda: Hanging(closing),
        Fault.DRIP: lambda: Dripping(closing),
        Fault.EMPTY: lambda: Response(status_code=204),
        Fault.REDIRECT: lambda: RedirectResponse(target),
        Fault.LOST: Broken,
    }
    return made[fault]()


async def _disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass

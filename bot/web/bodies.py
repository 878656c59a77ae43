"""Reads a request's body within limits; what is beyond them is refused. It looks into none."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from starlette.requests import ClientDisconnect

if TYPE_CHECKING:
    from starlette.requests import Request

BODY_SECONDS: Final = 5.0


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """A request that is answered with `status` and nothing else."""

    def __init__(self, status: int) -> None:
        """Name the HTTP status."""
        super().__init__()
        self.status = status


async def read_body(request: Request, limit: int) -> bytes:
    """Read the body; Refused if it is longer than `limit` bytes or takes longer than BODY_SECONDS."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise Refused(413)
    except (TimeoutError, ClientDisconnect):
        raise Refused(408) from None
    return bytes(body)

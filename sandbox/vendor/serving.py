"""Serves a simulator's app on a port of this machine; it knows no vendor."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from sandbox.serving import serve_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp

    from sandbox.vendor.simulator import Vendor


@contextlib.asynccontextmanager
async def serving(simulator: Vendor[Any, Any], app: ASGIApp, port: int = 0) -> AsyncIterator[str]:
    """Serve `app` on 127.0.0.1 and give its base URL, which `simulator` knows too; port 0 is a free one."""
    async with serve_app(app, port) as base_url:
        simulator.base_url = base_url
        try:
            yield base_url
        finally:
            simulator.close()

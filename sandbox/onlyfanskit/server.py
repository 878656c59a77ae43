"""Serves a simulator on a port of this machine."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sandbox.onlyfanskit.app import app
from sandbox.serving import serve_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sandbox.onlyfanskit.simulator import Simulator


@contextlib.asynccontextmanager
async def serve(simulator: Simulator, port: int = 0) -> AsyncIterator[str]:
    """Serve `simulator` on 127.0.0.1 and give its base URL, which it knows too; port 0 takes a free one."""
    async with serve_app(app(simulator), port) as base_url:
        simulator.base_url = base_url
        try:
            yield base_url
        finally:
            simulator.close()

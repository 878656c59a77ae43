"""Serves a simulator on a free port of this machine."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING

import uvicorn

from sandbox.onlyfanskit.app import app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from sandbox.onlyfanskit.simulator import Simulator


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process, which may run several servers."""
        yield


@contextlib.asynccontextmanager
async def serve(simulator: Simulator, port: int = 0) -> AsyncIterator[str]:
    """Serve `simulator` on 127.0.0.1 and give its base URL, which it knows too; port 0 takes a free one."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        simulator.base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        # uvicorn's log is off: connections are broken on purpose here, and it would report each.
        config = uvicorn.Config(
            app(simulator), log_config=None, log_level=100, access_log=False, lifespan="off"
        )
        server = _Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield simulator.base_url
        finally:
            simulator.close()
            server.should_exit = True
            await serving

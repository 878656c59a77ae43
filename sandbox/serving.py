"""Serves an ASGI app on this machine, beside others in one event loop; it knows nothing of the app."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING, Any, Final

import uvicorn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


IDLE_SECONDS: Final = 75
"""How long a connection is kept that nothing comes through: as nginx does, and longer than any client."""


class _Server(uvicorn.Server):
    """A uvicorn that leaves signals to whoever runs it, and sleeps until it is stopped."""

    def __init__(self, config: uvicorn.Config) -> None:
        """Begin unstopped."""
        super().__init__(config)
        self.stopped = asyncio.Event()

    async def main_loop(self) -> None:
        """Serve until stopped, without looking ten times a second."""
        await self.stopped.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End without uvicorn's pause; requests under way have a second, the socket is the caller's."""
        del sockets
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if self.server_state.tasks:
            _, late = await asyncio.wait(self.server_state.tasks, timeout=1)
            for task in late:
                task.cancel()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@contextlib.asynccontextmanager
async def serve_app(app: Any, port: int = 0) -> AsyncIterator[str]:  # noqa: ANN401 - uvicorn types apps so
    """Serve `app` on 127.0.0.1 and give its base URL; port 0 takes a free one. Its log is off."""
    with socket.create_server(("127.0.0.1", port), backlog=256) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else each answer waits 40 ms
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="critical",
            access_log=False,
            lifespan="off",
            timeout_keep_alive=IDLE_SECONDS,
        )
        server = _Server(config)
        serving = asyncio.create_task(server.serve([listener]))
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.stopped.set()
            await serving

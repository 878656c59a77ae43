"""One HTTP server: started from code, stopped by its owner, and deaf to signals and to WEB_CONCURRENCY."""

from __future__ import annotations

import asyncio
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import uvicorn

from bot.refusals import PortInUseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp

EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - a dyno's router comes from outside  # nosec B104
AT_ONCE: Final = 256
BACKLOG: Final = 512


class _Server(uvicorn.Server):
    """uvicorn without its signal handling, which raises SIGTERM again before anything else can be stopped."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


class WebServer:
    """Serves `app` from `start` to `stop`."""

    def __init__(self, app: ASGIApp, port: int, host: str = EVERYWHERE) -> None:
        """Take what to serve and where; port 0 lets the system choose. Listens to nothing yet."""
        self._address = (host, port)
        self._config = uvicorn.Config(
            app,
            workers=1,
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=AT_ONCE,
            backlog=BACKLOG,
        )
        self._server = _Server(self._config)
        self._task: asyncio.Task[None] | None = None
        self.port = port
        """The port that is listened on, once `start` has returned."""

    async def start(self) -> None:
        """Return once connections are accepted; PortInUseError if they cannot be."""
        try:
            listener = socket.create_server(self._address, backlog=BACKLOG)
        except OSError as error:
            message = f"port {self._address[1]} cannot be listened on: {error.strerror}"
            raise PortInUseError(message) from None
        listener.setsockopt(
            socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
        )  # a listener of ours gets none from asyncio
        self.port = listener.getsockname()[1]
        self._task = asyncio.create_task(self._server.serve([listener]), name="web server")
        listens = asyncio.create_task(self._server.listens.wait(), name="web server listens")
        await asyncio.wait((listens, self._task), return_when=asyncio.FIRST_COMPLETED)
        listens.cancel()
        if self._task.done():
            await self._task

    async def stop(self, seconds: float) -> None:
        """Accept nothing more, let requests under way finish within `seconds`, then cut them off."""
        if self._task is None:
            return
        self._config.timeout_graceful_shutdown = max(1, round(seconds))
        self._server.should_exit = True
        await self._task

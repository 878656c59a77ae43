"""The server's life: it listens when it says so, and lets go of nobody in the middle."""

from __future__ import annotations

import asyncio
import signal
import socket
from typing import TYPE_CHECKING

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.refusals import PortInUseError
from bot.web.server import WebServer
from bot.web.site import build_site, status_routes
from tests.bot.web.telegram_stub import until

if TYPE_CHECKING:
    from starlette.requests import Request

HERE = "127.0.0.1"


class Slow:
    """A page that answers when it is told to."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self.entered = asyncio.Event()
        self.go_on = asyncio.Event()
        self.was_cut_off = False

    async def __call__(self, _request: Request) -> Response:
        self.entered.set()
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.was_cut_off = True
            raise
        return PlainTextResponse("done")

    def site(self) -> Starlette:
        async def page(request: Request) -> Response:
            return await self(request)

        return Starlette(routes=[Route("/", page)])


async def test_it_listens_once_it_has_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", "4")
    handlers = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    server = WebServer(build_site(status_routes({})), 0, HERE)
    await server.start()
    assert handlers == [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    async with httpx.AsyncClient() as client:
        response = await client.get(f"http://{HERE}:{server.port}/healthz")
    assert response.status_code == 200
    assert "server" not in response.headers
    await server.stop(1)
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(f"http://{HERE}:{server.port}/healthz")


async def test_a_taken_port_is_told_in_a_sentence() -> None:
    first = WebServer(build_site([]), 0, HERE)
    await first.start()
    with pytest.raises(PortInUseError, match=f"port {first.port} cannot be listened on"):
        await WebServer(build_site([]), first.port, HERE).start()
    await first.stop(1)


async def test_stopping_lets_a_request_under_way_finish() -> None:
    slow = Slow()
    server = WebServer(slow.site(), 0, HERE)
    await server.start()
    async with httpx.AsyncClient() as client:
        asking = asyncio.create_task(client.get(f"http://{HERE}:{server.port}/"))
        await slow.entered.wait()
        stopping = asyncio.create_task(server.stop(5))
        await until(lambda: _is_closed(server.port))
        slow.go_on.set()
        assert (await asking).text == "done"
        await stopping


async def test_stopping_cuts_off_what_takes_too_long() -> None:
    slow = Slow()
    server = WebServer(slow.site(), 0, HERE)
    await server.start()
    async with httpx.AsyncClient() as client:
        asking = asyncio.create_task(client.get(f"http://{HERE}:{server.port}/"))
        await slow.entered.wait()
        await server.stop(1)
        await until(lambda: slow.was_cut_off)
        await asyncio.gather(asking, return_exceptions=True)


async def test_stopping_what_never_started_is_nothing() -> None:
    await WebServer(build_site([]), 0, HERE).stop(1)


def _is_closed(port: int) -> bool:

    with socket.socket() as probe:
        return probe.connect_ex((HERE, port)) != 0

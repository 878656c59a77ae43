"""The client that speaks to one origin: where the key goes, what is cut off, and what stays silent."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
import traceback
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import httpx
import pytest
import structlog
from starlette.requests import Request as Received
from starlette.responses import JSONResponse

from providers.errors import NoAnswer, NotSent, ProviderError, Unreadable
from providers.http import KeyHeader, PinnedTransport, ProviderClient, Request
from providers.secret import Secret
from sandbox.onlyfanskit import Fault, Simulator, serve
from sandbox.serving import serve_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Receive, Scope, Send

ME = Request("GET", "/v1/me")
PUT = Request("PUT", "/v1/connect/login/{attempt_id}", {"attempt_id": "att_1"}, {"code": Secret("739251")})
SHORT = 0.3
"""A limit for what is never answered, in seconds."""
IDLE = 4.5
"""Seconds without a request after which many servers are about to close a connection; they do at 5."""


@pytest.fixture
async def client(simulator: Simulator) -> AsyncIterator[ProviderClient]:
    """Give a client of the simulator."""
    async with _client(simulator.base_url, simulator.key) as made:
        yield made


@pytest.mark.parametrize(
    "address",
    [
        "http://api.onlyfanskit.dev",
        "http://127.0.0.1.evil.example",
        "http://10.0.0.1",
        "https://",
        "https://user:secret@api.onlyfanskit.dev",
        "https://api.onlyfanskit.dev?key=1",
        "https://api.onlyfanskit.dev#x",
        "ftp://127.0.0.1",
        "api.onlyfanskit.dev",
        "https://[::1",
        "https://api.onlyfanskit.dev:port",
        "",
        "\x00",
    ],
)
def test_an_unsafe_base_url_is_refused_with_what_was_expected(address: str) -> None:
    with pytest.raises(ValueError, match="expected a base URL such as https://"):
        ProviderClient("vendor", address, Secret("key"))


@pytest.mark.parametrize(
    "address",
    ["https://api.onlyfanskit.dev", "http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:1/v"],
)
async def test_https_and_this_machine_are_accepted(address: str) -> None:
    await ProviderClient("vendor", address, Secret("key")).aclose()


@pytest.mark.parametrize("key", ["", "a b", "a\r\nx: y", "ключ"])
def test_a_key_that_no_header_can_carry_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII") as caught:
        ProviderClient("vendor", "https://api.onlyfanskit.dev", Secret(key))
    assert not key or key not in str(caught.value)


@pytest.mark.parametrize("other", ["http://127.0.0.1:2", "https://127.0.0.1:1", "http://localhost:1"])
async def test_the_key_is_not_added_for_another_scheme_host_or_port(other: str) -> None:
    transport = PinnedTransport(httpx.URL("http://127.0.0.1:1"), KeyHeader(), Secret("key"))
    request = httpx.Request("GET", other)
    with pytest.raises(httpx.LocalProtocolError):
        await transport.handle_async_request(request)
    await transport.aclose()
    assert "authorization" not in request.headers


async def test_a_redirect_is_not_followed(client: ProviderClient, simulator: Simulator) -> None:
    stranger = Simulator()
    async with serve(stranger):
        simulator.fail_next(Fault.REDIRECT, target=f"{stranger.base_url}/v1/me")
        with pytest.raises(Unreadable):
            await client.call(ME)
    assert stranger.requests == []


async def test_a_proxy_variable_is_ignored(
    client: ProviderClient, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setitem(os.environ, name, "http://127.0.0.1:1")
    async with _client(simulator.base_url, simulator.key) as made:
        assert (await made.call(ME)).ok
    assert (await client.call(ME)).ok


async def test_a_key_header_of_another_name_is_used() -> None:
    seen = asyncio.Queue[str]()
    async with _raw(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nset-cookie: a=b\r\n\r\n{}", seen) as address:
        client = ProviderClient("vendor", address, Secret("k1"), KeyHeader("x-api-key", ""))
        await client.call(ME)
        await client.call(ME)
        await client.aclose()
    first, second = await seen.get(), await seen.get()
    assert "x-api-key: k1" in first
    assert "cookie" not in second


@pytest.mark.parametrize(("idle", "connections"), [(0.0, 1), (IDLE, 2)])
async def test_a_connection_is_used_again_until_the_other_side_may_be_closing_it(
    monkeypatch: pytest.MonkeyPatch, idle: float, connections: int
) -> None:
    async def port(scope: Scope, receive: Receive, send: Send) -> None:
        request = Received(scope, receive)
        assert request.client is not None
        await JSONResponse({"port": request.client.port})(scope, receive, send)

    async with serve_app(port) as address, _client(address, "key") as made:
        first = (await made.call(ME)).body["port"]
        later = SimpleNamespace(monotonic=lambda: time.monotonic() + idle)
        monkeypatch.setattr("httpcore._async.http11.time", later)
        second = (await made.call(ME)).body["port"]
    assert len({first, second}) == connections


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.DRIP])
async def test_silence_and_a_slow_drip_end_at_the_limit(
    client: ProviderClient, simulator: Simulator, fault: Fault
) -> None:
    simulator.fail_next(fault)
    with pytest.raises(NoAnswer):
        async with asyncio.timeout(5):
            await client.call(replace(ME, limit=SHORT))


async def test_a_drip_of_headers_ends_at_the_limit() -> None:
    async with _raw(b"HTTP/1.1 200 OK\r\n", None) as address:
        client = ProviderClient("vendor", address, Secret("key"))
        with pytest.raises(NoAnswer):
            async with asyncio.timeout(5):
                await client.call(replace(ME, limit=SHORT))
        await client.aclose()


async def test_a_huge_body_is_cut_off(client: ProviderClient, simulator: Simulator) -> None:
    simulator.fail_next(Fault.HUGE)
    with pytest.raises(Unreadable):
        await client.call(ME)


async def test_a_call_that_is_cancelled_stays_cancelled(client: ProviderClient, simulator: Simulator) -> None:
    simulator.fail_next(Fault.HANG)
    call = asyncio.create_task(client.call(Request("GET", "/v1/me")))
    await simulator.wait_for(lambda: simulator.requests)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call


@pytest.mark.parametrize("value", ["", "../me", "a/b", "a?b", "a" * 65, "é", "a\n", "a.b"])
async def test_what_is_no_id_never_stands_in_a_path(
    client: ProviderClient, simulator: Simulator, value: str
) -> None:
    with pytest.raises(NotSent):
        await client.call(Request("GET", "/v1/connect/login/{attempt_id}", {"attempt_id": value}))
    assert simulator.requests == []


async def test_a_page_is_built_of_the_configured_address_and_ids_alone() -> None:
    for base_url in ("https://app.example.com/v1", "https://app.example.com/v1/"):
        client = ProviderClient("vendor", base_url, Secret("key"))
        assert client.page("/embed/{token}", {"token": "cs_1"}) == "https://app.example.com/v1/embed/cs_1"
        for token in ("", "../x", "a/b", "a?b", "@evil.example"):
            with pytest.raises(ValueError, match="no id"):
                client.page("/embed/{token}", {"token": token})
        await client.aclose()


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.LOST, Fault.HTML, Fault.HUGE, Fault.REDIRECT, 500, 429])
async def test_no_error_holds_the_request(
    client: ProviderClient, simulator: Simulator, fault: Fault | int
) -> None:
    simulator.fail_next(fault, target="http://127.0.0.1:1")
    if fault is Fault.LOST:
        simulator.begin(simulator.accounts["acct_sms"])
    with pytest.raises(ProviderError) as caught:
        await client.call(replace(PUT, limit=SHORT))
    error = caught.value
    assert (error.__cause__, error.__context__) == (None, None)
    told = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    for secret in ("739251", simulator.key):
        assert secret not in told
    assert "739251" in str(simulator.requests[-1].body)


async def test_the_log_tells_the_route_and_nothing_of_the_call(client: ProviderClient) -> None:
    with structlog.testing.capture_logs() as lines:
        assert (await client.call(PUT)).status == 404
    (line,) = lines
    assert line.pop("milliseconds") >= 0
    assert line == {
        "event": "provider_call",
        "log_level": "info",
        "provider": "onlyfanskit",
        "method": "PUT",
        "route": "/v1/connect/login/{attempt_id}",
        "status": 404,
        "outcome": "Answer",
    }


@contextlib.asynccontextmanager
async def _client(base_url: str, key: str) -> AsyncIterator[ProviderClient]:
    client = ProviderClient("onlyfanskit", base_url, Secret(key))
    yield client
    await client.aclose()


@contextlib.asynccontextmanager
async def _raw(answer: bytes, seen: asyncio.Queue[str] | None) -> AsyncIterator[str]:
    """Serve bytes; with no queue for the requests, more headers follow until the client leaves."""

    async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                writer.write(answer)
                if seen is not None:
                    seen.put_nowait(request.decode().lower())
                while seen is None and not reader.at_eof():
                    writer.write(b"x-drip: 1\r\n")
                    await writer.drain()
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(reader.read(1), 0.02)
        writer.close()

    server = await asyncio.start_server(serve_one, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

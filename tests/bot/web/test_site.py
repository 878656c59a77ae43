"""What the process answers over HTTP."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from structlog.testing import capture_logs

from bot.web.site import BODY_BYTES, build_site, metrics_route, status_routes, telegram_route
from providers.secret import Secret
from storage import StorageUnavailable
from tests.bot.web.telegram_stub import message

if TYPE_CHECKING:
    from bot.web.delivery import Handle

SECRET = "s3cret-of-the-webhook"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


class Handler:
    """Keeps what it is given, and fails as told."""

    def __init__(self, failure: Exception | None = None) -> None:
        """Raise `failure` at each update, if there is one."""
        self.updates: list[dict[str, Any]] = []
        self.failure = failure

    async def __call__(self, update: dict[str, Any]) -> None:
        self.updates.append(update)
        if self.failure is not None:
            raise self.failure


async def post(
    handle: Handle, content: bytes, headers: dict[str, str] | None = None, *, seconds: float = 5.0
) -> httpx.Response:
    site = build_site([telegram_route(handle, Secret(SECRET), seconds)])
    transport = httpx.ASGITransport(site)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        return await client.post(
            "/telegram", content=content, headers=HEADERS if headers is None else headers
        )


async def get(path: str, headers: dict[str, str] | None = None, **ready: bool) -> httpx.Response:
    routes = status_routes({name: partial(bool, is_so) for name, is_so in ready.items()})
    site = build_site([*routes, metrics_route(Secret("metrics-metrics-metrics"))])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url="http://bot") as client:
        return await client.get(path, headers=headers)


async def test_an_update_is_confirmed_once_it_is_handled() -> None:
    handler = Handler()
    response = await post(handler, json.dumps(message(7)).encode())
    assert response.status_code == 200
    assert handler.updates == [message(7)]


@pytest.mark.parametrize(
    "given", [{}, {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}, {"X-Telegram-Bot-Api-Secret-Token": ""}]
)
async def test_whoever_lacks_the_secret_is_refused(given: dict[str, str]) -> None:
    handler = Handler()
    response = await post(handler, json.dumps(message(7)).encode(), given)
    assert response.status_code == 403
    assert handler.updates == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"7", b"{}", b'{"update_id": "7"}', b"\xff", b"[" * 100_000]
)
async def test_what_is_no_update_is_a_bad_request(body: bytes) -> None:
    handler = Handler()
    assert (await post(handler, body)).status_code == 400
    assert handler.updates == []


async def test_an_address_with_a_slash_too_many_is_unknown_and_not_redirected() -> None:
    transport = httpx.ASGITransport(build_site(status_routes({})))
    async with httpx.AsyncClient(transport=transport, base_url="https://elsewhere.example") as client:
        answer = await client.get("/healthz/")
    assert (answer.status_code, answer.headers.get("location")) == (404, None)


async def test_a_body_over_the_limit_is_refused() -> None:
    handler = Handler()
    assert (await post(handler, b" " * (BODY_BYTES + 1))).status_code == 413
    assert handler.updates == []


async def test_an_update_comes_again_when_the_database_is_away() -> None:
    handler = Handler(StorageUnavailable("away"))
    assert (await post(handler, json.dumps(message(7)).encode())).status_code == 503


async def test_an_update_comes_again_when_it_took_too_long() -> None:
    cancelled = asyncio.Event()

    async def never(_update: dict[str, Any]) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    assert (await post(never, json.dumps(message(7)).encode(), seconds=0.01)).status_code == 503
    assert cancelled.is_set()


async def test_an_update_that_cannot_be_handled_is_logged_by_its_id_and_confirmed() -> None:
    with capture_logs() as logs:
        response = await post(Handler(ValueError("canary")), json.dumps(message(7, text="canary")).encode())
    assert response.status_code == 200
    assert [(each["event"], each["update_id"]) for each in logs] == [("update_failed", 7)]
    assert "canary" not in str([{name: each[name] for name in each if name != "exc_info"} for each in logs])


async def test_only_posts_are_taken() -> None:
    site = build_site([telegram_route(Handler(), Secret(SECRET))])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url="http://bot") as client:
        assert (await client.get("/telegram", headers=HEADERS)).status_code == 405
        assert (await client.get("/elsewhere")).status_code == 404


async def test_health_says_that_the_process_answers() -> None:
    response = await get("/healthz", telegram=False)
    assert (response.status_code, response.text) == (200, "ok")


async def test_readiness_names_what_is_missing() -> None:
    response = await get("/readyz", telegram=False, sweep=True)
    assert response.status_code == 503
    assert response.json() == {"ready": False, "missing": ["telegram"]}


async def test_readiness_holds_when_nothing_is_missing() -> None:
    response = await get("/readyz", telegram=True, sweep=True)
    assert (response.status_code, response.json()) == (200, {"ready": True, "missing": []})


@pytest.mark.parametrize("given", [None, {"Authorization": "Bearer metrics"}, {"Authorization": "Basic x"}])
async def test_metrics_are_for_who_has_the_token(given: dict[str, str] | None) -> None:
    assert (await get("/metrics", given)).status_code == 401


async def test_metrics_are_in_the_text_format_of_prometheus() -> None:
    await post(Handler(), json.dumps(message(7)).encode())
    response = await get("/metrics", {"Authorization": "Bearer metrics-metrics-metrics"})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain")
    assert 'codebell_update_seconds_count{outcome="handled"}' in response.text


async def test_every_answer_carries_the_security_headers() -> None:
    for path in ("/healthz", "/readyz", "/metrics", "/elsewhere"):
        headers = (await get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "server" not in headers

"""A Bot API server of the few methods that the ingress calls, over real HTTP on loopback."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.web.client import build_bot, close_bot
from bot.web.server import WebServer
from providers.secret import Secret

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    import telegram
    from starlette.requests import Request
    from starlette.responses import Response

TOKEN = "123456789:AAFcanary-canary-canary_canary-canary"
PATIENCE = 10.0


async def until(is_so: Callable[[], object]) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(PATIENCE):
        while not is_so():  # noqa: ASYNC110 - what is waited for has no event to set
            await asyncio.sleep(0.002)


@dataclass
class TelegramStub:
    """Keeps updates until they are confirmed, as getUpdates does, and one webhook."""

    webhook: dict[str, Any] = field(default_factory=dict)
    pending: dict[int, dict[str, Any]] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    faults: list[Response] = field(default_factory=list)
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, *updates: dict[str, Any]) -> None:
        """Have updates wait to be fetched."""
        self.pending |= {update["update_id"]: update for update in updates}
        self._came.set()

    def count(self, method: str) -> int:
        """Tell how often a method was called."""
        return self.calls.count(method)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        """Serve it, and give its address."""
        route = Route(f"/bot{TOKEN}/{{method}}", self._answer, methods=["POST"])
        server = WebServer(Starlette(routes=[route]), 0, "127.0.0.1")
        await server.start()
        try:
            yield f"http://127.0.0.1:{server.port}"
        finally:
            self._came.set()  # ends a call that is still held, which the server would wait for
            await server.stop(1)

    @asynccontextmanager
    async def served(self) -> AsyncIterator[telegram.Bot]:
        """Serve it, and give a bot that talks to it."""
        async with self.listening() as address:
            bot = build_bot(Secret(TOKEN), address)
            await bot.initialize()
            self.calls.clear()
            try:
                yield bot
            finally:
                await close_bot(bot)

    async def _answer(self, request: Request) -> Response:
        method = request.path_params["method"]
        self.calls.append(method)
        async with request.form() as form:
            values = {name: _read(str(value)) for name, value in form.items()}
        if self.faults and method != "getMe":
            return self.faults.pop(0)
        answer = getattr(self, f"_{method}", None)
        if answer is None:
            return result(value=True) if method.startswith("setMy") else refusal(404, "Not Found")
        return await answer(values)  # type: ignore[no-any-return]  # each method below answers with a Response

    async def _getUpdates(self, values: dict[str, Any]) -> Response:  # noqa: N802 - the method's name on the wire
        self.asked.append(values)
        if self.webhook.get("url"):
            return refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = values.get("offset", 0)
        self.pending = {number: update for number, update in self.pending.items() if number >= offset}
        if not self.pending and values["timeout"]:
            self._came.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._came.wait(), values["timeout"])
        if self.webhook.get("url"):
            return refusal(409, "Conflict: terminated by setWebhook request")
        return result([self.pending[number] for number in sorted(self.pending)][: values["limit"]])

    async def _setWebhook(self, values: dict[str, Any]) -> Response:  # noqa: N802 - likewise
        self.webhook = values
        return result(value=True)

    async def _deleteWebhook(self, values: dict[str, Any]) -> Response:  # noqa: N802 - likewise
        assert not values.get("drop_pending_updates")
        self.webhook = {}
        return result(value=True)

    async def _getWebhookInfo(self, _values: dict[str, Any]) -> Response:  # noqa: N802 - likewise
        known = {
            name: self.webhook[name]
            for name in ("allowed_updates", "max_connections")
            if name in self.webhook
        }
        fixed = {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": 0,
        }
        return result(fixed | known)

    async def _getMe(self, _values: dict[str, Any]) -> Response:  # noqa: N802 - likewise
        return result({"id": 123456789, "is_bot": True, "first_name": "Codebell", "username": "codebell_bot"})


def result(value: object) -> Response:
    """Answer as Telegram does."""
    return JSONResponse({"ok": True, "result": value})


def refusal(code: int, text: str, **parameters: int) -> Response:
    """Refuse as Telegram does."""
    body = {"ok": False, "error_code": code, "description": text, "parameters": parameters}
    return JSONResponse(body, status_code=code)


def message(update_id: int, chat: int = 1, text: str = "hello") -> dict[str, Any]:
    """Make an update with a message."""
    return {"update_id": update_id, "message": {"message_id": 1, "chat": {"id": chat}, "text": text}}


def press(update_id: int, chat: int = 1) -> dict[str, Any]:
    """Make an update with a button press."""
    where = {"message_id": 1, "chat": {"id": chat}}
    return {"update_id": update_id, "callback_query": {"id": "1", "from": {"id": 5}, "message": where}}


def _read(value: str) -> Any:  # noqa: ANN401 - a parameter may be any JSON
    try:
        return json.loads(value)
    except ValueError:
        return value

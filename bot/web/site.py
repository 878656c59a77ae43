"""What the process answers over HTTP: Telegram's webhook, health, readiness and metrics."""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING, Any, Final

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.web.bodies import Refused, read_body
from bot.web.delivery import HANDLE_SECONDS, deliver
from bot.web.headers import SecurityHeaders
from bot.web.registration import PATH

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from starlette.requests import Request

    from bot.web.delivery import Handle
    from providers.secret import Secret

    Endpoint = Callable[[Request], Awaitable[Response]]

BODY_BYTES: Final = 1024 * 1024
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


def build_site(routes: Sequence[BaseRoute]) -> Starlette:
    """Put the routes behind the security headers.

    An address with a slash too many is unknown and not redirected, which would name whatever host was asked.
    """
    site = Starlette(routes=list(routes), middleware=[Middleware(SecurityHeaders)])
    site.router.redirect_slashes = False
    return site


def telegram_route(handle: Handle, secret: Secret, seconds: float = HANDLE_SECONDS) -> Route:
    """`POST /telegram`: 200 once the effect is committed, 503 to get it again, also after `seconds`."""

    async def receive(request: Request) -> Response:
        if not _proves(request.headers.get(SECRET_HEADER), secret.reveal()):
            return Response(status_code=403)
        try:
            update = _update_in(await read_body(request, BODY_BYTES))
        except Refused as refused:
            return Response(status_code=refused.status)
        return Response(status_code=200 if await deliver(handle, update, seconds) else 503)

    return Route(PATH, receive, methods=["POST"])


def status_routes(ready: Mapping[str, Callable[[], bool]]) -> list[Route]:
    """`GET /healthz`: the process answers. `GET /readyz`: 503 naming what in `ready` is not so yet."""

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_request: Request) -> Response:
        missing = [name for name, is_so in ready.items() if not is_so()]
        return JSONResponse({"ready": not missing, "missing": missing}, status_code=503 if missing else 200)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]


def metrics_route(token: Secret) -> Route:
    """`GET /metrics`: Prometheus' text for whoever brings `Authorization: Bearer` with the token."""

    async def metrics(request: Request) -> Response:
        if not _proves(request.headers.get("Authorization"), f"Bearer {token.reveal()}"):
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)

    return Route("/metrics", metrics)


def _proves(given: str | None, expected: str) -> bool:
    return hmac.compare_digest((given or "").encode(), expected.encode())


def _update_in(body: bytes) -> dict[str, Any]:
    """Read an update; refused unless it is a JSON object with an id."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400) from None
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        raise Refused(400)
    return update

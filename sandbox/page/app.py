"""The page's HTTP side: its files, one stream of what it shows, and one place to act. Knows no chat."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.page.acts import ACTS, perform
from sandbox.page.guard import Guard
from sandbox.page.view import view
from sandbox.process import BotError
from sandbox.telegram import ImpossibleError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response

    from sandbox.running import Stage

STATIC: Final = Path(__file__).parent / "static"
REFRESH_SECONDS: Final = 5.0
"""Her authenticator's code changes without anything happening."""


def app(stage: Stage) -> Starlette:
    """Build the page's application for one stage."""

    async def state(_request: Request) -> Response:
        return JSONResponse(view(stage))

    async def events(_request: Request) -> Response:
        return StreamingResponse(_stream(stage), media_type="text/event-stream")

    async def acts(request: Request) -> Response:
        return await _act(stage, request)

    routes = [
        Route("/state", state),
        Route("/events", events),
        Route("/acts", acts, methods=["POST"]),
        Mount("/", StaticFiles(directory=STATIC, html=True)),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Guard)])


async def _stream(stage: Stage) -> AsyncIterator[str]:
    """Give the whole view at each change of it; it is small, and a page that lost its way finds it again."""
    shown = ""
    while True:
        shown = await _other_than(shown, stage)
        yield f"data: {shown}\n\n"


async def _other_than(shown: str, stage: Stage) -> str:
    def other() -> str:
        current = json.dumps(view(stage))
        return "" if current == shown else current

    while True:
        with contextlib.suppress(TimeoutError):
            return await stage.telegram.world.changes.until(other, REFRESH_SECONDS)


async def _act(stage: Stage, request: Request) -> Response:
    body = await request.body()
    try:
        act = ACTS.validate_json(body)
    except ValidationError:
        return JSONResponse({"problem": "The page sent something that cannot be done."}, 400)
    try:
        await perform(stage, act)
    except (ImpossibleError, BotError, TimeoutError) as error:
        return JSONResponse({"problem": str(error)}, 409)
    return JSONResponse({})

"""The HTTP skin: reads a request of any form that the Bot API takes and writes its answer.

Knows no method and no chat.

Wire format: https://core.telegram.org/bots/api#making-requests
"""

import json
import re

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from sandbox.telegram.api import BotApi, Reply, refusal
from sandbox.telegram.errors import ApiError, refuse
from sandbox.telegram.params import Params, UploadedFile

_MAX_FILE_BYTES = 50 * 1024 * 1024
_TOKEN = re.compile(r"[1-9]\d*:[A-Za-z0-9_-]{3,}")


class _CutConnection(Response):
    """Begins an answer and breaks off, which closes the connection."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Promise more bytes than come."""
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


def application(api: BotApi, token: str) -> Starlette:
    """Build the ASGI application that serves one bot."""

    async def serve(request: Request) -> Response:
        reply = await _served(request)
        return _CutConnection() if reply.cut else _response(reply)

    async def _served(request: Request) -> Reply:
        given = request.path_params["token"]
        if not _TOKEN.fullmatch(given):
            return refusal(ApiError(404, "Not Found"))
        if given != token:
            return refusal(ApiError(401, "Unauthorized"))
        try:
            params = await _params(request)
        except ApiError as error:
            return refusal(error)
        return await api.call(request.path_params["method"], params)

    async def nothing(_request: Request) -> Response:
        return _response(refusal(ApiError(404, "Not Found")))

    methods = ["GET", "POST"]
    return Starlette(
        routes=[
            Route("/bot{token}/{method}", serve, methods=methods),
            Route("/{rest:path}", nothing, methods=methods),
        ]
    )


def _response(reply: Reply) -> Response:
    headers = {} if reply.retry_after is None else {"Retry-After": str(reply.retry_after)}
    kind = "application/json" if reply.body.startswith("{") else "text/html"
    return Response(reply.body, reply.status, headers, media_type=kind)


async def _params(request: Request) -> Params:
    values: dict[str, object] = dict(request.query_params)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "application/json":
        return Params(values | _json(await request.body()))
    if kind not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return Params(values)
    async with request.form() as form:
        texts = {name: value for name, value in form.items() if isinstance(value, str)}
        files = {name: await _file(value) for name, value in form.items() if isinstance(value, UploadFile)}
    return Params(values | texts, files)


def _json(body: bytes) -> dict[str, object]:
    try:
        values = json.loads(body or b"{}")
    except ValueError:
        refuse("can't parse JSON object")
    if not isinstance(values, dict):
        refuse("object expected")
    return values


async def _file(upload: UploadFile) -> UploadedFile:
    if (upload.size or 0) > _MAX_FILE_BYTES:
        raise ApiError(413, "Request Entity Too Large")
    kind = upload.content_type or "application/octet-stream"
    return UploadedFile(upload.filename or "file", kind, await upload.read())

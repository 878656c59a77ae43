"""The answers that are no page of a visit: where to go next, a dead link, a fault. They name nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import structlog
from starlette.requests import Request
from starlette.responses import Response

from bot.locales import Texts
from bot.web.bodies import Refused
from bot.web.connect.plain import fault, gone
from bot.web.connect.rendering import render
from storage.errors import Conflict, StorageUnavailable

if TYPE_CHECKING:
    from bot.web.connect.pieces import Farewell, Said

Endpoint = Callable[[Request], Awaitable[Response]]

HANDLE_SECONDS: Final = 20.0
"""How long a request may take, waiting included; a dyno's router gives up at 30 s."""
DEAD_SECONDS: Final = 0.05
"""How long the answer to a dead link takes, so that its time does not tell why it is dead."""

log = structlog.stdlib.get_logger(__name__)


def answered(endpoint: Endpoint) -> Endpoint:
    """Answer with a page of its own what `endpoint` refuses or cannot do at the moment."""

    async def answer(request: Request) -> Response:
        try:
            async with asyncio.timeout(HANDLE_SECONDS):
                return await endpoint(request)
        except Refused as refused:
            return _fault(request, refused.status)
        except (StorageUnavailable, Conflict, TimeoutError) as error:
            log.warning("page_put_off", error=type(error).__name__)
            return _fault(request, 503)

    return answer


async def dead(request: Request, began: float) -> Response:
    """Answer for a link that opens nothing, whyever; `began` is the loop's time when the request came."""
    await asyncio.sleep(began + DEAD_SECONDS - asyncio.get_running_loop().time())
    texts = _texts(request)
    return render(gone(texts), texts.language, status=404)


def to_page(token: str, said: Said | None = None) -> Response:
    """Send the browser to a link's page, relative to where it is."""
    return _see_other(quote(token, safe="") + ("" if said is None else f"?said={said}"))


def to_farewell(why: Farewell, language: str) -> Response:
    """Send the browser to a page that nothing follows."""
    return _see_other(f"{why}?language={language}")


def _see_other(location: str) -> Response:
    return Response(status_code=303, headers={"Location": location})


def _fault(request: Request, status: int) -> Response:
    texts = _texts(request)
    return render(fault(texts, status), texts.language, status=status)


def _texts(request: Request) -> Texts:
    """Take the language that the browser likes best, for nobody is known to whom the page could belong."""
    best = request.headers.get("accept-language", "").partition(",")[0].partition(";")[0]
    return Texts.of(best.strip())

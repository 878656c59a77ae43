"""The connect page over HTTP: what arrives, what is called, one effect, and where the browser goes then.

A GET changes nothing. The token stands in the path, so that no path is ever logged.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import structlog
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.cards.wording import Wording
from bot.locales import Texts
from bot.relay.work import Work
from bot.web.bodies import Refused
from bot.web.connect.acting import UNPROVEN, Sent, perform
from bot.web.connect.answering import answered, dead, to_farewell, to_page
from bot.web.connect.arriving import Arrival, read_act, read_form, read_said
from bot.web.connect.browser import is_proven, new_browser, proof
from bot.web.connect.pages import page_of
from bot.web.connect.pieces import Farewell, Said
from bot.web.connect.plain import farewell
from bot.web.connect.rendering import STATIC, Place, render
from bot.web.connect.sight import Sight, digest
from bot.web.connect.waiting import Waiting
from storage.errors import Conflict, Contention

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from bot.relay.connecting import Connections, Visit
    from bot.web.connect.acting import Came
    from bot.web.connect.answering import Endpoint
    from bot.web.connect.browser import Browsers
    from providers.manifest import Manifest
    from storage import Store

PATH: Final = "/connect"
TRIES: Final = 3
"""How often an act is done anew where another transaction was in its way."""

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ConnectPage:
    """The page and what it needs of the rest of the bot.

    `bot_name` gives None until Telegram has told it.
    """

    store: Store
    connections: Connections
    browsers: Browsers
    bot_name: Callable[[], str | None]
    clock: Callable[[], float]
    settled: Callable[[], None]
    waiting: Waiting = field(default_factory=Waiting)

    async def show(self, request: Request) -> Response:
        """`GET /connect/{token}`: what the link opens, at once, or once it has moved on from `since`."""
        began = asyncio.get_running_loop().time()
        arrival = Arrival.of(request, self.browsers)
        visit = await self._seen(request, arrival)
        if visit is None:
            return await dead(request, began)
        sight = self._sight(request, visit)
        bound = arrival.browser if visit.is_bound else None
        shown_to = "" if bound is None else proof(bound, arrival.token)
        place = Place(arrival.token.reveal(), shown_to, digest(visit))
        return render(page_of(sight), sight.say.texts.language, place)

    async def state(self, request: Request) -> Response:
        """`GET /connect/{token}/state`: a digest of what the page shows, once it is not `since` any more."""
        began = asyncio.get_running_loop().time()
        visit = await self._seen(request, Arrival.of(request, self.browsers))
        return await dead(request, began) if visit is None else JSONResponse({"digest": digest(visit)})

    async def act(self, request: Request) -> Response:
        """`POST /connect/{token}`: one act, then the page again, which says what came of it."""
        if not self.browsers.sent_from_here(request.headers):
            log.info("page_refused", reason="origin")
            raise Refused(403)
        posted = await read_form(request)
        asked = read_act(posted)
        arrival = Arrival.of(request, self.browsers)
        visit = await self._visit(arrival)
        if visit is None:
            return to_page(request.path_params["token"])
        if asked not in UNPROVEN and not is_proven(posted.get("proof"), arrival.browser, arrival.token):
            log.info("page_refused", reason="proof", attempt_id=visit.attempt.id)
            raise Refused(403)
        browser = arrival.browser or new_browser()
        sent = Sent(asked, arrival.token, browser, posted, visit, self._manifest(visit))
        return self._onward(sent, await self._done(sent))

    def farewell(self, why: Farewell) -> Endpoint:
        """`GET /connect/stopped` and the like, in the language of the query."""

        async def show(request: Request) -> Response:
            texts = Texts.of(request.query_params.get("language"))
            return render(farewell(texts, why, self._known_bot()), texts.language)

        return show

    async def _visit(self, arrival: Arrival) -> Visit | None:
        """Give what the link opens; a provider that is not configured any more leads nowhere."""
        async with self.store.read() as unit:
            visit = await self.connections.visit(unit, arrival.token, arrival.browser, self.clock())
        is_known = visit is not None and visit.attempt.provider in self.connections.relay.providers
        return visit if is_known else None

    async def _seen(self, request: Request, arrival: Arrival) -> Visit | None:
        """Give what the link opens, once it is not `since` any more if the query holds that."""
        since = request.query_params.get("since")

        async def look() -> Visit | None:
            return await self._visit(arrival)

        async def moved(visit: Visit | None) -> bool:
            return visit is None or digest(visit) != since or await request.is_disconnected()

        return await look() if since is None else await self.waiting.until(look, moved)

    def _sight(self, request: Request, visit: Visit) -> Sight:
        manifest = self._manifest(visit)
        return Sight(
            visit,
            Wording.of(visit.view, Texts.of(visit.view.creator.reads), manifest.label),
            manifest,
            self._known_bot(),
            self.browsers.origin,
            self.clock(),
            _said(request, visit),
            self.connections.may_force(visit.attempt),
        )

    def _manifest(self, visit: Visit) -> Manifest:
        return self.connections.relay.providers[visit.attempt.provider].manifest

    def _known_bot(self) -> str:
        name = self.bot_name()
        if name is None:
            raise Refused(503)
        return name

    async def _done(self, sent: Sent) -> Came:
        """Do it, again where another transaction was in its way."""
        for _ in range(TRIES - 1):
            try:
                return await self._done_once(sent)
            except (Contention, Conflict) as error:
                log.info("page_tries_again", attempt_id=sent.visit.attempt.id, error=type(error).__name__)
        return await self._done_once(sent)

    async def _done_once(self, sent: Sent) -> Came:
        async with self.store.write() as unit:
            work = Work(unit, self.clock())
            came = await perform(self.connections, work, sent)
        for call in work.after_commit:
            call()
        self.settled()
        log.info("page_acted", attempt_id=sent.visit.attempt.id, kind=sent.act, reaction=came.reaction)
        return came

    def _onward(self, sent: Sent, came: Came) -> Response:
        if came.farewell is not None:
            language = Texts.of(sent.visit.view.creator.reads).language
            return to_farewell(came.farewell, language)
        response = to_page((came.token or sent.token).reveal(), came.said)
        if came.is_bound:
            self.browsers.remember(response, sent.browser)
        return response


def _said(request: Request, visit: Visit) -> Said | None:
    """Tell her also of a look that she asked for and that found nothing fresh: the page looks as before."""
    if request.query_params.get("since") == digest(visit):
        return Said.NOT_YET
    return read_said(request)


def connect_routes(page: ConnectPage) -> list[BaseRoute]:
    """Give the routes of the connect page; HEAD is answered like GET."""
    return [
        Mount(f"{PATH}/static", StaticFiles(directory=STATIC)),
        *(Route(f"{PATH}/{why}", answered(page.farewell(why)), methods=["GET"]) for why in Farewell),
        Route(f"{PATH}/{{token}}", answered(page.show), methods=["GET"]),
        Route(f"{PATH}/{{token}}", answered(page.act), methods=["POST"]),
        Route(f"{PATH}/{{token}}/state", answered(page.state), methods=["GET"]),
    ]

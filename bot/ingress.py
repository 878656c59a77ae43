"""Where updates come in: the HTTP side, and Telegram's updates over it or by polling."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from bot.web.connect import Browsers, ConnectPage, connect_routes
from bot.web.delivery import PutOffError
from bot.web.lease import PollerLease
from bot.web.polling import Poller
from bot.web.registration import Registration
from bot.web.server import WebServer
from bot.web.site import build_site, metrics_route, status_routes, telegram_route

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from bot.app import App


class Ingress:
    """The doors of one process; until `open` what comes is put off."""

    def __init__(self, app: App) -> None:
        """Build them as the configuration says: a webhook and the connect page, or polling."""
        config = app.config
        handle = self._handle
        self._app = app
        self._is_open = False
        self._telegram: Poller | Registration
        webhook: list[BaseRoute] = []
        if config.public_url is not None and config.webhook_secret is not None:
            self._telegram = Registration(app.bot, config.public_url, config.webhook_secret)
            webhook = [
                telegram_route(handle, config.webhook_secret),
                *connect_routes(self._connect_page(config.public_url)),
            ]
        else:
            self._telegram = Poller(app.bot, handle, PollerLease(app.store))
        ready = {
            "telegram": lambda: self._telegram.is_live,
            "sweep": lambda: app.driver.swept.is_set() and app.notifier.swept.is_set(),
        }
        metrics = [] if config.metrics_token is None else [metrics_route(config.metrics_token)]
        self._server = WebServer(build_site([*webhook, *status_routes(ready), *metrics]), config.port)

    def _connect_page(self, public_url: str) -> ConnectPage:
        app = self._app
        return ConnectPage(
            app.store,
            app.connections,
            Browsers.at(public_url),
            lambda: app.bot.username if self._is_open else None,
            app.clock,
            app.settled,
        )

    async def listen(self) -> None:
        """Accept connections."""
        await self._server.start()

    async def open(self) -> None:
        """Let updates come: those that came before the bot knew its own name are delivered again."""
        self._is_open = True
        await self._telegram.start()

    async def _handle(self, update: dict[str, Any]) -> None:
        if not self._is_open:
            raise PutOffError
        await self._app.dispatcher.handle(update)

    async def close(self, deadline: float) -> None:
        """Let nothing come any more, and see through what came until `deadline`, in monotonic seconds."""
        if isinstance(self._telegram, Poller):
            await self._telegram.stop(seconds_left(deadline))
        else:
            await self._telegram.stop()
        await self._server.stop(seconds_left(deadline))


def seconds_left(deadline: float) -> float:
    """Say how many seconds there are until `deadline`, in monotonic seconds; none once it has passed."""
    return max(0.0, deadline - time.monotonic())

"""The composition root: all is built here and nowhere else, started in order, stopped in the opposite one."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import structlog

from bot.handlers.attendance import Attendance
from bot.handlers.commands import register_commands
from bot.handlers.dispatch import Dispatcher
from bot.handlers.routes import routes
from bot.housekeeping import keep_house
from bot.notices import Notices
from bot.notifier import Notifier, Pace
from bot.notifier.chats import ChatQueue
from bot.notifier.errands import Errands
from bot.notifier.faces import Faces
from bot.notifier.farewells import Farewells
from bot.notifier.moves import Moves
from bot.relay.budget import budgets
from bot.relay.connecting import Connections
from bot.relay.driver import Driver
from bot.relay.early import EarlyCodes
from bot.relay.landing import Landing
from bot.relay.relay import Relay
from bot.relay.work import Work
from bot.relay.worker import Worker
from bot.signals import SHUTDOWN_SECONDS, until_signalled
from bot.sweeping import sweeping
from bot.web.client import build_bot, greet
from bot.web.connect import Browsers, ConnectPage, connect_routes
from bot.web.delivery import PutOffError
from bot.web.lease import PollerLease
from bot.web.polling import Poller
from bot.web.registration import Registration
from bot.web.server import WebServer
from bot.web.site import build_site, metrics_route, status_routes, telegram_route
from providers import registry
from storage import Store

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    import telegram
    from starlette.routing import BaseRoute

    from bot.config import Config
    from providers.base import Provider

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class App:
    """The built parts of one process."""

    config: Config
    store: Store
    providers: Mapping[str, Provider]
    connections: Connections
    bot: telegram.Bot
    driver: Driver
    notifier: Notifier
    sweeps: Mapping[str, Callable[[], Awaitable[None]]]
    dispatcher: Dispatcher
    clock: Callable[[], float]
    settled: Callable[[], None]


async def build(config: Config, clock: Callable[[], float] = time.time, pace: Pace | None = None) -> App:
    """Open the database and build all upon it, calling nothing yet.

    `clock` gives seconds since the epoch; `pace` replaces Telegram's limits, for a server that has others.
    """
    store = await Store.open(config.database_url.reveal(), config.keyring)
    providers = {
        slug: registry.build(slug, one.key, one.base_url, one.link_hosts)
        for slug, one in config.providers.items()
    }
    manifests = {slug: adapter.manifest for slug, adapter in registry.ADAPTERS.items()}
    labels = {slug: manifest.label for slug, manifest in manifests.items()}
    rates = {slug: provider.manifest.checks_per_second for slug, provider in providers.items()}
    bot = build_bot(config.telegram_bot_token, config.telegram_api_url)
    notices = Notices(config.owner_ids, manifests, config.contact)

    # The parts call each other only through these: whoever changes a row wakes whoever shows or drives it.
    async def unreachable(creator_id: str) -> None:
        async with store.write() as unit:
            await relay.unreachable(Work(unit, clock()), creator_id)
        settled()

    def settled() -> None:
        driver.wake()
        notifier.wake()

    pace = pace or Pace(time.monotonic)
    queue = ChatQueue(pace)
    faces = Faces(
        store,
        bot,
        queue,
        labels,
        clock,
        unreachable,
        config.page_host,
        owners=config.owner_ids,
        contact=config.contact,
    )
    notifier = Notifier(store, faces, Errands(store, bot, queue, clock), pace, clock)
    sweeps = {
        "farewells": Farewells(store, bot, queue, config.owner_ids, clock, settled).sweep,
        "attendance": Attendance(store, bot, clock, settled).look,
        "moves": Moves(store, bot, config.owner_ids, clock, settled).sweep,
    }
    landing = Landing(store, notices, clock, settled, config.limits)
    budget = budgets(rates, time.monotonic)
    worker = Worker(store, providers, budget, landing, notices, clock, settled, config.limits)
    driver = Driver(store, worker, EarlyCodes(store, notices, clock, settled), clock)
    relay = Relay(providers, driver, notices, config.limits)
    dispatcher = Dispatcher(routes(config), bot, store, relay, config, clock, settled)
    return App(
        config=config,
        store=store,
        providers=providers,
        connections=Connections(relay),
        bot=bot,
        driver=driver,
        notifier=notifier,
        sweeps=sweeps,
        dispatcher=dispatcher,
        clock=clock,
        settled=settled,
    )


async def run(config: Config) -> int:
    """Run the bot until a signal says to stop; give the exit code."""
    return await serve(await build(config))


async def serve(app: App) -> int:
    """Run what `build` has built until a signal says to stop; give the exit code."""
    try:
        async with until_signalled() as stop:
            return await _run(app, stop)
    finally:
        await _close(app)


async def _run(app: App, stop: asyncio.Event) -> int:
    """Listen first: the platform waits for the port, Telegram and the database can come later."""
    ingress = _Ingress(app)
    await ingress.listen()
    stopping = asyncio.create_task(stop.wait(), name="stopping")
    loops = _Loops.start(app)
    greeting = asyncio.create_task(greet(app.bot), name="greeting")
    await asyncio.wait((stopping, greeting), return_when=asyncio.FIRST_COMPLETED)
    try:
        if not stopping.done():
            greeting.result()
            await ingress.open()
            menus = asyncio.create_task(register_commands(app.bot, app.config), name="menus")
            await asyncio.wait((stopping, *loops.all), return_when=asyncio.FIRST_COMPLETED)
            await _cancel(menus)
    finally:
        await _cancel(greeting)
        await _leave(app, ingress, loops)
    return 0 if stopping.done() else 1


async def _leave(app: App, ingress: _Ingress, loops: _Loops) -> None:
    """Accept nothing more, then finish what is under way, all before one deadline; the rest is left unsure.

    Each loop ends before its tasks are waited for, or it would begin more.
    """
    deadline = time.monotonic() + SHUTDOWN_SECONDS
    await ingress.close(deadline - SHUTDOWN_SECONDS / 2)
    await _end(loops.driver)
    await app.driver.stop(_left(deadline))
    await _end(loops.notifier)
    await app.notifier.stop(_left(deadline))
    for loop in loops.others:
        await _end(loop)


def _left(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())


class _Loops(NamedTuple):
    """What runs all the time; one that ends by itself is a fault, and the process is to start afresh."""

    driver: asyncio.Task[None]
    notifier: asyncio.Task[None]
    others: tuple[asyncio.Task[None], ...]

    @property
    def all(self) -> tuple[asyncio.Task[None], ...]:
        """Every one of them."""
        return self.driver, self.notifier, *self.others

    @staticmethod
    def start(app: App) -> _Loops:
        return _Loops(
            asyncio.create_task(app.driver.run(), name="driver"),
            asyncio.create_task(app.notifier.run(), name="notifier"),
            (
                *(
                    asyncio.create_task(sweeping(what, sweep), name=what)
                    for what, sweep in app.sweeps.items()
                ),
                asyncio.create_task(
                    keep_house(app.store, app.clock, app.config.owner_ids), name="housekeeping"
                ),
            ),
        )


async def _end(loop: asyncio.Task[None]) -> None:
    if loop.done() and not loop.cancelled():
        log.error("loop_ended", what=loop.get_name(), exc_info=loop.exception())
    await _cancel(loop)


class _Ingress:
    """The HTTP side, and Telegram's updates over it or by polling."""

    def __init__(self, app: App) -> None:
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
            await self._telegram.stop(_left(deadline))
        else:
            await self._telegram.stop()
        await self._server.stop(_left(deadline))


async def _close(app: App) -> None:
    for provider in app.providers.values():
        await provider.aclose()
    await app.bot.shutdown()
    await app.store.close()


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

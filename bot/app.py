"""The composition root: all is built here and nowhere else; it runs nothing."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.handlers.attendance import Attendance
from bot.handlers.dispatch import Dispatcher
from bot.handlers.routes import routes
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
from bot.web.client import build_bot
from providers import registry
from storage import Store

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    import telegram

    from bot.config import Config
    from providers.base import Provider


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
    notices = Notices(config.owner_ids, manifests, config.contact, providers)

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

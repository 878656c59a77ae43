"""Runs what was built until a signal: started in order, stopped in the opposite one."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, NamedTuple

import structlog

from bot.app import build
from bot.handlers.commands import register_commands
from bot.housekeeping import keep_house
from bot.ingress import Ingress, seconds_left
from bot.signals import SHUTDOWN_SECONDS, until_signalled
from bot.sweeping import sweeping
from bot.web.client import greet

if TYPE_CHECKING:
    from bot.app import App
    from bot.config import Config

log = structlog.stdlib.get_logger(__name__)


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
    ingress = Ingress(app)
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


async def _leave(app: App, ingress: Ingress, loops: _Loops) -> None:
    """Accept nothing more, then finish what is under way, all before one deadline; the rest is left unsure.

    Each loop ends before its tasks are waited for, or it would begin more.
    """
    deadline = time.monotonic() + SHUTDOWN_SECONDS
    await ingress.close(deadline - SHUTDOWN_SECONDS / 2)
    await _end(loops.driver)
    await app.driver.stop(seconds_left(deadline))
    await _end(loops.notifier)
    await app.notifier.stop(seconds_left(deadline))
    for loop in loops.others:
        await _end(loop)


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


async def _close(app: App) -> None:
    for provider in app.providers.values():
        await provider.aclose()
    await app.bot.shutdown()
    await app.store.close()


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

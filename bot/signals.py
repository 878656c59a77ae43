"""Turns SIGTERM and SIGINT into an event. It knows nothing of what is stopped because of them."""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import structlog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SHUTDOWN_SECONDS: Final = 25.0
"""A dyno has 30 s from SIGTERM to SIGKILL."""

log = structlog.stdlib.get_logger(__name__)


@asynccontextmanager
async def until_signalled() -> AsyncIterator[asyncio.Event]:
    """Give an event that SIGTERM or SIGINT sets; a second SIGINT then interrupts.

    Platforms send SIGTERM to every process of a dyno, so that one behind a shell gets it twice.
    """
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def arrived(number: signal.Signals) -> None:
        log.info("stopping", signal=number.name)
        stop.set()
        if number is signal.SIGINT:
            loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, arrived, number)
    try:
        yield stop
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)

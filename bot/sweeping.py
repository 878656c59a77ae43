"""A loop that looks, every few seconds, for what the rows say is due; it must not know what that is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NoReturn

import structlog

from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

LOOK_SECONDS = 2.0

log = structlog.stdlib.get_logger(__name__)


async def sweeping(what: str, sweep: Callable[[], Awaitable[None]]) -> NoReturn:
    """Sweep until cancelled; while the database is away, what is due waits."""
    while True:
        try:
            await sweep()
        except StorageError as error:
            log.warning("sweep_put_off", what=what, error=type(error).__name__)
        await asyncio.sleep(LOOK_SECONDS)

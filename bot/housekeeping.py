"""Forgets, once a day, what has been kept long enough, and logs how much that was."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING

import structlog

from storage.errors import StorageError
from storage.retention import retain

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage import Store

DAY_SECONDS = 86_400.0
AGAIN_SECONDS = 600.0

log = structlog.stdlib.get_logger(__name__)


async def keep_house(store: Store, clock: Callable[[], float], owners: frozenset[int]) -> None:
    """Forget until cancelled."""
    while True:
        try:
            removed = await retain(store, clock(), owners)
        except StorageError as error:
            log.warning("housekeeping_put_off", error=type(error).__name__)
            await asyncio.sleep(AGAIN_SECONDS)
        else:
            for what, count in asdict(removed).items():
                log.info("forgotten", what=what, count=count)
            await asyncio.sleep(DAY_SECONDS)

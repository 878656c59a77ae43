"""Keeping the lease of an attempt while a call about it is under way. It knows nothing of the call."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import structlog

from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage import Store

log = structlog.get_logger()

RENEW_SECONDS = 3.0


@asynccontextmanager
async def leased(store: Store, attempt_id: str, owner: str) -> AsyncIterator[None]:
    """Renew the lease that `owner` has until the end of the block."""
    renewing = asyncio.create_task(_renew(store, attempt_id, owner))
    try:
        yield
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)


async def _renew(store: Store, attempt_id: str, owner: str) -> None:
    while True:
        await asyncio.sleep(RENEW_SECONDS)
        try:
            async with store.write() as unit:
                await unit.attempts.renew(attempt_id, owner)
        except StorageError as error:
            log.warning("lease_not_renewed", attempt_id=attempt_id, error=type(error).__name__)

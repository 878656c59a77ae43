"""Hands one update over and judges what came of it: confirm it to Telegram, or have it delivered again.

It must not look into an update beyond its id.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from prometheus_client import Histogram

from storage.errors import Conflict, StorageUnavailable

HANDLE_SECONDS: Final = 20.0
"""How long an update may take; a dyno's router gives up at 30 s."""

Handle = Callable[[dict[str, Any]], Awaitable[None]]
"""Takes an update as Telegram sent it and returns once its effect is committed."""

log = structlog.stdlib.get_logger(__name__)
_SECONDS = Histogram(
    "codebell_update_seconds", "Time from an update's arrival to its confirmation.", ["outcome"]
)


class PutOffError(Exception):
    """The update cannot be handled yet; it is to be delivered again."""


async def deliver(handle: Handle, update: dict[str, Any], seconds: float = HANDLE_SECONDS) -> bool:
    """Tell whether `update` is to be confirmed.

    False where a later try can succeed: the database is away, another process made the same row at the same
    time, or `seconds` have passed. Any other error would
    come again with each delivery, so that it is logged by the update's id and the update is confirmed.
    """
    began = time.monotonic()
    outcome = await _outcome(handle, update, seconds)
    _SECONDS.labels(outcome).observe(time.monotonic() - began)
    return outcome in {"handled", "failed"}


async def _outcome(handle: Handle, update: dict[str, Any], seconds: float) -> str:
    update_id = update["update_id"]
    try:
        async with asyncio.timeout(seconds):
            await handle(update)
    except (StorageUnavailable, Conflict, PutOffError) as error:
        log.warning("update_put_off", update_id=update_id, error=type(error).__name__)
        return "unavailable"
    except TimeoutError:
        log.warning("update_put_off", update_id=update_id, error="TimeoutError")
        return "timed_out"
    except Exception:
        log.exception("update_failed", update_id=update_id)
        return "failed"
    return "handled"

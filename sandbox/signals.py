"""Turns a signal into the cancellation of what runs, so that whatever was started is ended on the way out."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

STOPPING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def cancelled_by_signals() -> Iterator[None]:
    """Cancel the current task at the first signal; later ones change nothing, for the end is under way."""
    loop, running = asyncio.get_running_loop(), asyncio.current_task()

    def stop() -> None:
        nonlocal running
        if running is not None:
            running.cancel()
            running = None

    for number in STOPPING:
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number in STOPPING:
            loop.remove_signal_handler(number)

"""Starts the bot as `python -m bot run` does, with a clock that its parent steps and Telegram's limits made shorter.

    python -m tests.harness.launcher SPEED

Each line on standard input is a number of seconds to put the clock forward by; each is answered by a line on
standard output, which is otherwise silent: logs go to standard error.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from typing import TYPE_CHECKING

from bot.app import App, build, serve
from bot.config import read_config
from bot.log import configure_logging, log_lost_exceptions
from bot.notifier import Pace
from providers.registry import ADAPTERS
from storage import migrate
from tests.harness.clock import SteppedClock

if TYPE_CHECKING:
    from collections.abc import Callable


async def main(speed: float) -> int:
    """Run the bot from the environment, `speed` times as fast towards Telegram."""
    manifests = {slug: adapter.manifest for slug, adapter in ADAPTERS.items()}
    config = read_config(os.environ, manifests)
    configure_logging(config.log_level, sys.stderr)
    loop = asyncio.get_running_loop()
    log_lost_exceptions(loop)
    await migrate(config.database_url.reveal())
    clock = SteppedClock()
    app = await build(config, clock, Pace(lambda: time.monotonic() * speed))
    threading.Thread(target=_obey, args=(clock, _waker(app, loop)), daemon=True).start()
    return await serve(app)


def _waker(app: App, loop: asyncio.AbstractEventLoop) -> Callable[[], None]:
    def wake() -> None:
        loop.call_soon_threadsafe(app.driver.wake)
        loop.call_soon_threadsafe(app.notifier.wake)

    return wake


def _obey(clock: SteppedClock, wake: Callable[[], None]) -> None:
    for line in sys.stdin:
        clock.step(float(line))
        wake()
        sys.stdout.write(f"{clock.ahead}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(asyncio.run(main(float(sys.argv[1]))))

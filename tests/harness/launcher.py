"""Starts the bot as `python -m bot run` does, by its parent's clock and with shorter limits towards Telegram.

    python -m tests.harness.launcher SCALE [RATE BEGAN AHEAD]

SCALE shortens the limits for sending; RATE, BEGAN and AHEAD are the parent's clock.

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

from bot.app import App, build
from bot.config import read_config
from bot.log import configure_logging, log_lost_exceptions
from bot.notifier import Pace
from bot.serving import serve
from providers.registry import ADAPTERS
from storage import migrate
from tests.harness.clock import SteppedClock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

IDLE_SECONDS = 1.0
"""How long, by their clock, the loops sleep that have nothing to do."""


async def main(scale: float, clock: SteppedClock) -> int:
    """Run the bot from the environment by `clock`, with its limits towards Telegram scaled."""
    manifests = {slug: adapter.manifest for slug, adapter in ADAPTERS.items()}
    config = read_config(os.environ, manifests)
    configure_logging(config.log_level, sys.stderr)
    loop = asyncio.get_running_loop()
    log_lost_exceptions(loop)
    await migrate(config.database_url.reveal())
    app = await build(config, clock, Pace(time.monotonic, scale))
    wake = _waker(app, loop)
    threading.Thread(target=_obey, args=(clock, wake), daemon=True).start()
    if clock.rate > 1:
        threading.Thread(target=_tick, args=(wake, IDLE_SECONDS / clock.rate), daemon=True).start()
    return await serve(app)


def _tick(wake: Callable[[], None], seconds: float) -> None:
    """Wake the loops often, for they sleep by the real clock and not by the parent's."""
    while True:
        time.sleep(seconds)
        wake()


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


def run(arguments: Sequence[str]) -> int:
    """Run the bot with the arguments of the command line; give its exit code."""
    scale, *clock = map(float, arguments)
    return asyncio.run(main(scale, SteppedClock(*clock)))


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))

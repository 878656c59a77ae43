"""`python -m sandbox`: plays one whole login against the real bot, then lets a browser go on with it.

Knows how it is started and stopped; everything else is elsewhere.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
from typing import TYPE_CHECKING, Final

from sandbox.eyes import ScriptError
from sandbox.onlyfanskit import SCENARIOS
from sandbox.process import BotError, can_step_the_clock
from sandbox.running import Choices, running_stage
from sandbox.script import Script
from sandbox.terminal.narrator import Narrator, columns_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sandbox.login import Ending
    from sandbox.running import Stage

FAILED: Final = 1
INTERRUPTED: Final = 130
STOPPING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sandbox and give the exit code: 0 after a connected account, or after a visit to the page."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.clock and not can_step_the_clock():
        parser.error("--clock needs the folder tests/, which is not here")
    choices = Choices(chosen.scenario, chosen.webhook, chosen.ask_first, chosen.clock)
    try:
        return asyncio.run(_run(choices))
    except asyncio.CancelledError:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m sandbox", description="Try Codebell without Telegram and OnlyFans."
    )
    parser.add_argument("--once", action="store_true", help="end after the played login")
    parser.add_argument("--port", type=int, default=0, help="where the page listens (default: any free port)")
    parser.add_argument(
        "--scenario", choices=SCENARIOS, default="sms", metavar="NAME", help=f"one of {', '.join(SCENARIOS)}"
    )
    parser.add_argument(
        "--webhook", action="store_true", help="deliver to the bot's webhook, do not let it poll"
    )
    parser.add_argument("--ask-first", action="store_true", help="Stella wants to be asked before each login")
    parser.add_argument("--clock", action="store_true", help="let the page put the clock forward")
    return parser


async def _run(choices: Choices) -> int:
    with _stopped_by_signals():
        try:
            async with running_stage(choices) as stage:
                return await _play(stage)
        except BotError as error:
            return _fails(f"✗ {error}")


async def _play(stage: Stage) -> int:
    world = stage.telegram.world
    narrator = Narrator(world, stage.cast.stella, sys.stdout, columns_for(sys.stdout))
    try:
        async with narrator.following():
            ending = await Script(stage, narrator).play()
    except (ScriptError, BotError) as error:
        return _fails(f"✗ {error}. The last that the bot printed:", *stage.bot.last_lines())
    _say(*_summary(ending))
    if not ending.connected:
        return _fails("The last that the bot printed:", *stage.bot.last_lines())
    return 0


def _summary(ending: Ending) -> list[str]:
    head = (
        "✅ The account is connected."
        if ending.connected
        else f"✗ The account is not connected: {ending.card}"
    )
    return [
        "",
        head,
        f"   seconds from /login to its end     {ending.seconds:.1f}",
        f"   Bot API calls after /login         {ending.bot_calls}",
        f"   calls to the provider              {ending.provider_calls}",
        f"   times a code was submitted         {ending.submissions}",
    ]


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def _fails(*lines: str) -> int:
    sys.stderr.write("".join(f"{line}\n" for line in lines))
    return FAILED


@contextlib.contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Let the first signal cancel what runs, which ends everything that was started; later ones wait."""
    loop, running = asyncio.get_running_loop(), asyncio.current_task()
    asked = asyncio.Event()

    def stop() -> None:
        if running is not None and not asked.is_set():
            asked.set()
            running.cancel()

    for number in STOPPING:
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number in STOPPING:
            loop.remove_signal_handler(number)


if __name__ == "__main__":
    sys.exit(main())

"""`python -m sandbox`: plays one whole login against the real bot, then lets a browser go on with it.

Knows how it is started and stopped; everything else is elsewhere.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING, Final

from sandbox.eyes import ScriptError
from sandbox.page.app import app as page
from sandbox.page.trials import trial_accounts
from sandbox.process import BotError, can_step_the_clock
from sandbox.running import USUAL_PROVIDER, Choices, running_stage
from sandbox.script import Script
from sandbox.serving import serve_app
from sandbox.signals import cancelled_by_signals
from sandbox.simulated import RECONNECTING, scenarios_of
from sandbox.terminal.narrator import Narrator, columns_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.login import Ending
    from sandbox.running import Stage

FAILED: Final = 1
INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sandbox and give the exit code: 0 after a connected account, or after a visit to the page."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.clock and not can_step_the_clock():
        parser.error("--clock needs the folder tests/, which is not here")
    if chosen.scenario is not None and chosen.scenario not in scenarios_of(chosen.provider):
        names = ", ".join(scenarios_of(chosen.provider))
        parser.error(f"argument --scenario: with --provider {chosen.provider} it is one of {names}")
    choices = Choices(chosen.provider, chosen.scenario, chosen.poll, chosen.ask_first, chosen.clock)
    try:
        return asyncio.run(_run(choices, port=chosen.port, once=chosen.once))
    except asyncio.CancelledError:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m sandbox", description="Try Codebell without Telegram, OnlyFans and Fansly."
    )
    parser.add_argument("--once", action="store_true", help="end after the played login")
    parser.add_argument("--port", type=int, default=0, help="where the page listens (default: any free port)")
    parser.add_argument(
        "--provider",
        choices=RECONNECTING,
        default=USUAL_PROVIDER,
        metavar="SLUG",
        help=f"where the played login is: one of {', '.join(RECONNECTING)} (default: {USUAL_PROVIDER})",
    )
    parser.add_argument(
        "--scenario",
        metavar="NAME",
        help="how the platform treats it (default: by one code; a name that there is not prints all)",
    )
    parser.add_argument(
        "--poll", action="store_true", help="let the bot poll; it has no connect page then, so no /connect"
    )
    parser.add_argument("--ask-first", action="store_true", help="Stella wants to be asked before each login")
    parser.add_argument("--clock", action="store_true", help="let the page put the clock forward")
    return parser


async def _run(choices: Choices, *, port: int, once: bool) -> int:
    with cancelled_by_signals():
        try:
            async with running_stage(choices) as stage:
                code = await _play(stage)
                return code if once or stage.bot.has_ended else await _receive_visitors(stage, port)
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


async def _receive_visitors(stage: Stage, port: int) -> int:
    """Serve the page until a signal comes, the usual end of a visit, or until the bot ends by itself."""
    for provider in stage.providers.values():
        for account in trial_accounts(provider):
            provider.vendor.add_account(account)
    try:
        async with serve_app(page(stage), port) as url:
            _say("", f"Go on as Mia, Stella and Sam: {url}", "Ctrl-C ends everything.")
            await stage.bot.process.wait()
    except asyncio.CancelledError:  # by the signal, and all that is left to do is to end
        return 0
    except OSError:
        return _fails(f"✗ The page cannot listen on port {port}; choose another by --port.")
    return _fails("✗ The bot has ended by itself. The last that it printed:", *stage.bot.last_lines())


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


if __name__ == "__main__":
    sys.exit(main())

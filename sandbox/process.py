"""The real bot as a process, started and ended as a user would do it. Knows no conversation."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

ROOT: Final = Path(__file__).parents[1]
LIKE_A_USER: Final = ("-m", "bot", "run")
LAUNCHER: Final = "tests.harness.launcher"
WITH_CLOCK: Final = ("-m", LAUNCHER, "1")
"""The launcher starts the same bot with a clock that its standard input puts forward."""

READY_SECONDS: Final = 30.0
STOP_SECONDS: Final = 10.0
LOOK_SECONDS: Final = 0.05


class BotError(Exception):
    """The bot does not run: it did not start, or it ended by itself."""


@dataclass(frozen=True, slots=True)
class BotProcess:
    """A running bot that prints into `log` and serves HTTP at `url`."""

    process: asyncio.subprocess.Process = field(repr=False)
    log: Path
    url: str

    @property
    def has_ended(self) -> bool:
        """Whether it is over, in whatever way."""
        return self.process.returncode is not None

    def last_lines(self, count: int = 20) -> list[str]:
        """Give the end of what it printed."""
        return self.log.read_text(errors="replace").splitlines()[-count:]

    async def until_ready(self) -> None:
        """Wait until `/readyz` agrees; BotError if it ends before or takes too long."""
        try:
            async with asyncio.timeout(READY_SECONDS), httpx.AsyncClient(trust_env=False) as client:
                while not await self._is_ready(client):  # noqa: ASYNC110 - a process tells no event
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            message = self._told(f"the bot was not ready within {READY_SECONDS:.0f} s")
            raise BotError(message) from None

    async def put_forward(self, seconds: float) -> None:
        """Put its clock forward; only for one that was started with a clock."""
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            message = "the bot was started without a clock that can be put forward"
            raise BotError(message)
        stdin.write(f"{seconds}\n".encode())
        await stdin.drain()
        async with asyncio.timeout(STOP_SECONDS):
            await stdout.readline()

    async def _is_ready(self, client: httpx.AsyncClient) -> bool:
        if self.has_ended:
            message = self._told(f"the bot ended with exit code {self.process.returncode}")
            raise BotError(message)
        try:
            return (await client.get(f"{self.url}/readyz")).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def _told(self, what: str) -> str:
        return "\n".join([f"{what}. The last that it printed:", *self.last_lines()])


@contextlib.asynccontextmanager
async def running_bot(
    variables: Mapping[str, str], log: Path, *, with_clock: bool = False
) -> AsyncIterator[BotProcess]:
    """Start the bot with these variables and no others, and end it with the block.

    It gets a session of its own, so that Ctrl-C in a terminal reaches it through us alone, and once.
    """
    pipe = asyncio.subprocess.PIPE
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *(WITH_CLOCK if with_clock else LIKE_A_USER),
            cwd=ROOT,
            env=_environment(variables),
            stdin=pipe if with_clock else asyncio.subprocess.DEVNULL,
            stdout=pipe if with_clock else output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield BotProcess(process, log, f"http://127.0.0.1:{variables['PORT']}")
    finally:
        await _end(process)


async def new_encryption_key() -> str:
    """Have the bot make a key, by `python -m bot keygen`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "keygen", cwd=ROOT, env=_environment({}), stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(READY_SECONDS):
            printed, _ = await process.communicate()
    finally:
        await _end(process)
    if process.returncode:
        message = f"`python -m bot keygen` ended with exit code {process.returncode}"
        raise BotError(message)
    return printed.decode().strip()


def free_port() -> int:
    """Find a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def can_step_the_clock() -> bool:
    """Tell whether the launcher is there; an installation without tests has none."""
    return ROOT.joinpath(*LAUNCHER.split(".")).with_suffix(".py").is_file()


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), **variables}


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()

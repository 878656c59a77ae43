"""The bot as a process of its own, as a user starts it, or by the launcher with a stepped clock."""

from __future__ import annotations

import asyncio
import base64
import os
import secrets
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from tests.harness.forked import LAUNCHER, Forked, fork

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.harness.clock import SteppedClock

ROOT = Path(__file__).parents[2]
READY_SECONDS = 30.0
STOP_SECONDS = 30.0
POLL_SECONDS = 0.05
LIKE_A_USER = ("-m", "bot", "run")
LAUNCHED = ("-m", LAUNCHER)
LAUNCHERS = {LAUNCHER, "tests.threats.launcher"}


def by_launcher(clock: SteppedClock, scale: float = 0.02) -> tuple[str, ...]:
    """Give the arguments that start the bot with this clock, its limits towards Telegram scaled.

    How far the clock was put forward is added at each start, for a bot that starts again has missed steps.
    """
    return (*LAUNCHED, *map(repr, (scale, clock.rate, clock.began)))


def new_encryption_key() -> str:
    """Make a key as `python -m bot keygen` prints one."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class BotProcess:
    """One process. What it prints goes into `output`, a file that outlives it."""

    variables: Mapping[str, str]
    output: Path
    clock: SteppedClock
    arguments: tuple[str, ...] = LIKE_A_USER
    port: int = field(default_factory=free_port)
    _process: asyncio.subprocess.Process | Forked | None = None

    @property
    def url(self) -> str:
        """Where its HTTP side listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_running(self) -> bool:
        """Whether it has been started and has not ended."""
        return self._process is not None and self._process.returncode is None

    async def start(self, *, ready: bool = True) -> BotProcess:
        """Start it and, unless told otherwise, wait until it says that it is ready."""
        environment = {"PATH": os.environ["PATH"], "PORT": str(self.port), **self.variables}
        _, module, *rest = self.arguments
        if module in LAUNCHERS:
            launched = (*rest, repr(self.clock.ahead))
            self._process = await fork(launched, environment, self.output, ROOT, module)
        else:
            self._process = await self._execute(environment)
        if ready:
            await self.until_ready()
        return self

    async def _execute(self, environment: Mapping[str, str]) -> asyncio.subprocess.Process:
        with self.output.open("ab") as output:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                *self.arguments,
                cwd=ROOT,
                env=environment,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE if self.arguments != LIKE_A_USER else output,
                stderr=output,
            )

    async def until_ready(self) -> None:
        """Wait until `/readyz` says so; an AssertionError tells what it printed instead."""
        async with httpx.AsyncClient(trust_env=False) as client:
            try:
                async with asyncio.timeout(READY_SECONDS):
                    await self._poll(client)
            except TimeoutError:
                message = f"the bot is not ready:\n{self.printed()}"
                raise AssertionError(message) from None

    async def _poll(self, client: httpx.AsyncClient) -> None:
        is_ready = await self._is_ready(client)
        while not is_ready:
            await asyncio.sleep(POLL_SECONDS)
            is_ready = await self._is_ready(client)

    async def is_ready(self) -> bool:
        """Ask whether it says that it is ready."""
        async with httpx.AsyncClient(trust_env=False) as client:
            return await self._is_ready(client)

    async def _is_ready(self, client: httpx.AsyncClient) -> bool:
        if not self.is_running:
            message = f"the bot has ended:\n{self.printed()}"
            raise AssertionError(message)
        try:
            return (await client.get(f"{self.url}/readyz")).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    async def step(self, seconds: float) -> None:
        """Put its clock forward; only for one that the launcher started."""
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{seconds}\n".encode())
        await self._process.stdin.drain()
        await self._process.stdout.readline()

    async def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def terminate(self) -> int:
        """Ask it to end, as a platform does; give its exit code."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(STOP_SECONDS):
            return await self._process.wait()

    async def exit_code(self) -> int:
        """Wait for it to end by itself."""
        assert self._process is not None
        async with asyncio.timeout(READY_SECONDS):
            return await self._process.wait()

    def printed(self) -> str:
        """Give all that it printed."""
        return self.output.read_text(errors="replace")

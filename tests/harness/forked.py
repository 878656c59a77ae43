"""A launcher in a process that is forked from one which has imported everything: a second of CPU less.

Knows no bot. What the process is given, and how it ends, is as if it had been executed.
"""

from __future__ import annotations

import asyncio
import importlib
import multiprocessing
import os
import signal
import socket
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

LAUNCHER: Final = "tests.harness.launcher"
CONTEXT: Final = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([LAUNCHER])


@dataclass
class Forked:
    """What a bot needs of `asyncio.subprocess.Process`."""

    stdin: asyncio.StreamWriter
    stdout: asyncio.StreamReader
    pid: int
    _process: ForkServerProcess
    returncode: int | None = None
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def send_signal(self, number: int) -> None:
        """Send it a signal; ProcessLookupError if it has ended."""
        os.kill(self.pid, number)

    async def wait(self) -> int:
        """Wait for its end and give its exit code; below 0 it is the signal that ended it."""
        await self._over.wait()
        assert self.returncode is not None
        return self.returncode

    def note_end(self) -> None:
        """Note how it has ended, and let go of it."""
        asyncio.get_running_loop().remove_reader(self._process.sentinel)
        self._process.join()
        self.returncode = self._process.exitcode
        self._process.close()
        self.stdin.close()
        self._over.set()


async def fork(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    output: Path,
    root: Path,
    launcher: str = LAUNCHER,
) -> Forked:
    """Start a launcher: its standard input and output are pipes, its errors go to `output`."""
    ours, theirs = socket.socketpair()
    process = CONTEXT.Process(target=_become, args=(launcher, arguments, environment, output, root, theirs))
    with theirs:
        await asyncio.to_thread(process.start)  # the first one waits for the imports
    stdout, stdin = await asyncio.open_connection(sock=ours)
    assert process.pid is not None
    forked = Forked(stdin, stdout, process.pid, process)
    asyncio.get_running_loop().add_reader(process.sentinel, forked.note_end)
    return forked


def _become(  # noqa: PLR0913, PLR0917 - all that a process is given
    launcher: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    output: Path,
    root: Path,
    pipes: socket.socket,
) -> None:
    """Be what `python -m` with this launcher would be."""
    run = importlib.import_module(launcher).run  # here, for whoever forks has no need of the bot

    os.chdir(root)
    os.environ.clear()
    os.environ.update(environment)
    with output.open("ab") as log:
        os.dup2(log.fileno(), sys.stderr.fileno())
    for number in (0, 1):
        os.dup2(pipes.fileno(), number)
    sys.stdin, sys.stdout = os.fdopen(0, "r"), os.fdopen(1, "w")
    sys.exit(run(arguments))

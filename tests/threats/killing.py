"""Within the bot: ends the process at lines of ours that were not executed before, so often as it is started.

What it is to do stands in a file, so that a test can say so while the bot runs, and take it back before the
next is started. It knows no test.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.handlers.dispatch import Dispatcher
from bot.notifier import errands, faces
from bot.relay import leases
from bot.serving import serve
from storage.repositories import leasing
from tests.harness import launcher
from tests.harness.bot import ROOT

if TYPE_CHECKING:
    from types import FrameType

    import pytest

    from bot.app import App

ORDERS: Final = "KILLING_ORDERS"
"""The variable that names the file. It holds a number: it is to die at each so many-th line that is new."""
LINES: Final = ".lines"
"""Where the lines are, beside the file of orders: each once, in the order in which they came first."""
OURS: Final = tuple(f"{ROOT / package}{os.sep}" for package in ("bot", "providers", "storage"))
BEFORE_OURS: Final = len(f"{ROOT}{os.sep}")
CODE: Final = re.compile(r"[0-9]{8}")
NOT_ME: Final = "notme:"
CLAIM_SECONDS: Final = 2.0
"""How long the claims of a killed process hold, in place of up to half a minute."""


def watch(patch: pytest.MonkeyPatch) -> None:
    """Obey from when her code or her "Not me" is handed over; a process that is started then, at once."""
    if ORDERS not in os.environ:
        return
    tracer = _Tracer(Path(os.environ[ORDERS]))
    threading.settrace(tracer)
    handle = Dispatcher.handle

    async def handled(dispatcher: Dispatcher, data: dict[str, Any]) -> None:
        if _is_awaited(data):
            tracer.begin()
        await handle(dispatcher, data)

    async def served(app: App) -> int:
        tracer.begin()
        return await serve(app)

    patch.setattr(Dispatcher, "handle", handled)
    patch.setattr(launcher, "serve", served)
    patch.setattr(errands, "CLAIM_SECONDS", CLAIM_SECONDS)
    patch.setattr(faces, "CLAIM_SECONDS", CLAIM_SECONDS)
    patch.setattr(leasing, "LEASE_SECONDS", CLAIM_SECONDS)
    patch.setattr(leases, "RENEW_SECONDS", CLAIM_SECONDS / 4)


def _is_awaited(data: dict[str, Any]) -> bool:
    text, pressed = data.get("message", {}).get("text", ""), data.get("callback_query", {}).get("data", "")
    return CODE.fullmatch(text) is not None or pressed.startswith(NOT_ME)


@dataclass
class _Tracer:
    """Sees each line of ours that is executed, in every task and thread, once it has begun."""

    orders: Path
    every: int = 0
    seen: set[str] = field(default_factory=set)
    alone: threading.Lock = field(default_factory=threading.Lock)

    @property
    def lines(self) -> Path:
        """Where all of them are noted, also those of the processes before."""
        return self.orders.with_suffix(LINES)

    def begin(self) -> None:
        """Do from here on what stands in the file, if there is one.

        Other threads do so as soon as `every` is set, and have to find the lines of the processes before.
        """
        if self.every or not self.orders.exists():
            return
        self.seen.update(self.lines.read_text().splitlines() if self.lines.exists() else ())
        self.every = int(self.orders.read_text())
        sys.settrace(self)

    def __call__(self, frame: FrameType, event: str, _argument: object) -> Any:  # noqa: ANN401 - as sys wants it
        file = frame.f_code.co_filename
        if not self.every or not file.startswith(OURS):
            return None
        if event == "line":
            self._reach(f"{file[BEFORE_OURS:]}:{frame.f_lineno}")
        return self

    def _reach(self, line: str) -> None:
        """Note a line that is new, and die where enough of them were noted.

        One thread at a time: else one counts a line and another dies by that count before it is noted, and
        whoever is started next counts it again.
        """
        with self.alone:
            if line in self.seen:
                return
            self.seen.add(line)
            with self.lines.open("a") as lines:
                lines.write(f"{line}\n")
            if len(self.seen) % self.every == 0:
                os.kill(os.getpid(), signal.SIGKILL)

"""Within the bot: notes the lines of ours that an update leads to, or ends the process at one of them.

What it is to do stands in a file, so that a test can say so while the bot runs, and take it back before the
next is started. It knows no test.
"""

# ruff: noqa: SLF001 - what is watched may be private

from __future__ import annotations

import os
import re
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.handlers import dispatch
from bot.handlers.dispatch import Dispatcher
from bot.notifier import errands, faces
from bot.relay import leases
from storage.repositories import leasing
from tests.harness.bot import ROOT

if TYPE_CHECKING:
    from types import FrameType

    import pytest

    from bot.handlers.turn import Turn

ORDERS: Final = "KILLING_ORDERS"
"""The variable that names the file. It holds NOTE, or the line to die at."""
NOTE: Final = "note"
NOTED: Final = ".lines"
"""Where the noted lines are, beside the file of orders: each once, in the order in which they began."""
DONE: Final = "done"
"""Stands among them where what the update does is done: if the process ends before, it is delivered anew."""
OURS: Final = tuple(f"{ROOT / package}{os.sep}" for package in ("bot", "providers", "storage"))
BEFORE_OURS: Final = len(f"{ROOT}{os.sep}")
CODE: Final = re.compile(r"[0-9]{8}")
NOT_ME: Final = "notme:"
CLAIM_SECONDS: Final = 2.0
"""How long the claims of a killed process hold, in place of up to half a minute."""


def watch(patch: pytest.MonkeyPatch) -> None:
    """Obey from when her code or her "Not me" is handed over; before that nothing was done about it."""
    if ORDERS not in os.environ:
        return
    tracer = _Tracer(Path(os.environ[ORDERS]))
    handle, answer = Dispatcher.handle, dispatch._answer_press

    async def watched(dispatcher: Dispatcher, data: dict[str, Any]) -> None:
        if _is_awaited(data):
            tracer.begin()
        await handle(dispatcher, data)

    async def answered(turn: Turn) -> None:
        tracer.note(DONE)
        await answer(turn)

    patch.setattr(Dispatcher, "handle", watched)
    patch.setattr(dispatch, "_answer_press", answered)
    patch.setattr(errands, "CLAIM_SECONDS", CLAIM_SECONDS)
    patch.setattr(faces, "CLAIM_SECONDS", CLAIM_SECONDS)
    patch.setattr(leasing, "LEASE_SECONDS", CLAIM_SECONDS)
    patch.setattr(leases, "RENEW_SECONDS", CLAIM_SECONDS / 4)


def _is_awaited(data: dict[str, Any]) -> bool:
    text, pressed = data.get("message", {}).get("text", ""), data.get("callback_query", {}).get("data", "")
    return CODE.fullmatch(text) is not None or pressed.startswith(NOT_ME)


@dataclass
class _Tracer:
    """Sees each line of ours that this thread executes, also in the tasks that are woken up."""

    orders: Path
    order: str = ""
    seen: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """Do from here on what stands in the file, if there is one."""
        if self.orders.exists():
            self.order = self.orders.read_text()
            sys.settrace(self)

    def __call__(self, frame: FrameType, event: str, _argument: object) -> Any:  # noqa: ANN401 - as sys wants it
        file = frame.f_code.co_filename
        if not file.startswith(OURS):
            return None
        if event == "line":
            line = f"{file[BEFORE_OURS:]}:{frame.f_lineno}"
            if line == self.order:
                os.kill(os.getpid(), signal.SIGKILL)
            self.note(line)
        return self

    def note(self, line: str) -> None:
        """Write a line down the first time, if that is the order."""
        if self.order == NOTE and line not in self.seen:
            self.seen.add(line)
            with self.orders.with_suffix(NOTED).open("a") as notes:
                notes.write(f"{line}\n")

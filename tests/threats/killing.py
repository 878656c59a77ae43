"""Ends this process, as from outside, at a line of ours that is counted from her code or her "Not me"."""

from __future__ import annotations

import os
import re
import signal
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.handlers.dispatch import Dispatcher
from tests.harness.bot import ROOT
from tests.harness.clock import SteppedClock

if TYPE_CHECKING:
    from types import FrameType

    import pytest

OURS = tuple(f"{ROOT / package}{os.sep}" for package in ("bot", "providers", "storage"))
CODE = re.compile(r"[0-9]{8}")
NOT_ME = "notme:"


@dataclass
class DeadlyClock(SteppedClock):
    """A clock whose steps back are no steps: -100 says to kill this process at the 100th line."""

    lines: int = field(default=0, init=False)

    def step(self, seconds: float) -> None:
        """Put it forward, or prepare the end."""
        if seconds >= 0:
            super().step(seconds)
        else:
            self.lines = int(-seconds)

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        """Begin to count when an update brings what it is to be killed at."""
        handle = Dispatcher.handle

        async def counted(dispatcher: Dispatcher, data: dict[str, Any]) -> None:
            if self.lines and _is_awaited(data):
                sys.settrace(self._trace)
            await handle(dispatcher, data)

        patch.setattr(Dispatcher, "handle", counted)

    def _trace(self, frame: FrameType, event: str, _argument: object) -> Any:  # noqa: ANN401 - as sys wants it
        if not frame.f_code.co_filename.startswith(OURS):
            return None
        if event == "line":
            self.lines -= 1
            if self.lines == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return self._trace


def _is_awaited(data: dict[str, Any]) -> bool:
    text, pressed = data.get("message", {}).get("text", ""), data.get("callback_query", {}).get("data", "")
    return CODE.fullmatch(text) is not None or pressed.startswith(NOT_ME)

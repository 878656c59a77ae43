"""Telegram's limits as waits: 30 messages a second over all, 1 a second in a chat, 20 a minute in a group.

It knows no message.

Edits count like messages. What is not urgent leaves a third of the overall rate to what is.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` in any `seconds`."""

    count: int
    seconds: float


OVERALL = Rate(30, 1.0)
DECORATIONS = Rate(20, 1.0)
CHAT = Rate(1, 1.0)
GROUP = Rate(20, 60.0)
MARGIN = 0.05
"""Seconds by which we stay clear of a limit, for Telegram's clock is not ours."""


@dataclass(slots=True)
class Pace:
    """Remembers what was sent when, by `clock` (seconds), and says how long to wait.

    `scale` shortens all limits, for a server that allows more than Telegram does.
    """

    clock: Callable[[], float]
    scale: float = 1.0
    _overall: deque[float] = field(default_factory=lambda: deque(maxlen=OVERALL.count))
    _chats: defaultdict[int, deque[float]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=GROUP.count))
    )
    _halts: dict[int, float] = field(default_factory=dict)

    def wait(self, chat_id: int, *, urgent: bool) -> float:
        """Give the seconds until a message to the chat may leave, 0 for at once."""
        now = self.clock()
        sent = self._chats.get(chat_id, deque())
        rates = [(self._overall, OVERALL if urgent else DECORATIONS), (sent, CHAT)]
        if chat_id < 0:
            rates.append((sent, GROUP))
        return max(
            self._halts.get(chat_id, 0.0) - now,
            *(self._until_free(times, rate, now) for times, rate in rates),
            0.0,
        )

    def note(self, chat_id: int) -> None:
        """Count a message that leaves now."""
        now = self.clock()
        self._overall.append(now)
        self._chats[chat_id].append(now)

    def halt(self, chat_id: int, seconds: float) -> None:
        """Obey a refusal: nothing leaves for the chat for `seconds`."""
        self._halts[chat_id] = self.clock() + seconds

    def forget_idle(self) -> None:
        """Drop the chats that nothing was sent to for a minute."""
        before = self.clock() - GROUP.seconds
        for chat_id in [chat_id for chat_id, times in self._chats.items() if times[-1] < before]:
            del self._chats[chat_id]
        for chat_id in [chat_id for chat_id, until in self._halts.items() if until < self.clock()]:
            del self._halts[chat_id]

    def _until_free(self, times: deque[float], rate: Rate, now: float) -> float:
        if len(times) < rate.count:
            return 0.0
        return times[-rate.count] + (rate.seconds + MARGIN) * self.scale - now

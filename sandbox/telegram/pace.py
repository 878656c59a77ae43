"""How fast a bot may send: 30 messages a second, one a second in a chat, 20 a minute in a group.

Knows chats by number only.

Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
Telegram tolerates short bursts in a chat; here none is.
"""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.telegram.errors import slow_down

_OVERALL = (30, 1.0)
_IN_A_CHAT = (1, 1.0)
_IN_A_GROUP = (20, 60.0)
_WEBHOOK_SETTINGS = (1, 1.0)


@dataclass
class Pace:
    """Counts sends and edits in sliding windows.

    `scale` stretches or shortens every window (0.1: ten times faster, 0: no limit), `now` gives seconds.
    `tolerance` is the share of a window that is forgiven: a network delivers evenly sent requests unevenly.
    """

    scale: float = 1.0
    now: Callable[[], float] = time.monotonic
    tolerance: float = 0.05
    _spent: dict[tuple[str, int], deque[float]] = field(
        default_factory=lambda: defaultdict(deque), repr=False
    )

    @classmethod
    def off(cls) -> "Pace":
        """Give a pace that refuses nothing."""
        return cls(scale=0)

    def message(self, chat_id: int, *, is_group: bool) -> None:
        """Count one send or edit; raises ApiError 429 with the seconds to wait, and then counts nothing."""
        windows = {("overall", 0): _OVERALL, ("chat", chat_id): _IN_A_CHAT}
        if is_group:
            windows["group", chat_id] = _IN_A_GROUP
        self._spend(windows)

    def webhook_setting(self) -> None:
        """Count one setWebhook: Telegram takes one a second."""
        self._spend({("setWebhook", 0): _WEBHOOK_SETTINGS})

    def _spend(self, windows: dict[tuple[str, int], tuple[int, float]]) -> None:
        wait = max(self._wait(key, limit, seconds * self.scale) for key, (limit, seconds) in windows.items())
        if wait > 0:
            slow_down(max(1, math.ceil(wait)))
        for key in windows:
            self._spent[key].append(self.now())

    def _wait(self, key: tuple[str, int], limit: int, window: float) -> float:
        spent = self._spent[key]
        while spent and spent[0] <= self.now() - window * (1 - self.tolerance):
            spent.popleft()
        return spent[0] + window - self.now() if len(spent) >= limit else 0

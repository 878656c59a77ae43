"""Which updates are known, which of them are done, and how far Telegram may forget. It calls nothing.

getUpdates confirms everything below its `offset`, so that the offset stands at the oldest update that is
not done; what is done behind it is remembered here, for Telegram shows it again. It shows 100 at most: one
update that cannot be done would hide all that come after the next 99.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

SHOWN_BY_TELEGRAM: Final = 100


class Window:
    """The updates from the oldest unfinished one on."""

    def __init__(self) -> None:
        """Begin where Telegram says."""
        self._open: set[int] = set()
        self._done: set[int] = set()
        self._next: int | None = None

    @property
    def offset(self) -> int | None:
        """What getUpdates may be asked for; None before anything has come."""
        return min(self._open, default=self._next)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is unfinished."""
        return not self._open

    def admit(self, ids: Iterable[int]) -> list[int]:
        """Take in what Telegram showed and give those that have not been seen, oldest first."""
        fresh = sorted(set(ids) - self._open - self._done)
        if fresh:
            self._open.update(fresh)
            self._next = fresh[-1] + 1
        return fresh

    def finish(self, update_id: int) -> None:
        """Record that an update is done for good."""
        self._open.remove(update_id)
        self._done.add(update_id)
        oldest = min(self._open, default=None)
        self._done = set() if oldest is None else {each for each in self._done if each > oldest}

    def hides_others(self, update_id: int) -> bool:
        """Whether this is the oldest of a full page, mostly done: what comes later cannot be seen."""
        is_full = len(self._open) + len(self._done) >= SHOWN_BY_TELEGRAM
        return is_full and update_id == min(self._open) and len(self._done) > len(self._open)

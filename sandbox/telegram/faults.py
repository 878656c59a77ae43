"""Faults that a test orders: calls that fail, wait, are held, or are done but never answered.

Knows no method.

Orders are used up in the order in which they were given; a call takes the first that fits it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from sandbox.telegram.changes import WAIT_SECONDS

if TYPE_CHECKING:
    from sandbox.telegram.changes import Changes
    from sandbox.telegram.chats import Chat
    from sandbox.telegram.params import Params


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer instead of the real one: JSON with this description, or any body as it stands."""

    status: int
    description: str = ""
    retry_after: int | None = None
    body: str | None = None


@dataclass(eq=False)
class Hold:
    """Holds one call before it is performed, until `release`."""

    changes: Changes
    has_reached: bool = False
    _gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def reached(self, seconds: float = WAIT_SECONDS) -> None:
        """Wait until the call has come; raises TimeoutError after `seconds` of real time."""
        await self.changes.until(lambda: self.has_reached, seconds)

    def release(self) -> None:
        """Let the call go on."""
        self._gate.set()

    async def wait(self) -> None:
        """Be the call that is held."""
        self.has_reached = True
        self.changes.happened()
        await self._gate.wait()


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to a call: an answer instead, a delay in seconds, a hold, or a cut before or after."""

    answer: Answer | None = None
    delay: float = 0
    hold: Hold | None = None
    cut: Literal["", "before", "after"] = ""


@dataclass(frozen=True, slots=True)
class _Order:
    method: str
    chat_id: int | None
    times: int
    fault: Fault


class Faults:
    """The orders of a test."""

    def __init__(self, changes: Changes) -> None:
        """Begin without any."""
        self._changes = changes
        self._orders: list[_Order] = []

    def fail(self, method: str, answer: Answer, *, times: int = 1, chat: Chat | None = None) -> None:
        """Refuse the next calls with this answer; nothing is performed."""
        self._order(method, chat, times, Fault(answer=answer))

    def delay(self, method: str, seconds: float, *, times: int = 1, chat: Chat | None = None) -> None:
        """Let the next calls wait before they are performed, in real seconds."""
        self._order(method, chat, times, Fault(delay=seconds))

    def hold(self, method: str, *, chat: Chat | None = None) -> Hold:
        """Hold the next call until the returned hold is released."""
        hold = Hold(self._changes)
        self._order(method, chat, 1, Fault(hold=hold))
        return hold

    def cut(self, method: str, *, performed: bool, times: int = 1, chat: Chat | None = None) -> None:
        """Break the connection of the next calls unanswered; `performed` says whether they are done."""
        self._order(method, chat, times, Fault(cut="after" if performed else "before"))

    def clear(self) -> None:
        """Forget what is left."""
        self._orders = []

    def take(self, method: str, params: Params) -> Fault:
        """Use up the order that fits this call, if any."""
        for index, order in enumerate(self._orders):
            if order.method.lower() == method.lower() and order.chat_id in {None, params.integer("chat_id")}:
                self._orders[index : index + 1] = (
                    [replace(order, times=order.times - 1)] if order.times > 1 else []
                )
                return order.fault
        return Fault()

    def _order(self, method: str, chat: Chat | None, times: int, fault: Fault) -> None:
        self._orders.append(_Order(method, chat.id if chat else None, times, fault))

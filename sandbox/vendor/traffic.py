"""What arrived at a simulated vendor, and what tests told it to do with what comes; it knows no vendor."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sandbox.vendor.faults import Fault, Hold, Rule

if TYPE_CHECKING:
    from collections.abc import Callable

WAIT_SECONDS: Final = 30.0
"""How long anything is waited for, also on a machine that has much else to do."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request as it arrived; `body` is its JSON, None without one, and may hold a code or a password."""

    method: str
    path: str
    at: float
    authorised: bool
    body: Any = field(repr=False)


class Traffic:
    """The requests of one vendor. Drive it from the event loop that serves it.

    `strays` are those, by method and path, that nothing documented takes.
    """

    def __init__(self) -> None:
        """Begin without any."""
        self.requests: list[Recorded] = []
        self.strays: list[str] = []
        self.closing = asyncio.Event()
        self._rules: list[Rule] = []
        self._holds: list[Hold] = []
        self._changed = asyncio.Condition()

    def requests_to(self, method: str, path: str = "") -> list[Recorded]:
        """Give the requests of a method whose path holds `path`."""
        return [request for request in self.requests if request.method == method and path in request.path]

    def fail_next(
        self,
        fault: Fault | int,
        method: str | None = None,
        path: str | None = None,
        *,
        count: int = 1,
        target: str = "",
    ) -> None:
        """Answer the next `count` matching requests with a fault or an HTTP status."""
        self._rules.append(Rule(fault, method, path, count, target))

    def heal(self) -> None:
        """Forget all faults that were told."""
        self._rules.clear()

    def hold(self, method: str, path: str | None = None) -> Hold:
        """Keep the next matching answer back, after its effect, until the hold is released."""
        hold = Hold(method, path)
        self._holds.append(hold)
        return hold

    def close(self) -> None:
        """End what hangs and let go what is held."""
        self.closing.set()
        for hold in self._holds:
            hold.release()

    async def wait_for(self, condition: Callable[[], T], seconds: float = WAIT_SECONDS) -> T:
        """Wait until `condition` holds, judged after each request; TimeoutError after `seconds`."""
        async with asyncio.timeout(seconds), self._changed:
            return await self._changed.wait_for(condition)

    async def announce(self) -> None:
        """Have waiting conditions judged again, as after a step of the clock."""
        async with self._changed:
            self._changed.notify_all()

    def fault_for(self, method: str, path: str) -> Rule | None:
        """Use up and give the first rule for a request."""
        rule = next((rule for rule in self._rules if rule.matches(method, path)), None)
        if rule is not None:
            rule.count -= 1
        return rule

    def hold_for(self, method: str, path: str) -> Hold | None:
        """Give the first hold for a request, marked as arrived."""
        hold = next((hold for hold in self._holds if hold.matches(method, path)), None)
        if hold is not None:
            hold.arrived.set()
        return hold

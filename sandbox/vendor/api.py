"""The HTTP side that every simulator has: what comes is recorded and judged, faults and holds are applied.

It knows no vendor's paths; each one's words for refusals come with its `Voice`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from starlette.applications import Starlette
from starlette.routing import Route

from sandbox.vendor.faults import Fault
from sandbox.vendor.responses import Broken, broken
from sandbox.vendor.simulator import Vendor
from sandbox.vendor.traffic import Recorded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from sandbox.vendor.accounts import Account
    from sandbox.vendor.attempts import Attempt

VendorT = TypeVar("VendorT", bound=Vendor[Any, Any])


def bearer(request: Request) -> str:
    """Give the key of an `Authorization: Bearer` header."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key if scheme == "Bearer" else ""


@dataclass(frozen=True, slots=True)
class Voice:
    """How a vendor refuses: by an HTTP status, or credentials; and where it reads the key."""

    problem: Callable[[int], Response]
    credentials: Callable[[], Response]
    key: Callable[[Request], str] = bearer


@dataclass(frozen=True, slots=True)
class Call(Generic[VendorT]):
    """One request whose body has been read and whose key is right."""

    simulator: VendorT
    voice: Voice
    ids: Mapping[str, str]
    query: Mapping[str, str]
    value: Any = field(repr=False)

    @property
    def body(self) -> dict[str, Any]:
        """Give the body's JSON object, an empty one where there is none."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def now(self) -> float:
        """Give the moment of reading, so that what this call began lies behind it."""
        return self.simulator.clock()

    def problem(self, status: int) -> Response:
        """Refuse in the vendor's words."""
        return self.voice.problem(status)

    def faulty(self, fault: Fault | int, target: str = "") -> Response:
        """Give the answer that a fault or a status is."""
        if not isinstance(fault, Fault):
            return self.voice.problem(fault)
        if fault is Fault.CREDENTIALS:
            return self.voice.credentials()
        return broken(fault, target, self.simulator.closing)

    def starting(self, account: Account, begin: Callable[[], Response]) -> Response:
        """Answer a start by `begin`, unless its scenario has it fail; a lost one has begun."""
        self.simulator.starts[account.id] += 1
        fails = self.simulator.starts[account.id] <= account.scenario.start_faults
        return self._unless(account.scenario.start_fault if fails else None, begin)

    def submitting(self, attempt: Attempt, submit: Callable[[], Response]) -> Response:
        """Answer a code by `submit`, unless its scenario has it fail; a lost one was taken."""
        return self._unless(attempt.account.scenario.submit_fault, submit)

    def polling(self, attempt: Attempt, show: Callable[[], Response]) -> Response:
        """Answer a poll by `show`, unless its scenario has this one fail."""
        faults = attempt.account.scenario.poll_faults
        attempt.polls += 1
        return self.faulty(faults[attempt.polls - 1]) if attempt.polls <= len(faults) else show()

    def _unless(self, fault: Fault | int | None, act: Callable[[], Response]) -> Response:
        if fault is not None and fault is not Fault.LOST:
            return self.faulty(fault)
        acted = act()
        return acted if fault is None else Broken()


class Api(Generic[VendorT]):
    """Builds the ASGI app of one simulator."""

    def __init__(self, simulator: VendorT, voice: Voice) -> None:
        """Answer for `simulator` in its vendor's words."""
        self.simulator = simulator
        self.voice = voice

    def route(self, method: str, path: str, handler: Callable[[Call[VendorT]], Response]) -> Route:
        """Have the requests of a path answered by `handler`, which sees only those with the right key."""

        async def endpoint(request: Request) -> Response:
            body = await _read(request)
            authorised = self.voice.key(request) == self.simulator.key
            recorded = Recorded(method, request.url.path, self.simulator.clock(), authorised, body)
            self.simulator.requests.append(recorded)
            call = Call(self.simulator, self.voice, request.path_params, request.query_params, body)
            response = self._answer(handler, call, recorded)
            await self._hold(recorded)
            return response

        return Route(path, endpoint, methods=[method])

    def app(self, *routes: Route) -> Starlette:
        """Put routes together; any other path or method is refused in the vendor's words."""
        handlers: Mapping[Any, Callable[[Request, Exception], Awaitable[Response]]]
        handlers = {404: self._unknown, 405: self._unknown}
        return Starlette(routes=routes, exception_handlers=handlers)

    def _answer(
        self, handler: Callable[[Call[VendorT]], Response], call: Call[VendorT], recorded: Recorded
    ) -> Response:
        if not recorded.authorised:
            return self.voice.problem(401)
        rule = self.simulator.fault_for(recorded.method, recorded.path)
        if rule is not None and rule.fault is not Fault.LOST:
            return call.faulty(rule.fault, rule.target)
        response = handler(call)
        return response if rule is None else Broken()

    async def _hold(self, recorded: Recorded) -> None:
        hold = self.simulator.hold_for(recorded.method, recorded.path)
        await self.simulator.announce()
        if hold is not None:
            await hold.released.wait()

    async def _unknown(self, request: Request, error: Exception) -> Response:
        self.simulator.strays.append(f"{request.method} {request.url.path}")
        return self.voice.problem(getattr(error, "status_code", 404))


async def _read(request: Request) -> object:
    try:
        return json.loads(await request.body() or b"null")
    except ValueError:
        return None

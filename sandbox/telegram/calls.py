"""The record of every request, and the judgement of requests and objects by whatever a test brings.

Knows no method.

A judge gives a list of what is wrong; the specification itself is not part of the sandbox.
"""

from collections import deque
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from sandbox.telegram.formatting import Json
from sandbox.telegram.params import Params

RequestJudge = Callable[[str, Json, AbstractSet[str]], list[str]]
ObjectJudge = Callable[[str, object], list[str]]

_BOUND = 20_000


@dataclass(frozen=True, slots=True)
class Call:
    """One request and how it ended: HTTP status (0: no answer) and a refusal's text, by the world's clock."""

    time: float
    method: str
    params: Json
    files: tuple[str, ...]
    status: int
    description: str = ""


@dataclass
class Record:
    """What was asked, and what a judge found wrong with the asking and with the objects in the answers."""

    judge_request: RequestJudge | None = None
    judge_object: ObjectJudge | None = None
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=_BOUND))
    request_faults: list[str] = field(default_factory=list)
    object_faults: list[str] = field(default_factory=list)

    def request(self, method: str, params: Params) -> None:
        """Judge a request."""
        if self.judge_request is not None:
            self.request_faults += self.judge_request(method, dict(params.values), set(params.files))

    def object(self, type_name: str, value: object) -> None:
        """Judge an object that the server sends; a list is judged piece by piece."""
        if self.judge_object is None or type_name in {"True", "Integer"}:
            return
        element = type_name.removeprefix("Array of ")
        values = value if isinstance(value, list) else [value]
        self.object_faults += [fault for each in values for fault in self.judge_object(element, each)]

    def of(self, method: str, *, status: int | None = None) -> list[Call]:
        """List the calls of one method, or those of them that ended with this status."""
        return [call for call in self.calls if call.method == method and status in {None, call.status}]

    def costs(self) -> list[Call]:
        """List the calls that work for people: all but polling, setting up and asking who the bot is."""
        free = {
            "getUpdates",
            "getMe",
            "setWebhook",
            "deleteWebhook",
            "getWebhookInfo",
            "setMyCommands",
            "deleteMyCommands",
            "getMyCommands",
        }
        return [call for call in self.calls if call.method not in free]

"""Performs one call of the Bot API and gives the envelope of its answer.

Knows methods, faults and records, no HTTP.

Wire format: https://core.telegram.org/bots/api#making-requests
"""

import asyncio
import inspect
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.telegram.calls import Call, Record
from sandbox.telegram.errors import ApiError
from sandbox.telegram.faults import Answer, Fault, Faults
from sandbox.telegram.methods import BY_LOWER_NAME, METHODS
from sandbox.telegram.params import Params
from sandbox.telegram.world import World

if TYPE_CHECKING:
    from sandbox.telegram.formatting import Json

_DESCRIBED = {
    "setWebhook": "Webhook was set",
    "deleteWebhook": "Webhook was deleted",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back over HTTP; `cut` breaks the connection instead."""

    status: int
    body: str
    cut: bool = False
    retry_after: int | None = None


class BotApi:
    """The methods of one world, with the record of their use."""

    def __init__(self, world: World) -> None:
        """Begin with nothing recorded and no fault ordered."""
        self.world = world
        self.record = Record()
        self.faults = Faults(world.changes)

    async def call(self, name: str, params: Params) -> Reply:
        """Perform a method, with whatever fault is ordered for it."""
        known = {method.lower(): method for method in METHODS}.get(name.lower(), name)
        self.record.request(name, params)
        fault = self.faults.take(known, params)
        await self._wait(fault)
        reply = self._instead(fault) or await self._performed(known, params)
        self._note(known, params, reply)
        return Reply(reply.status, reply.body, cut=bool(fault.cut), retry_after=reply.retry_after)

    async def _wait(self, fault: Fault) -> None:
        if fault.hold is not None:
            await fault.hold.wait()
        if fault.delay:
            await asyncio.sleep(fault.delay)

    def _instead(self, fault: Fault) -> Reply | None:
        if fault.cut == "before":
            return Reply(0, "", cut=True)
        return _ordered(fault.answer) if fault.answer else None

    async def _performed(self, name: str, params: Params) -> Reply:
        try:
            result = await self._result(name, params)
        except ApiError as error:
            return refusal(error)
        described = {"description": _DESCRIBED[name]} if name in _DESCRIBED else {}
        return Reply(200, json.dumps({"ok": True, "result": result, **described}))

    async def _result(self, name: str, params: Params) -> object:
        method = BY_LOWER_NAME.get(name.lower())
        if method is None:
            raise ApiError(404, "Not Found: method not found")
        result = method.perform(self.world, params)
        if inspect.isawaitable(result):
            result = await result
        self.record.object(method.answers, result)
        return result

    def _note(self, name: str, params: Params, reply: Reply) -> None:
        description = "" if reply.status in {0, 200} else _description(reply.body)
        call = Call(
            self.world.clock(), name, dict(params.values), tuple(params.files), reply.status, description
        )
        self.record.calls.append(call)
        self.world.changes.happened()


def refusal(error: ApiError) -> Reply:
    """Give the envelope of a refusal."""
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return Reply(error.code, json.dumps(body), retry_after=error.parameters.get("retry_after"))


def _ordered(answer: Answer) -> Reply:
    if answer.body is not None:
        return Reply(answer.status, answer.body)
    parameters = {} if answer.retry_after is None else {"retry_after": answer.retry_after}
    return refusal(ApiError(answer.status, answer.description, **parameters))


def _description(body: str) -> str:
    try:
        return str(json.loads(body).get("description", ""))
    except ValueError:
        return body[:200]

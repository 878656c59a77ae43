"""How an adapter writes what it has to remember into the text of `resume`, and takes it up again.

It must not know any vendor. What it reads may be of an earlier release, or of another adapter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from functools import cache, wraps
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, Final, ParamSpec, TypeVar

from pydantic import AfterValidator, PlainSerializer, PlainValidator, TypeAdapter

from providers.origins import is_id
from providers.secret import Secret
from providers.steps import Failed, Reason, Step

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MemoryT = TypeVar("MemoryT", bound="DataclassInstance")
AdapterT = TypeVar("AdapterT")
P = ParamSpec("P")
Call = Callable[Concatenate[AdapterT, Any, P], Coroutine[Any, Any, Step]]
ResumingCall = Callable[Concatenate[AdapterT, str, P], Coroutine[Any, Any, Step]]

VERSION: Final = 1


def _an_id(text: str) -> str:
    if is_id(text):
        return text
    message = "no id that may stand in a path"
    raise ValueError(message)


def _a_secret(value: object) -> Secret:
    if isinstance(value, str):
        return Secret(value)
    message = "no text"
    raise ValueError(message)


Id = Annotated[str, AfterValidator(_an_id)]
"""A remembered id, which stands in the paths of calls."""

Kept = Annotated[Secret, PlainValidator(_a_secret), PlainSerializer(Secret.reveal)]
"""A secret that is written into the resume, for the vendor wants it again; the relay stores that sealed."""


def dump(memory: DataclassInstance) -> str:
    """Write a memory, which is a dataclass of JSON's values, as the compact text that the relay stores."""
    values = _shape(type(memory)).dump_python(memory, mode="json")
    return json.dumps({"version": VERSION, **values}, separators=(",", ":"))


def load(kind: type[MemoryT], resume: str) -> MemoryT | None:
    """Read a memory back; None for what this version did not write."""
    try:
        values = json.loads(resume)
        is_ours = values.pop("version") == VERSION
        return _shape(kind).validate_python(values, extra="forbid") if is_ours else None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def resumed(*kinds: type[Any]) -> Callable[[Call[AdapterT, P]], ResumingCall[AdapterT, P]]:
    """Have an adapter's call take up its `resume` as a memory of one of `kinds`; without one, it is gone.

    What the adapter gets so is no coroutine itself: its frame, which holds the resume and with it perhaps
    her password, is gone before anything can fail.
    """

    def decorate(call: Call[AdapterT, P]) -> ResumingCall[AdapterT, P]:
        @wraps(call)
        def taken_up(
            adapter: AdapterT, resume: str, /, *args: P.args, **kwargs: P.kwargs
        ) -> Coroutine[Any, Any, Step]:
            read = (load(kind, resume) for kind in kinds)
            memory = next(filter(None, read), None)
            return _gone() if memory is None else call(adapter, memory, *args, **kwargs)

        return taken_up

    return decorate


@cache
def _shape(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


async def _gone() -> Step:
    return Failed(Reason.ATTEMPT_GONE)

"""How an adapter writes what it has to remember into the text of `resume`, and reads it back.

It must not know any vendor. What it reads may be of an earlier release, or of another adapter.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Final, TypeVar

from providers.base import Channel
from providers.origins import is_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import DataclassInstance

MemoryT = TypeVar("MemoryT")

VERSION: Final = 1


def dump(memory: DataclassInstance) -> str:
    """Write a memory as the compact text that the relay stores."""
    return json.dumps({"version": VERSION, **asdict(memory)}, separators=(",", ":"))


def load(kind: Callable[..., MemoryT], resume: str, id_name: str) -> MemoryT | None:
    """Read a memory with a `channel` back; None for what this version did not write.

    `id_name` is the member that stands in the paths of calls and so has to be an id.
    """
    try:
        values = json.loads(resume)
        if values.pop("version") != VERSION or not is_id(values[id_name]):
            return None
        return kind(**values | {"channel": Channel(values["channel"])})
    except (ValueError, TypeError, KeyError, AttributeError):
        return None

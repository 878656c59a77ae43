"""SQLite in the loop's own thread: no story waits for another thread, so each runs the same every time."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import pytest
from aiosqlite import Connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")


async def _at_once(_connection: Connection, call: Callable[..., T], *given: object, **named: object) -> T:
    return call(*given, **named)


@contextmanager
def in_one_thread() -> Iterator[None]:
    """Have every statement run where it is awaited."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "_execute", _at_once)
        yield

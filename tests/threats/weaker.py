"""What takes the place of a function of the product: it says the same of everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

Seed = Callable[["pytest.MonkeyPatch"], None]


def always(result: object) -> Callable[..., Any]:
    """Give a function that says the same of everything."""
    return lambda *_args, **_named: result


def always_soon(result: object) -> Callable[..., Any]:
    """Give a coroutine function that says the same of everything."""

    async def says(*_args: object, **_named: object) -> object:
        return result

    return says

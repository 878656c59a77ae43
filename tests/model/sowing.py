"""How a fault is sown: something weaker in the place of one of the product's functions or limits."""

# ruff: noqa: ANN401 - what takes a function's place takes what that takes

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.relay.landing import Landing
from bot.relay.limits import LIMITS
from bot.relay.relay import Relay
from bot.relay.worker import Worker

if TYPE_CHECKING:
    import pytest

    Patch = pytest.MonkeyPatch

Sow = Callable[["Patch"], None]


def instead(patch: Patch, honest: object, weaker: object) -> None:
    """Put what is weaker in every place of the heart where what is honest stands, under whatever name."""
    places = [
        (module, name)
        for path, module in tuple(sys.modules.items())
        if path.startswith(("bot.relay.", "bot.people."))
        for name, value in vars(module).items()
        if value is honest
    ]
    assert places
    for module, name in places:
        patch.setattr(module, name, weaker)


def loosened(**limits: Any) -> Sow:
    """Sow looser limits, also where they are what a part takes if it is given none."""
    looser = replace(LIMITS, **limits)

    def sow(patch: Patch) -> None:
        instead(patch, LIMITS, looser)
        for part in (Landing, Relay, Worker):
            taken = part.__init__.__defaults__ or ()
            patch.setattr(
                part.__init__, "__defaults__", tuple(looser if each is LIMITS else each for each in taken)
            )

    return sow


def without(patch: Patch, module: Any, name: str) -> None:
    """Have a question always answered with no."""
    patch.setattr(module, name, lambda *_given: False)


def nothing_is_done(patch: Patch, place: Any, name: str) -> None:
    """Have an act do nothing."""

    async def weaker(*_given: object, **_named: object) -> None:
        return

    patch.setattr(place, name, weaker)


def yes_to_all(patch: Patch, honest: object) -> None:
    """Have a question always answered with yes."""

    async def weaker(*_given: object) -> bool:
        return True

    instead(patch, honest, weaker)

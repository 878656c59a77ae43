"""One database transaction and what is to happen after its commit; relay and people act through it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage import Unit


@dataclass(frozen=True, slots=True)
class Work:
    """A writing unit, the time at which it began (epoch seconds), and the calls to make after its commit."""

    unit: Unit
    now: float
    after_commit: list[Callable[[], None]] = field(default_factory=list)

"""The plots of every provider, found by its slug."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from providers.registry import ADAPTERS

if TYPE_CHECKING:
    from tests.scenarios.plot import Plot


def plots_of(slug: str) -> tuple[Plot, ...]:
    """Give the plots of a provider."""
    found: tuple[Plot, ...] = importlib.import_module(f"tests.scenarios.{slug}").PLOTS
    return found


SLUGS = tuple(ADAPTERS)

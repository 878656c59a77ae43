"""Every provider that the bot knows, played by its simulator; a new one is known here by its package alone.

Of the adapters it knows who they are, and not how they speak.
"""

from __future__ import annotations

import contextlib
import importlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from providers.base import CanReconnect
from providers.logins import Platform
from providers.registry import ADAPTERS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping
    from types import ModuleType

    from providers.manifest import Manifest
    from sandbox.vendor import Account, Scenario, Vendor

RECONNECTING: Final = tuple(slug for slug, adapter in ADAPTERS.items() if isinstance(adapter, CanReconnect))
"""The providers that sign an account in again by themselves, from what they have stored."""

PLATFORMS: Final = {Platform.ONLYFANS: "OnlyFans", Platform.FANSLY: "Fansly"}
_USUAL: Final = ("sms", "email")


@dataclass(frozen=True, slots=True)
class Simulated:
    """One provider and its simulator, which has no accounts at first."""

    manifest: Manifest
    vendor: Vendor[Any, Any]

    @property
    def reconnects(self) -> bool:
        """Whether it signs an account in again by itself."""
        return self.manifest.slug in RECONNECTING

    @property
    def platform(self) -> str:
        """The platform's name, as people write it."""
        return PLATFORMS[self.manifest.platforms[0]]

    def account(self, scenario: str, **changes: Any) -> Account:  # noqa: ANN401 - the account's own fields
        """Make an account of the platform that is treated as a scenario says, for `Vendor.add_account`."""
        package = _package(self.manifest.slug)
        templates: dict[str, Account] = dict(
            zip(package.SCENARIOS, package.scenario_accounts(), strict=False)  # more accounts may follow
        )
        return replace(templates[scenario], **changes)


def scenarios_of(slug: str) -> Mapping[str, Scenario]:
    """Give a provider's scenarios by name."""
    scenarios: Mapping[str, Scenario] = _package(slug).SCENARIOS
    return scenarios


def usual_scenario(slug: str) -> str:
    """Name the scenario in which the platform does what it usually does: it sends one code."""
    return next(name for name in (*_USUAL, *scenarios_of(slug)) if name in scenarios_of(slug))


def simulate_all(clock: Callable[[], float]) -> dict[str, Simulated]:
    """Make the simulators by slug; providers that share a key variable share the key."""
    return {slug: _simulated(slug, adapter.manifest, clock) for slug, adapter in ADAPTERS.items()}


@contextlib.asynccontextmanager
async def serving_all(simulated: Iterable[Simulated]) -> AsyncIterator[None]:
    """Serve all of them on this machine, each on a port of its own."""
    async with contextlib.AsyncExitStack() as stack:
        for each in simulated:
            await stack.enter_async_context(_package(each.manifest.slug).serve(each.vendor))
        yield


def variables_for(simulated: Iterable[Simulated]) -> dict[str, str]:
    """Give what a bot has to be told to use these simulators, once they are served."""
    told: dict[str, str] = {}
    for each in simulated:
        told[each.manifest.key_variable] = each.vendor.key
        told[each.manifest.base_url_variable] = each.vendor.base_url
    return told


def _simulated(slug: str, manifest: Manifest, clock: Callable[[], float]) -> Simulated:
    key = f"{manifest.key_variable.lower()}-of-the-sandbox"
    return Simulated(manifest, _package(slug).Simulator([], key=key, clock=clock))


def _package(slug: str) -> ModuleType:
    return importlib.import_module(f"sandbox.{slug}")

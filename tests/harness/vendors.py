"""The simulated providers, found by their slugs: a new one is known here by its package alone."""

from __future__ import annotations

import importlib
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from sandbox.vendor import Account, Vendor

ONLYFANSKIT: Final = "onlyfanskit"
KEY: Final = "harness-key-5f1c"
SECRET_VALUES: Final = frozenset({"code", "twoFactorCode", "password"})
"""The values of requests that hand a secret to a provider, as the vendors call them."""


def simulator_of(slug: str, clock: Callable[[], float]) -> Vendor[Any, Any]:
    """Make the simulator of a provider, without accounts."""
    made: Vendor[Any, Any] = importlib.import_module(f"sandbox.{slug}").Simulator([], key=KEY, clock=clock)
    return made


def serving(slug: str, vendor: Vendor[Any, Any]) -> AbstractAsyncContextManager[str]:
    """Serve it, giving its base URL."""
    served: AbstractAsyncContextManager[str] = importlib.import_module(f"sandbox.{slug}").serve(vendor)
    return served


def account_in(slug: str, scenario: str, number: int, *, digits: int, connected: bool = True) -> Account:
    """Make an account of the provider that is treated as `scenario` says, with secrets of its own."""
    package = importlib.import_module(f"sandbox.{slug}")
    named = (account for account in package.scenario_accounts() if account.id.endswith(f"_{scenario}"))
    template = min(named, key=lambda account: len(account.id))  # not `wrong_until_failed` for `failed`
    account: Account = replace(
        template,
        id=f"{template.id}_{number}",
        scenario=_with_digits(template.scenario, digits),
        username=f"stella{number}",
        login=f"stella{number}@example.com",
        password=f"pass-{secrets.token_hex(8)}",
        connected=connected,
    )
    return account


def _with_digits(scenario: Any, digits: int) -> Any:  # noqa: ANN401 - each provider's own scenario
    """Have all codes of a scenario, those of a step-up too, be as long as the canary wants them."""
    step_up = getattr(scenario, "step_up", None)
    inner = {} if step_up is None else {"step_up": replace(step_up, digits=digits)}
    return replace(scenario, digits=digits, **inner)


def without_secrets(body: Any) -> Any:  # noqa: ANN401 - JSON
    """Give a request's body without the values that may hold a secret."""
    if not isinstance(body, dict):
        return body
    return {name: without_secrets(value) for name, value in body.items() if name not in SECRET_VALUES}

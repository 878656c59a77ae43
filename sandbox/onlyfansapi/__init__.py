"""A simulator of OnlyFansAPI's OnlyFans side over real HTTP: documented shapes and nothing kinder."""

from sandbox.onlyfansapi.scenarios import (
    SCENARIOS,
    Account,
    Asking,
    Refusal,
    Scenario,
    Telling,
    scenario_accounts,
)
from sandbox.onlyfansapi.server import serve
from sandbox.onlyfansapi.simulator import Simulator
from sandbox.onlyfansapi.unknown import Meta, Unknown
from sandbox.vendor import Fault, Gate

__all__ = [
    "SCENARIOS",
    "Account",
    "Asking",
    "Fault",
    "Gate",
    "Meta",
    "Refusal",
    "Scenario",
    "Simulator",
    "Telling",
    "Unknown",
    "scenario_accounts",
    "serve",
]

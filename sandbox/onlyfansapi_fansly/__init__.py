"""A simulator of OnlyFansAPI for Fansly over real HTTP: documented shapes and nothing kinder."""

from sandbox.onlyfansapi_fansly.scenarios import SCENARIOS, Account, Refusal, Scenario, scenario_accounts
from sandbox.onlyfansapi_fansly.server import serve
from sandbox.onlyfansapi_fansly.simulator import Simulator
from sandbox.onlyfansapi_fansly.unknown import Unknown
from sandbox.vendor import Fault, Gate

__all__ = [
    "SCENARIOS",
    "Account",
    "Fault",
    "Gate",
    "Refusal",
    "Scenario",
    "Simulator",
    "Unknown",
    "scenario_accounts",
    "serve",
]

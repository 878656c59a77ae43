"""A simulator of the Fansly API over real HTTP: it answers the facts' shapes and nothing kinder."""

from sandbox.apifansly.scenarios import (
    SCENARIOS,
    Account,
    Challenge,
    Scenario,
    Spelling,
    Telling,
    scenario_accounts,
)
from sandbox.apifansly.server import serve
from sandbox.apifansly.simulator import Simulator
from sandbox.apifansly.unknown import Unknown
from sandbox.vendor import Fault, Gate

__all__ = [
    "SCENARIOS",
    "Account",
    "Challenge",
    "Fault",
    "Gate",
    "Scenario",
    "Simulator",
    "Spelling",
    "Telling",
    "Unknown",
    "scenario_accounts",
    "serve",
]

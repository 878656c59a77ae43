"""A simulator of OnlyFansKit over real HTTP: it answers the documented shapes and nothing kinder."""

from sandbox.onlyfanskit.scenarios import SCENARIOS, scenario_accounts
from sandbox.onlyfanskit.server import serve
from sandbox.onlyfanskit.simulator import Simulator
from sandbox.vendor import Account, Fault, Gate, Scenario

__all__ = ["SCENARIOS", "Account", "Fault", "Gate", "Scenario", "Simulator", "scenario_accounts", "serve"]

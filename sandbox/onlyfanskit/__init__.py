"""A simulator of OnlyFansKit over real HTTP: it answers the documented shapes and nothing kinder."""

from sandbox.onlyfanskit.faults import Fault
from sandbox.onlyfanskit.scenarios import SCENARIOS, Account, Gate, Scenario
from sandbox.onlyfanskit.server import serve
from sandbox.onlyfanskit.simulator import Simulator

__all__ = ["SCENARIOS", "Account", "Fault", "Gate", "Scenario", "Simulator", "serve"]

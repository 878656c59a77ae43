"""What all simulated vendors share.

A package `sandbox.<slug>` gives `Simulator`, `SCENARIOS`, `Account`, `scenario_accounts` and `serve`, so that
whoever plays logins treats them alike.
"""

from sandbox.vendor.accounts import Account, Gate, Scenario, one_for_each
from sandbox.vendor.api import Api, Call, Voice, bearer
from sandbox.vendor.attempts import CODE_GATES, Attempt, Phase
from sandbox.vendor.codes import Message
from sandbox.vendor.faults import Fault, Hold
from sandbox.vendor.serving import serving
from sandbox.vendor.simulator import Phone, Vendor
from sandbox.vendor.traffic import Recorded

__all__ = [
    "CODE_GATES",
    "Account",
    "Api",
    "Attempt",
    "Call",
    "Fault",
    "Gate",
    "Hold",
    "Message",
    "Phase",
    "Phone",
    "Recorded",
    "Scenario",
    "Vendor",
    "Voice",
    "bearer",
    "one_for_each",
    "serving",
]

"""The Fansly accounts that the simulator knows and how the platform treats each; data alone.

Grades: [D] documented, [O] observed, [?] unknown, so that a scenario plays it one way and another the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from sandbox import vendor
from sandbox.vendor import Fault, Gate, one_for_each


class Refusal(StrEnum):
    """Why there is no challenge: user name and password, told here or there [?].

    SESSION: the platform's session is over, and a re-authentication says so with 401 [O].
    """

    IN_POLL = "in_poll"
    AT_START = "at_start"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class Scenario(vendor.Scenario):
    """How one account's logins run; times are seconds of the injected clock.

    `pending_after`: how long a code is verified, with needs_code true [D]. `twofa_type` stands in for the
    gate's number. `tells_error`: a wrong code sets last_error [?]. `keeps_error`: last_error stays while the
    next code is verified [?]. `expires_after`: the login ends if it has not succeeded [?]. `status` stands in
    for the vendor's word. `lists_early`: the account is in the list, under its name, before it is signed in
    [?].
    """

    pending_after: float = 1.0
    mails_at_once: bool = True
    twofa_type: int | None = None
    tells_error: bool = True
    keeps_error: bool = False
    expires_after: float | None = None
    status: str | None = None
    refused: Refusal | None = None
    lists_early: bool = True


@dataclass(frozen=True, slots=True)
class Account(vendor.Account):
    """One account of the platform; `username` or `login` and `password` are what a start has to name.

    Where it is `connected` from the beginning, the list has it under `name`, and it may be `signed_in`.
    """

    scenario: Scenario = field(default_factory=Scenario)
    username: str | None = "stella"
    name: str = "My Fansly"
    signed_in: bool = False


_EMAIL: Final = Scenario(gates=(Gate.EMAIL,))
_LOST: Final = replace(_EMAIL, start_fault=Fault.LOST, start_faults=1)

SCENARIOS: Final[dict[str, Scenario]] = {
    "plain": Scenario(),
    "email": _EMAIL,
    "authenticator": Scenario(gates=(Gate.AUTHENTICATOR,)),
    "unknown_channel": replace(_EMAIL, twofa_type=7),
    "wrong_once": replace(_EMAIL, refuses=1),
    "wrong_once_silent": replace(_EMAIL, refuses=1, tells_error=False),
    "wrong_once_sticky": replace(_EMAIL, refuses=1, keeps_error=True),
    "wrong_until_failed": replace(_EMAIL, refuses=3, tries=3),
    "wrong_until_failed_silent": replace(_EMAIL, refuses=3, tries=3, tells_error=False),
    "expiring": replace(_EMAIL, expires_after=60.0),
    "vanishing": replace(_EMAIL, vanishes_as=404, vanishes_after=5.0),
    "slow": replace(_EMAIL, pending_before=47.0, pending_after=48.0),
    "unknown_status": replace(_EMAIL, status="negotiating"),
    "stuck": Scenario(status="negotiating", pending_before=86_400.0),
    "refused": Scenario(refused=Refusal.IN_POLL),
    "refused_at_start": Scenario(refused=Refusal.AT_START),
    "session_expired": replace(_EMAIL, refused=Refusal.SESSION),
    "key_refused": Scenario(start_fault=401),
    "plan_refused": Scenario(start_fault=402),
    "scope_refused": Scenario(start_fault=403),
    "unknown": Scenario(start_fault=404),
    "throttled": Scenario(start_fault=429),
    "error_500": Scenario(start_fault=500),
    "error_503": Scenario(start_fault=503),
    "down": Scenario(start_fault=502),
    "down_and_back": replace(_EMAIL, start_fault=502, start_faults=1),
    "down_while_polled": replace(_EMAIL, pending_before=1.0, poll_faults=(502, 520, 524)),
    "html": Scenario(start_fault=Fault.HTML),
    "garbage": Scenario(start_fault=Fault.GARBAGE),
    "huge": Scenario(start_fault=Fault.HUGE),
    "hanging": Scenario(start_fault=Fault.HANG),
    "lost": _LOST,
    "lost_unlisted": replace(_LOST, lists_early=False),
    "lost_code": replace(_EMAIL, submit_fault=Fault.LOST),
}
"""By name. A start that is lost is in the list under its name (`lost`), or is not (`lost_unlisted`)."""


def scenario_accounts() -> tuple[Account, ...]:
    """Give one account a scenario, `fansly_acct_<scenario>`, and those of what is no scenario's."""
    signed_in = replace(_account("already_connected", _EMAIL), signed_in=True)
    no_credentials = replace(_account("no_credentials", _EMAIL), stored=False)
    return (*one_for_each(SCENARIOS, _account), signed_in, no_credentials)


def _account(name: str, scenario: Scenario) -> Account:
    return Account(f"fansly_acct_{name}", scenario, username=name, login=f"{name}@example.com")

"""The accounts that the simulator knows and how the platform treats each; data alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from sandbox.onlyfanskit.faults import Fault


class Gate(StrEnum):
    """What the platform may want of the creator; the value is the attempt's state."""

    SMS = "needs_otp"
    AUTHENTICATOR = "needs_app_otp"
    EMAIL = "needs_email"
    SELFIE = "needs_face_otp"
    APP = "awaiting_mobile_session"


@dataclass(frozen=True, slots=True)
class Scenario:
    """How one account's logins run; times are seconds of the injected clock.

    `refuses`: so many right codes are called wrong and followed by another. `tries`: the wrong code that ends
    the attempt as failed. `digits`: how long a code is. `code_first`: the code is sent at once, while the
    attempt is still pending. `start_fault` is an HTTP status or a `Fault`, `vanishes_as` an HTTP status.
    """

    gates: tuple[Gate, ...] = ()
    pending_before: float = 0.0
    pending_after: float = 0.0
    refuses: int = 0
    tries: int = 5
    digits: int = 6
    code_first: bool = False
    fails: bool = False
    with_link: bool = True
    start_fault: int | Fault | None = None
    vanishes_as: int | None = None
    vanishes_after: float = 0.0


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the key; `login` and `password` are what a first connection has to name."""

    id: str
    scenario: Scenario = field(default_factory=Scenario)
    username: str | None = None
    login: str = "stella@example.com"
    password: str = field(default="a long password", repr=False)
    stored: bool = True


_SMS: Final = Scenario(gates=(Gate.SMS,))

SCENARIOS: Final[dict[str, Scenario]] = {
    "plain": Scenario(),
    "sms": _SMS,
    "authenticator": Scenario(gates=(Gate.AUTHENTICATOR,)),
    "email": Scenario(gates=(Gate.EMAIL,)),
    "sms_email": Scenario(gates=(Gate.SMS, Gate.EMAIL)),
    "selfie": Scenario(gates=(Gate.SELFIE,)),
    "selfie_no_link": Scenario(gates=(Gate.SELFIE,), with_link=False),
    "app": Scenario(gates=(Gate.APP,)),
    "wrong_once": replace(_SMS, refuses=1),
    "wrong_until_failed": replace(_SMS, refuses=3, tries=3),
    "code_first": replace(_SMS, pending_before=6.0, code_first=True),
    "slow": replace(_SMS, pending_before=47.0, pending_after=48.0),
    "failed": Scenario(fails=True),
    "vanishing": replace(_SMS, vanishes_as=404, vanishes_after=5.0),
    "vanishing_410": replace(_SMS, vanishes_as=410, vanishes_after=5.0),
    "dead": Scenario(start_fault=410),
    "refused": Scenario(start_fault=Fault.CREDENTIALS),
    "key_refused": Scenario(start_fault=401),
    "plan_refused": Scenario(start_fault=402),
    "scope_refused": Scenario(start_fault=403),
    "unknown": Scenario(start_fault=404),
    "bad_request": Scenario(start_fault=400),
    "throttled": Scenario(start_fault=429),
    "error_500": Scenario(start_fault=500),
    "error_502": Scenario(start_fault=502),
    "error_503": Scenario(start_fault=503),
    "html": Scenario(start_fault=Fault.HTML),
    "garbage": Scenario(start_fault=Fault.GARBAGE),
    "huge": Scenario(start_fault=Fault.HUGE),
    "hanging": Scenario(start_fault=Fault.HANG),
    "lost": replace(_SMS, start_fault=Fault.LOST),
}


def scenario_accounts() -> tuple[Account, ...]:
    """Give one account for each scenario, `acct_<scenario>`, and one without stored credentials."""
    named = tuple(
        Account(f"acct_{name}", scenario, login=f"{name}@example.com") for name, scenario in SCENARIOS.items()
    )
    return (*named, Account("acct_no_credentials", _SMS, login="no_credentials@example.com", stored=False))

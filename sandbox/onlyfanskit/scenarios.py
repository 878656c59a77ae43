"""The accounts that the simulator knows and how the platform treats each; data alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sandbox.vendor import Account, Fault, Gate, Scenario, one_for_each

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
    "down_and_back": replace(_SMS, start_fault=502, start_faults=1),
    "down_while_polled": replace(_SMS, pending_before=1.0, poll_faults=(502, 503, 502)),
    "html": Scenario(start_fault=Fault.HTML),
    "garbage": Scenario(start_fault=Fault.GARBAGE),
    "huge": Scenario(start_fault=Fault.HUGE),
    "hanging": Scenario(start_fault=Fault.HANG),
    "lost": replace(_SMS, start_fault=Fault.LOST),
    "lost_code": replace(_SMS, submit_fault=Fault.LOST),
}


def scenario_accounts() -> tuple[Account, ...]:
    """Give one account for each scenario, `acct_<scenario>`, and one without stored credentials."""
    named = one_for_each(
        SCENARIOS, lambda name, scenario: Account(f"acct_{name}", scenario, login=f"{name}@example.com")
    )
    return (*named, Account("acct_no_credentials", _SMS, login="no_credentials@example.com", stored=False))

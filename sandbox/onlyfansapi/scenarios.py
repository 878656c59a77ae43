"""The OnlyFans accounts that the simulator knows and how the platform treats each; data alone.

Grades: DOCUMENTED is printed in the vendor's pages, OBSERVED seen by integrators, UNKNOWN played one way by
one scenario and another way by another.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from sandbox.vendor import Fault, Gate, accounts, one_for_each


class Asking(StrEnum):
    """Which part of a poll tells that something is wanted of her; the others stay as if nothing were."""

    EVERYWHERE = "everywhere"
    FLAG = "flag"
    TWO_FACTOR_PENDING = "two_factor_pending"
    STATE = "state"
    PROGRESS = "progress"
    LINK = "link"


class Telling(StrEnum):
    """What changes in a poll after a wrong code."""

    ERROR = "error"
    STARTED_AT = "started_at"
    PROGRESS = "progress"
    NOTHING = "nothing"


class Refusal(StrEnum):
    """Where a login is refused, or its session [O]."""

    AT_START = "at_start"
    IN_POLL = "in_poll"
    SESSION_AT_START = "session_at_start"
    SESSION_IN_POLL = "session_in_poll"


@dataclass(frozen=True, slots=True)
class Scenario(accounts.Scenario):
    """How one account's logins run; times are seconds of the injected clock.

    `pending_after`: how long a code is checked, `stale`: polls show the old challenge meanwhile.
    `selfie_as_text`: a boolean is refused with 422, the string is taken. `refused` tells where the password
    is refused, with `error_code` in a poll. `failed_state` is the state of a failure, `words` stand for state
    and progress while nothing is wanted. `nulls`: what is not there is null and not left out.
    """

    pending_after: float = 1.0
    asking: Asking = Asking.EVERYWHERE
    telling: Telling = Telling.ERROR
    stale: bool = False
    selfie_as_text: bool = False
    expires_after: float | None = None
    refused: Refusal | None = None
    error_code: str | None = None
    failed_state: str = "failed"
    words: tuple[str, str] | None = None
    nulls: bool = False


@dataclass(frozen=True, slots=True)
class Account(accounts.Account):
    """One account of the platform; `signed_in`: the vendor has a session of it from the beginning."""

    scenario: Scenario = field(default_factory=Scenario)
    signed_in: bool = False


_SMS: Final = Scenario(gates=(Gate.SMS,))
_SELFIE: Final = Scenario(gates=(Gate.SELFIE,))

DOCUMENTED: Final[dict[str, Scenario]] = {
    "plain": Scenario(),
    "sms_by_flag": replace(_SMS, asking=Asking.FLAG),
    "sms_by_two_factor_pending": replace(_SMS, asking=Asking.TWO_FACTOR_PENDING),
    "slow": replace(_SMS, pending_before=47.0, pending_after=48.0),
    "app": Scenario(gates=(Gate.APP,)),
    "plan_refused": Scenario(start_fault=402),
    "unknown": Scenario(start_fault=404),
    "bad_request": Scenario(start_fault=422),
    "throttled": Scenario(start_fault=429),
    "throttled_poll": replace(_SMS, poll_faults=(429,)),
    "throttled_code": replace(_SMS, submit_fault=429),
    "error_500": Scenario(start_fault=500),
    "error_502": Scenario(start_fault=502),
    "error_503": Scenario(start_fault=503),
    "error_520": Scenario(start_fault=520),
    "error_524": Scenario(start_fault=524),
    "down_and_back": replace(_SMS, start_fault=502, start_faults=1),
    "down_while_polled": replace(_SMS, poll_faults=(502, 520, 524)),
}

OBSERVED: Final[dict[str, Scenario]] = {
    "sms": _SMS,
    "sms_by_state": replace(_SMS, asking=Asking.STATE),
    "sms_by_progress": replace(_SMS, asking=Asking.PROGRESS),
    "authenticator": Scenario(gates=(Gate.AUTHENTICATOR,)),
    "sms_selfie": Scenario(gates=(Gate.SMS, Gate.SELFIE)),
    "selfie": _SELFIE,
    "selfie_no_link": replace(_SELFIE, with_link=False),
    "selfie_by_flag": replace(_SELFIE, asking=Asking.FLAG),
    "selfie_by_link": replace(_SELFIE, asking=Asking.LINK),
    "selfie_by_state": replace(_SELFIE, asking=Asking.STATE),
    "wrong_once": replace(_SMS, refuses=1),
    "wrong_until_failed": replace(_SMS, refuses=3, tries=3, error_code="WRONG_2FA"),
    "stale": replace(_SMS, pending_after=6.0, stale=True),
    "stale_selfie": replace(_SELFIE, pending_after=6.0, stale=True),
    "failed": Scenario(fails=True, error_code="LOGIN_FAILED"),
    "key_refused": Scenario(start_fault=401),
    "scope_refused": Scenario(start_fault=403),
    "session_expired": Scenario(refused=Refusal.SESSION_AT_START),
    "session_expired_in_poll": replace(_SMS, refused=Refusal.SESSION_IN_POLL),
}

UNKNOWN: Final[dict[str, Scenario]] = {
    "selfie_as_text": replace(_SELFIE, selfie_as_text=True),
    "wrong_once_anew": replace(_SMS, refuses=1, telling=Telling.STARTED_AT),
    "wrong_once_by_progress": replace(_SMS, refuses=1, telling=Telling.PROGRESS),
    "wrong_once_silent": replace(_SMS, refuses=1, telling=Telling.NOTHING),
    "wrong_twice_stale": replace(_SMS, refuses=2, stale=True),
    "failed_unnamed": Scenario(fails=True),
    "failed_though_authenticated": Scenario(fails=True, failed_state="authenticated"),
    "refused": Scenario(refused=Refusal.IN_POLL, error_code="INVALID_CREDENTIALS"),
    "refused_unnamed": Scenario(refused=Refusal.IN_POLL),
    "refused_at_start": Scenario(refused=Refusal.AT_START),
    "expiring": replace(_SMS, expires_after=60.0, error_code="EXPIRED"),
    "vanishing": replace(_SMS, vanishes_as=404, vanishes_after=5.0),
    "vanishing_410": replace(_SMS, vanishes_as=410, vanishes_after=5.0),
    "unknown_state": replace(_SMS, pending_before=2.0, words=("warming_up", "opening_curtains")),
    "stuck": Scenario(pending_before=86_400.0, words=("warming_up", "opening_curtains")),
    "nulls": replace(_SMS, pending_before=2.0, nulls=True),
    "html": Scenario(start_fault=Fault.HTML),
    "garbage": Scenario(start_fault=Fault.GARBAGE),
    "huge": Scenario(start_fault=Fault.HUGE),
    "hanging": Scenario(start_fault=Fault.HANG),
    "lost": Scenario(start_fault=Fault.LOST, start_faults=1),
    "lost_asking": replace(_SMS, start_fault=Fault.LOST, start_faults=1),
    "lost_code": replace(_SMS, submit_fault=Fault.LOST),
}
"""A lost start whose account shows up signed in (`lost`), or waits for a code that nobody can give it."""

SCENARIOS: Final[dict[str, Scenario]] = {**DOCUMENTED, **OBSERVED, **UNKNOWN}


def scenario_accounts() -> tuple[Account, ...]:
    """Give one account a scenario, `acct_<scenario>`, and those of what is no scenario's."""
    signed_in = replace(_account("already_connected", _SMS), signed_in=True)
    no_credentials = replace(_account("no_credentials", _SMS), stored=False)
    return (*one_for_each(SCENARIOS, _account), signed_in, no_credentials)


def _account(name: str, scenario: Scenario) -> Account:
    return Account(f"acct_{name}", scenario, username=name, login=f"{name}@example.com")

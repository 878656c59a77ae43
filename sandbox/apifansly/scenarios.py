"""The Fansly accounts that the simulator knows and how the platform treats each; data alone.

Grades: [D] documented, [O] observed, [?] unknown, so that a scenario plays it one way and another the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from sandbox import vendor
from sandbox.vendor import Fault, Gate, one_for_each


class Telling(StrEnum):
    """How the vendor says no to a password, a code or a session that is over [?].

    STATUS is HTTP 400 (401 for the session) with data null. The others are 2xx: INSIDE has the status in the
    nested status_code, UNSUCCESSFUL has success false, ASKING asks for a code as connect does, with another
    token (for wrong codes of a login only).
    """

    STATUS = "status"
    INSIDE = "inside"
    UNSUCCESSFUL = "unsuccessful"
    ASKING = "asking"


@dataclass(frozen=True, slots=True)
class Spelling:
    """How connect spells that it wants a code, and whether it says so in data.data.response [O]."""

    requires: str = "requires_2fa"
    token: str | None = "twofa_token"  # noqa: S105 - a member's name
    mask: str = "masked_email"
    nested: bool = False


@dataclass(frozen=True, slots=True)
class Challenge(vendor.Scenario):
    """A code that is asked for, at a login or a step-up; times are seconds of the injected clock.

    After the last of `tries` [?] and after `expires_after` [?] even the right code is refused, by `telling`
    as a wrong one is.
    """

    mails_at_once: bool = True
    telling: Telling = Telling.STATUS
    expires_after: float | None = None


_STEP_UP: Final = Challenge(gates=(Gate.EMAIL,))


@dataclass(frozen=True, slots=True)
class Scenario(Challenge):
    """How one account is treated; without `gates` a connect needs no code.

    `takes`: seconds of real time until connect and verify answer. `refused`: the platform refuses user name
    and password. `session`: the platform's session is alive; where it is not, the account's calls say so by
    `session_telling` [?].
    """

    step_up: Challenge = _STEP_UP
    spelling: Spelling = field(default_factory=Spelling)
    takes: float = 0.0
    refused: Telling | None = None
    session: bool = True
    session_telling: Telling = Telling.STATUS


@dataclass(frozen=True, slots=True)
class Account(vendor.Account):
    """One account of the platform; `username` or `login` and `password` are what a connect has to name.

    Where it is `connected` from the beginning, the list has it under `name`; `created` in epoch seconds.
    """

    scenario: Scenario = field(default_factory=Scenario)
    username: str | None = "stella"
    name: str = "My Fansly"
    country: str = "US"
    created: float = 1_760_000_000.0


_EMAIL: Final = Scenario(gates=(Gate.EMAIL,))
_CAMEL: Final = Spelling("requires2FA", "twoFactorToken", "maskedEmail")

SCENARIOS: Final[dict[str, Scenario]] = {
    "plain": Scenario(),
    "email": _EMAIL,
    "authenticator": Scenario(gates=(Gate.AUTHENTICATOR,)),
    "camel": replace(_EMAIL, spelling=_CAMEL),
    "mixed": replace(_EMAIL, spelling=Spelling("requires2fa", "twofaToken")),
    "nested": replace(_EMAIL, spelling=Spelling(nested=True)),
    "nested_camel": replace(_EMAIL, spelling=replace(_CAMEL, nested=True)),
    "drifted": replace(_EMAIL, spelling=Spelling("needs_otp", "otp_token", "sent_to")),
    "no_token": replace(_EMAIL, spelling=Spelling(token=None)),
    "wrong_once": replace(_EMAIL, refuses=1),
    "wrong_once_inside": replace(_EMAIL, refuses=1, telling=Telling.INSIDE),
    "wrong_once_unsuccessful": replace(_EMAIL, refuses=1, telling=Telling.UNSUCCESSFUL),
    "wrong_once_asking": replace(_EMAIL, refuses=1, telling=Telling.ASKING),
    "wrong_until_failed": replace(_EMAIL, refuses=3, tries=3),
    "wrong_ends": replace(_EMAIL, refuses=1, tries=1),
    "expiring": replace(_EMAIL, expires_after=60.0),
    "vanishing": replace(_EMAIL, vanishes_as=404, vanishes_after=5.0),
    "slow": replace(_EMAIL, takes=3.0),
    "refused": Scenario(refused=Telling.STATUS),
    "refused_inside": Scenario(refused=Telling.INSIDE),
    "refused_unsuccessful": Scenario(refused=Telling.UNSUCCESSFUL),
    "key_refused": Scenario(start_fault=401),
    "plan_refused": Scenario(start_fault=402),
    "scope_refused": Scenario(start_fault=403),
    "unknown": Scenario(start_fault=404),
    "throttled": Scenario(start_fault=429),
    "down_code": replace(_EMAIL, submit_fault=502),
    "throttled_code": replace(_EMAIL, submit_fault=429),
    "session_expired": Scenario(session=False),
    "session_expired_inside": Scenario(session=False, session_telling=Telling.INSIDE),
    "error_500": Scenario(start_fault=500),
    "down": Scenario(start_fault=502),
    "down_and_back": replace(_EMAIL, start_fault=502, start_faults=1),
    "html": Scenario(start_fault=Fault.HTML),
    "garbage": Scenario(start_fault=Fault.GARBAGE),
    "huge": Scenario(start_fault=Fault.HUGE),
    "hanging": Scenario(start_fault=Fault.HANG),
    "lost": Scenario(start_fault=Fault.LOST, start_faults=1),
    "lost_asking": replace(_EMAIL, start_fault=Fault.LOST, start_faults=1),
    "lost_code": replace(_EMAIL, submit_fault=Fault.LOST),
    "lost_wrong_code": replace(_EMAIL, refuses=9, submit_fault=Fault.LOST),
    "step_up_wrong_once": Scenario(step_up=replace(_STEP_UP, refuses=1)),
    "step_up_wrong_once_inside": Scenario(step_up=replace(_STEP_UP, refuses=1, telling=Telling.INSIDE)),
    "step_up_wrong_once_unsuccessful": Scenario(
        step_up=replace(_STEP_UP, refuses=1, telling=Telling.UNSUCCESSFUL)
    ),
    "step_up_wrong_until_failed": Scenario(step_up=replace(_STEP_UP, refuses=3, tries=3)),
    "step_up_refused": Scenario(step_up=replace(_STEP_UP, start_fault=400)),
    "step_up_scope_refused": Scenario(step_up=replace(_STEP_UP, start_fault=403)),
    "step_up_throttled": Scenario(step_up=replace(_STEP_UP, start_fault=429)),
    "step_up_lost": Scenario(step_up=replace(_STEP_UP, submit_fault=Fault.LOST)),
}
"""By name. A connect that is lost is in the list (`lost`), or wanted a code of hers (`lost_asking`)."""


def scenario_accounts() -> tuple[Account, ...]:
    """Give one account a scenario, `fansly_<scenario>`."""
    return one_for_each(SCENARIOS, _account)


def _account(name: str, scenario: Scenario) -> Account:
    return Account(f"fansly_{name}", scenario, username=name, login=f"{name}@example.com")

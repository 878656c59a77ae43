"""The platform's accounts and how it treats each one's logins; data alone, and no vendor's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sandbox.vendor.faults import Fault


class Gate(StrEnum):
    """What the platform may want of the creator."""

    SMS = "sms"
    AUTHENTICATOR = "authenticator"
    EMAIL = "email"
    SELFIE = "selfie"
    APP = "app"


@dataclass(frozen=True, slots=True)
class Scenario:
    """How one account's logins run; times are seconds of the injected clock.

    `refuses`: so many right codes are called wrong and followed by another. `tries`: the wrong code that ends
    the attempt as failed. `digits`: how long a code is. `code_first`: the code is sent at once, while the
    attempt is still pending. `mails_at_once`: the code by e-mail is sent without being asked for.
    `start_fault` is an HTTP status or a `Fault` and meets the first `start_faults` starts, `submit_fault` is
    one for each code, `poll_faults` are such for the first polls of an attempt. `vanishes_as` is a status.
    """

    gates: tuple[Gate, ...] = ()
    pending_before: float = 0.0
    pending_after: float = 0.0
    refuses: int = 0
    tries: int = 5
    digits: int = 6
    code_first: bool = False
    mails_at_once: bool = False
    fails: bool = False
    with_link: bool = True
    start_fault: int | Fault | None = None
    start_faults: int = 1_000
    submit_fault: int | Fault | None = None
    poll_faults: tuple[int | Fault, ...] = ()
    vanishes_as: int | None = None
    vanishes_after: float = 0.0


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the platform; `login` and `password` are what a connection has to name.

    `id` is how tests name it, and the vendor's id of it where it is `connected` from the beginning. Where it
    is not, a first connection makes a vendor's id that nobody knew. `stored`: the vendor has its password.
    """

    id: str
    scenario: Scenario = field(default_factory=Scenario)
    username: str | None = None
    login: str = "stella@example.com"
    password: str = field(default="a long password", repr=False)
    stored: bool = True
    connected: bool = True


AccountT = TypeVar("AccountT", bound=Account)
ScenarioT = TypeVar("ScenarioT", bound=Scenario)


def one_for_each(
    scenarios: Mapping[str, ScenarioT], make: Callable[[str, ScenarioT], AccountT]
) -> tuple[AccountT, ...]:
    """Give one account for each scenario, made of its name and itself."""
    return tuple(make(name, scenario) for name, scenario in scenarios.items())

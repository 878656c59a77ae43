"""One attempt to sign in, as the platform walks her through it; it knows no vendor's words and no HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sandbox.vendor.accounts import Gate
from sandbox.vendor.codes import Authenticator, Message, draw

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.vendor.accounts import Account

CODE_GATES: Final = frozenset({Gate.SMS, Gate.AUTHENTICATOR, Gate.EMAIL})


class Phase(StrEnum):
    """Where an attempt stands."""

    PENDING = "pending"
    WAITING = "waiting"
    FAILED = "failed"
    DONE = "done"


@dataclass(slots=True)
class Attempt:
    """Walks through the gates of its account's scenario.

    `account_id` is the vendor's id of the account, which is its own only once this is done. `deliver` takes
    each code that is sent, `connect` the attempt itself at the moment in which it is seen done.
    """

    id: str
    account: Account
    account_id: str
    began: float
    deliver: Callable[[Message], None] = field(repr=False)
    connect: Callable[[Any], None] = field(repr=False)
    passed: int = 0
    wrong: int = 0
    polls: int = 0
    asks_again: bool = False
    mailed: bool = False
    failed: bool = False
    connected: bool = False
    gone: int | None = None
    busy_until: float = 0.0
    opened: bool = False
    _code: str = field(default="", repr=False)
    _authenticator: Authenticator = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Let the platform take its time before the first gate."""
        self._authenticator = Authenticator(self.account.scenario.digits)
        self.busy_until = self.began + self.account.scenario.pending_before
        if self.account.scenario.code_first:
            self._open(self.began)

    @property
    def gate(self) -> Gate | None:
        """The gate that comes next or is open; None behind the last."""
        gates = self.account.scenario.gates
        return gates[self.passed] if self.passed < len(gates) else None

    def vanished(self, now: float) -> int | None:
        """Give the status that answers for an attempt that is gone, None while it is there."""
        scenario = self.account.scenario
        if scenario.vanishes_as and now >= self.began + scenario.vanishes_after:
            return scenario.vanishes_as
        return self.gone

    def phase(self, now: float) -> Phase:
        """Tell where it stands; a gate that is seen for the first time sends its code."""
        if now < self.busy_until:
            return Phase.PENDING
        if self.failed or self.account.scenario.fails:
            return Phase.FAILED
        if self.gate is None:
            self._connect()
            return Phase.DONE
        self._open(now)
        return Phase.WAITING

    def open_gate(self, now: float) -> Gate | None:
        """Give the gate that she stands before, None if there is nothing for her to do."""
        return self.gate if self.phase(now) is Phase.WAITING else None

    def code(self, now: float) -> str:
        """Give the code that the open gate takes at `now`; empty where none was sent."""
        if self.gate is Gate.AUTHENTICATOR:
            return self._authenticator.shows(now)
        return self._code

    def send_email(self, now: float) -> bool:
        """Send the e-mail of the device gate; False if that gate is not open."""
        if self.open_gate(now) is not Gate.EMAIL:
            return False
        self.mailed = True
        self._send(now)
        return True

    def submit(self, code: str, now: float) -> bool:
        """Take a code; False if none is wanted."""
        if self.open_gate(now) not in CODE_GATES:
            return False
        self.busy_until = now + self.account.scenario.pending_after
        if not self._right(code, now):
            self._refuse()
        elif self.wrong < self.account.scenario.refuses:
            self._refuse()
            if not self.failed:
                self._send(now)
        else:
            self._pass()
        return True

    def take_selfie(self, now: float) -> bool:
        """Believe that the selfie was taken; False if none is wanted."""
        if self.open_gate(now) is not Gate.SELFIE:
            return False
        self.busy_until = now + self.account.scenario.pending_after
        self._pass()
        return True

    def use_app(self, now: float) -> bool:
        """Let the creator sign in with the platform's app; False if that is not waited for."""
        if self.open_gate(now) is not Gate.APP:
            return False
        self._pass()
        return True

    def _open(self, now: float) -> None:
        if self.opened:
            return
        self.opened = True
        asked_for = self.gate is Gate.EMAIL and not self.account.scenario.mails_at_once
        if self.gate in CODE_GATES and not asked_for:
            self._send(now)

    def _send(self, now: float) -> None:
        if self.gate is None:
            return
        self._code = draw(self.account.scenario.digits)
        self.deliver(Message(self.id, self.account.id, self.gate, self.code(now)))

    def _pass(self) -> None:
        self.passed += 1
        self.asks_again = self.opened = self.mailed = False
        self._code = ""

    def _refuse(self) -> None:
        self.wrong += 1
        self.asks_again = True
        self.failed = self.wrong >= self.account.scenario.tries

    def _right(self, code: str, now: float) -> bool:
        if self.gate is Gate.AUTHENTICATOR:
            return self._authenticator.takes(code, now)
        return bool(self._code) and code == self._code

    def _connect(self) -> None:
        if not self.connected:
            self.connected = True
            self.connect(self)


AttemptT = TypeVar("AttemptT", bound=Attempt)

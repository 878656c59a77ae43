"""One attempt to sign in, as the vendor's server holds it; pure but for the codes that it draws."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sandbox.onlyfanskit.scenarios import Account, Gate

if TYPE_CHECKING:
    from collections.abc import Callable

CODE_GATES: Final = frozenset({Gate.SMS, Gate.AUTHENTICATOR, Gate.EMAIL})
AUTHENTICATOR_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Message:
    """A code on its way to the creator: an SMS, an e-mail, or what her authenticator shows."""

    attempt_id: str
    account_id: str
    gate: Gate
    code: str = field(repr=False)


@dataclass(slots=True)
class Attempt:
    """Walks through the gates of its account's scenario; `deliver` takes each code that is sent."""

    id: str
    account: Account
    began: float
    deliver: Callable[[Message], None] = field(repr=False)
    passed: int = 0
    wrong: int = 0
    asks_again: bool = False
    mailed: bool = False
    failed: bool = False
    gone: int | None = None
    busy_until: float = 0.0
    opened: bool = False
    _code: str = field(default="", repr=False)
    _seed: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)

    def __post_init__(self) -> None:
        """Let the platform take its time before the first gate."""
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

    def state(self, now: float) -> str:
        """Give the vendor's state; a gate that is seen for the first time sends its code."""
        if now < self.busy_until:
            return "pending"
        if self.failed or self.account.scenario.fails:
            return "completed_failed"
        if self.gate is None:
            return "completed_success"
        self._open(now)
        return "wrong_2fa_code_retry" if self.asks_again else self.gate

    def code(self, now: float) -> str:
        """Give the code that the open gate takes at `now`; an authenticator's changes every 30 s."""
        if self.gate is Gate.AUTHENTICATOR:
            return self._shown(now)
        return self._code

    def send_email(self, now: float) -> bool:
        """Send the e-mail of the device gate; False if that gate is not open."""
        if self.state(now) not in {Gate.EMAIL, "wrong_2fa_code_retry"} or self.gate is not Gate.EMAIL:
            return False
        self.mailed = True
        self._send(now)
        return True

    def submit(self, code: str, now: float) -> bool:
        """Take a code; False if none is wanted."""
        state = self.state(now)
        if self.gate not in CODE_GATES or state not in {self.gate, "wrong_2fa_code_retry"}:
            return False
        self.busy_until = now + self.account.scenario.pending_after
        if not self._right(code, now):
            self._refuse()
        elif self.wrong < self.account.scenario.refuses:
            self._refuse()
            self._send_another(now)
        else:
            self._pass()
        return True

    def take_selfie(self, now: float) -> bool:
        """Believe that the selfie was taken; False if none is wanted."""
        if self.state(now) != Gate.SELFIE:
            return False
        self.busy_until = now + self.account.scenario.pending_after
        self._pass()
        return True

    def use_app(self, now: float) -> bool:
        """Let the creator sign in with the platform's app; False if that is not waited for."""
        if self.state(now) != Gate.APP:
            return False
        self._pass()
        return True

    def _open(self, now: float) -> None:
        if self.opened:
            return
        self.opened = True
        if self.gate in {Gate.SMS, Gate.AUTHENTICATOR}:
            self._send(now)

    def _send(self, now: float) -> None:
        if self.gate is None:
            return
        self._code = self._digits(secrets.randbits(64))
        self.deliver(Message(self.id, self.account.id, self.gate, self.code(now)))

    def _send_another(self, now: float) -> None:
        if not self.failed:
            self._send(now)

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
            return code in {self._shown(now), self._shown(now - AUTHENTICATOR_SECONDS)}
        return bool(self._code) and code == self._code

    def _shown(self, now: float) -> str:
        window = int(now // AUTHENTICATOR_SECONDS)
        digest = hashlib.sha256(f"{self._seed}/{window}".encode()).digest()
        return self._digits(int.from_bytes(digest[:8], "big"))

    def _digits(self, number: int) -> str:
        """Make a code of a number, as long as this platform's codes are."""
        digits = self.account.scenario.digits
        return f"{number % 10**digits:0{digits}}"

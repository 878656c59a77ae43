"""One-time codes as the platform draws them, and how they travel to the creator."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sandbox.vendor.accounts import Gate

AUTHENTICATOR_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Message:
    """A code on its way to the creator: an SMS, an e-mail, or what her authenticator shows.

    `account_id` is how tests name the account.
    """

    attempt_id: str
    account_id: str
    gate: Gate
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Her authenticator app, whose code changes every 30 s."""

    digits: int
    seed: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)

    def shows(self, now: float) -> str:
        """Give the code at `now`."""
        window = int(now // AUTHENTICATOR_SECONDS)
        digest = hashlib.sha256(f"{self.seed}/{window}".encode()).digest()
        return _written(int.from_bytes(digest[:8], "big"), self.digits)

    def takes(self, code: str, now: float) -> bool:
        """Tell whether the platform takes a code at `now`: also the one before."""
        return code in {self.shows(now), self.shows(now - AUTHENTICATOR_SECONDS)}


def draw(digits: int) -> str:
    """Draw a code."""
    return _written(secrets.randbits(64), digits)


def _written(number: int, digits: int) -> str:
    return f"{number % 10**digits:0{digits}}"

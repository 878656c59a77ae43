"""An attempt in the vendor's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sandbox import vendor
from sandbox.vendor import Gate, Phase

if TYPE_CHECKING:
    from collections.abc import Mapping

GATE_STATES: Final[Mapping[Gate | None, str]] = {
    Gate.SMS: "needs_otp",
    Gate.AUTHENTICATOR: "needs_app_otp",
    Gate.EMAIL: "needs_email",
    Gate.SELFIE: "needs_face_otp",
    Gate.APP: "awaiting_mobile_session",
}
_STATES: Final[Mapping[Phase, str]] = {
    Phase.PENDING: "pending",
    Phase.FAILED: "completed_failed",
    Phase.DONE: "completed_success",
}


class Attempt(vendor.Attempt):
    """One attempt to sign in."""

    def state(self, now: float) -> str:
        """Give the vendor's state; a gate that is seen for the first time sends its code."""
        phase = self.phase(now)
        if phase is not Phase.WAITING:
            return _STATES[phase]
        return "wrong_2fa_code_retry" if self.asks_again else GATE_STATES[self.gate]

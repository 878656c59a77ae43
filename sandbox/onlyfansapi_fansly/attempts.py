"""A login in the vendor's words; the account's id is its handle."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sandbox import vendor
from sandbox.onlyfansapi_fansly.scenarios import Refusal
from sandbox.vendor import Gate, Phase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.onlyfansapi_fansly.scenarios import Account

VERIFYING: Final = "verifying"  # [D]
CHALLENGES: Final[Mapping[Gate | None, str]] = {
    Gate.EMAIL: "challenge-email",  # [D]
    Gate.AUTHENTICATOR: "challenge-authenticator",  # [?]
}
_STATUSES: Final[Mapping[Phase, str]] = {  # [?], all of them
    Phase.PENDING: "authenticating",
    Phase.FAILED: "failed",
    Phase.DONE: "authenticated",
}
_WRONG_CODE: Final = "The verification code is incorrect."  # [?], as are the next three
_TOO_MANY_CODES: Final = "Too many incorrect verification codes."
_EXPIRED: Final = "The verification code has expired."
_WRONG_PASSWORD: Final = "Invalid username or password."  # noqa: S105 - the vendor's words


class Attempt(vendor.Attempt):
    """One login; `name` is how the list calls the account, `said` the last_error before the latest code."""

    account: Account
    name: str = ""
    said: str | None = None

    @property
    def shown_gate(self) -> Gate | None:
        """Give the gate that is open, or whose code is being verified."""
        gates = self.account.scenario.gates
        return gates[min(self.passed, len(gates) - 1)] if gates else None

    @property
    def is_refused(self) -> bool:
        """Tell whether the platform refused user name and password."""
        return self.account.scenario.refused is Refusal.IN_POLL

    def phase(self, now: float) -> Phase:
        """Tell where it stands, with what this vendor's scenarios add."""
        over = self.is_refused or self.expired(now)
        return Phase.FAILED if over and now >= self.busy_until else super().phase(now)

    def submit(self, code: str, now: float) -> bool:
        """Take a code; False if none is wanted."""
        self.said = self.last_error(now)
        return super().submit(code, now)

    def expired(self, now: float) -> bool:
        """Tell whether the challenge has lasted too long."""
        after = self.account.scenario.expires_after
        return self.gate is not None and after is not None and now >= self.began + after

    def verifying(self, now: float) -> bool:
        """Tell whether a code is being looked at."""
        return self.phase(now) is Phase.PENDING and bool(self.passed or self.wrong)

    def needs_code(self, now: float) -> bool:
        """Tell what needs_code says: also true while a code is verified [D]."""
        return self.phase(now) is Phase.WAITING or self.verifying(now)

    def status(self, now: float) -> str:
        """Give the vendor's word; a challenge that is seen for the first time sends its code."""
        phase = self.phase(now)
        if self.account.scenario.status is not None:
            return self.account.scenario.status
        if self.verifying(now):
            return VERIFYING
        return CHALLENGES[self.shown_gate] if phase is Phase.WAITING else _STATUSES[phase]

    def last_error(self, now: float, *, submitted: bool = False) -> str | None:
        """Give what went wrong [?]; `submitted` is the answer to a code."""
        scenario = self.account.scenario
        if submitted or self.verifying(now):
            return self.said if scenario.keeps_error else None
        if self.phase(now) is Phase.FAILED:
            return self._end(now)
        return _WRONG_CODE if self.asks_again and scenario.tells_error else None

    def as_listed(self) -> Account:
        """Give the account as the list has it while this goes on."""
        return replace(self.account, name=self.name, signed_in=False)

    def _end(self, now: float) -> str | None:
        if self.is_refused:
            return _WRONG_PASSWORD
        if not self.account.scenario.tells_error:
            return None
        return _EXPIRED if self.expired(now) else _TOO_MANY_CODES

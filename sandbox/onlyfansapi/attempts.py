"""One attempt to sign in, with what a poll of it can tell; it knows no JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sandbox import vendor
from sandbox.vendor import CODE_GATES, Gate, Phase

if TYPE_CHECKING:
    from sandbox.onlyfansapi.scenarios import Account, Scenario

WRONG_CODE: Final = ("WRONG_2FA", "Wrong 2FA code")


@dataclass(frozen=True, slots=True)
class Look:
    """What a poll sees; times in epoch seconds."""

    phase: Phase
    gate: Gate | None
    rejected: bool
    answered: bool
    started: float


@dataclass
class Attempt(vendor.Attempt):
    """One attempt; `name` is the account's display name.

    `link` is what the vendor's app opens, empty for a login by password. `renews`: it replaces the stored
    credentials, and the account's API is closed meanwhile. `error` is its error_code and error_message.
    """

    account: Account
    name: str = ""
    link: str = field(default="", repr=False)
    renews: bool = False
    forced: bool = False
    error: tuple[str | None, str | None] = (None, None)
    answered: float | None = None
    ended: float | None = None
    before: Look | None = None

    @property
    def scenario(self) -> Scenario:
        """How it runs."""
        return self.account.scenario

    def phase(self, now: float) -> Phase:
        """Tell where it stands, and keep the moment of its end."""
        limit = self.scenario.expires_after
        if limit is not None and now >= self.began + limit and not (self.connected or self.failed):
            self.refuse(self.scenario.error_code, "The attempt has expired")
        phase = super().phase(now)
        if self.account.scenario.fails and not self.failed:
            self.refuse(self.scenario.error_code, "The login failed")
        if phase in {Phase.FAILED, Phase.DONE} and self.ended is None:
            self.ended = now
        return phase

    def look(self, now: float) -> Look:
        """Give what a poll sees: where polls are stale, the old challenge while an answer is checked."""
        phase = self.phase(now)
        if phase is Phase.PENDING and self.scenario.stale and self.before is not None:
            return self.before
        gate = self.gate if phase is Phase.WAITING else None
        return Look(phase, gate, self.asks_again, self.answered is not None, self.answered or self.began)

    def refuse(self, code: str | None, message: str) -> None:
        """Fail, as soon as it is looked at."""
        self.failed = True
        self.error = (code, message)

    def submit(self, code: str, now: float) -> bool:
        """Take a code; False if none is wanted."""
        before = self.look(now)
        taken = super().submit(code, now)
        if taken:
            self.before, self.answered = before, now
        if taken and self.failed:
            self.error = WRONG_CODE
        return taken

    def take_selfie(self, now: float) -> bool:
        """Believe that the selfie was taken; False if none is wanted."""
        before = self.look(now)
        taken = super().take_selfie(now)
        if taken:
            self.before, self.answered = before, now
        return taken

    def send_email(self, now: float) -> bool:
        """Send her an e-mail by which she verifies on her own device; False if nothing is to be verified."""
        self.mailed = self.open_gate(now) in {*CODE_GATES, Gate.SELFIE}
        return self.mailed

    def use_app(self, now: float) -> bool:
        """Let her sign in with the app, or verify by the e-mail; False if neither is waited for of her."""
        if not self.account.id:
            return False
        if self.open_gate(now) is not None and self.mailed:
            self._pass()
            return True
        return super().use_app(now)

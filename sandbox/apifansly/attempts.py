"""A code that was asked for, at a login or a step-up; its token is its handle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import vendor
from sandbox.vendor import Phase

if TYPE_CHECKING:
    from sandbox.apifansly.scenarios import Challenge


class Attempt(vendor.Attempt):
    """One login or step-up; `name` and `country` are how the list will have the account."""

    challenge: Challenge
    is_step_up: bool = False
    name: str = ""
    country: str = ""

    def phase(self, now: float) -> Phase:
        """Tell where it stands; a challenge that is too old has failed."""
        after = self.challenge.expires_after
        expired = self.gate is not None and after is not None and now >= self.began + after
        return Phase.FAILED if expired else super().phase(now)

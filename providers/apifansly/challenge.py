"""The open question for a code at the Fansly API, which both of its flows ask in the same way.

Pure. It must not know what the code is for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Self

from providers.hints import masked_address
from providers.resumes import Kept  # noqa: TC001 - pydantic reads the annotation
from providers.secret import Secret
from providers.steps import Channel, CodeNeeded

_TOKEN: Final = re.compile(r"[!-~]{1,2048}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Challenge:
    """A code that is wanted; `token` goes back to the vendor as it came, `number` counts the questions."""

    token: Kept
    channel: Channel
    hint: str | None
    number: int = 1
    rejected: bool = False

    @classmethod
    def of(cls, token: object, channel: Channel, address: object) -> Self | None:
        """Take up the vendor's `token` and masked address; None for a token that cannot be one."""
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            return None
        return cls(Secret(token), channel, masked_address(address))

    def after_wrong(self, code: Self | None = None) -> Self:
        """Ask again, by the question `code` where the vendor gave a new one."""
        return replace(code or self, number=self.number + 1, rejected=True)

    def step(self, resume: str, *, holds_password: bool = False) -> CodeNeeded:
        """Give the question as a step; that the vendor cannot send another code is the lack of a call."""
        return CodeNeeded(
            resume,
            challenge=f"{self.channel}/{self.number}",
            channel=self.channel,
            hint=self.hint,
            rejected=self.rejected,
            holds_password=holds_password,
        )

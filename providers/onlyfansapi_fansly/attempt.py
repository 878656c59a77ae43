"""OnlyFansAPI's sign-in to Fansly as a step, and what has to be remembered between two of its answers.

Pure: it must not know how the answers are got. The wire format is the vendor's Fansly authentication.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Self

from providers.hints import masked_address
from providers.resumes import Id, dump
from providers.steps import Channel, CodeNeeded, Done, Failed, Reason, Step, Working

if TYPE_CHECKING:
    from collections.abc import Mapping

CHANNELS: Final = {0: Channel.AUTHENTICATOR, 2: Channel.EMAIL}
"""By `twofa_type`; any other number is unknown."""

VERIFYING: Final = "verifying"
"""The one `status` that is read: `needs_code` stays true while the code is looked at."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What `resume` holds: the account, which is the vendor's handle, and what was seen of it last.

    `error` is a digest of the `last_error` that was seen last, empty where there was none: only another one
    is news. It is None where nothing was seen yet of an account that was known before, for its error may be
    older than this sign-in. `asked` is the number of the challenge shown last, `verifying` tells that it was
    answered.
    """

    account: Id
    error: str | None = ""
    asked: int = 0
    channel: Channel = Channel.UNKNOWN
    hint: str | None = None
    verifying: bool = False
    rejected: bool = False

    @property
    def challenge(self) -> str:
        """Name what is being asked."""
        return f"{self.channel}/{self.asked}"

    def seeing(self, body: Mapping[str, Any]) -> Self:
        """Remember the error that an answer shows."""
        return replace(self, error=_digest(body["last_error"])) if "last_error" in body else self

    def asking(self, body: Mapping[str, Any], *, anew: bool) -> Self:
        """Remember that a code is wanted; `anew` says that the one before was refused."""
        channel = _channel(body.get("twofa_type"))
        if self.asked and channel is self.channel and not anew:
            return self
        return replace(
            self,
            asked=self.asked + 1,
            channel=channel,
            hint=masked_address(body.get("masked_email")),
            verifying=False,
            rejected=bool(self.asked) and anew and channel is self.channel,
        )

    def refused(self) -> Self:
        """Remember that the code was refused as such, and that another one is wanted."""
        return replace(self, asked=self.asked + 1, verifying=False, rejected=True)


def read_step(memory: Memory, body: Mapping[str, Any]) -> Step:
    """Give the step that an authentication's `body` stands for, by its flags.

    That a wrong code sets `last_error` is a guess. So a code counts as refused if the error is another one
    than before, or if the challenge is back after `verifying`; an error without a challenge is the end.
    """
    seen = memory.seeing(body)
    failed = memory.error is not None and bool(seen.error) and seen.error != memory.error
    if body.get("is_authenticated") is True:
        return Done(memory.account)
    if body.get("status") == VERIFYING:
        # An error that shows already is kept for the verdict to come.
        return Working(dump(replace(memory if failed else seen, verifying=True)))
    if body.get("needs_code") is True:
        return ask(seen.asking(body, anew=failed or memory.verifying))
    return Failed(Reason.LOGIN_FAILED) if failed else Working(dump(seen))


def ask(memory: Memory) -> CodeNeeded:
    """Give the challenge that is remembered."""
    return CodeNeeded(
        dump(memory),
        challenge=memory.challenge,
        channel=memory.channel,
        hint=memory.hint,
        rejected=memory.rejected,
    )


def _channel(value: object) -> Channel:
    if isinstance(value, bool) or not isinstance(value, int):
        return Channel.UNKNOWN
    return CHANNELS.get(value, Channel.UNKNOWN)


def _digest(error: object) -> str:
    """Tell one error from another without keeping its text, which may name an address."""
    if not error:
        return ""
    text = error if isinstance(error, str) else type(error).__name__
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]

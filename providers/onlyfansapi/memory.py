"""What has to be remembered between two polls of an OnlyFansAPI attempt, and what makes a question a new one.

Pure: it must not know how the polls are got.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from providers.onlyfansapi.poll import WRONG_CODE
from providers.resumes import Id  # noqa: TC001 - pydantic reads the annotation
from providers.steps import Channel

if TYPE_CHECKING:
    from providers.onlyfansapi.poll import Poll


@dataclass(frozen=True, slots=True)
class Memory:
    """What `resume` holds: the attempt, the question shown last, and the marks of the poll seen last.

    `gate` is "code" or "selfie" and `asked` the question's number; `submitted` tells that it was answered,
    `mailed` that an e-mail was sent instead. The marks are digests, for the texts are the vendor's; that of
    the progress is the one before her answer.
    """

    attempt: Id
    account: str | None = None
    gate: str = ""
    asked: int = 0
    channel: Channel = Channel.UNKNOWN
    hint: str | None = None
    rejected: bool = False
    mailed: bool = False
    submitted: bool = False
    started: str = ""
    progress: str = ""
    error: str = ""
    app_link: str | None = None

    def seeing(self, poll: Poll) -> Self:
        """Remember the marks of a poll."""
        error = mark(poll.error_code, poll.error_message)
        return replace(self, started=mark(poll.started_at), error=error)

    def looking_away(self, poll: Poll) -> Self:
        """Remember that nothing is asked: an error that is gone is new when it comes back.

        What has come meanwhile is not taken up, so that it is still new once something is asked.
        """
        return replace(self, error=self.error if self.seeing(poll).error else "")

    def facing(self, gate: str, poll: Poll) -> Self:
        """Remember what the vendor asks for: the same question still, the same anew, or another one."""
        if not self._faces(gate, poll.channel):
            wrong = poll.error_code == WRONG_CODE
            return self._asking(gate, poll, rejected=wrong)
        if self._is_anew(poll):
            return self._asking(gate, poll, rejected=self.submitted or poll.error_code == WRONG_CODE)
        return replace(
            self.seeing(poll),
            channel=self.channel if poll.channel is Channel.UNKNOWN else poll.channel,
            hint=poll.phone_ending or self.hint,
            progress=self.progress if self.submitted else mark(poll.progress),
        )

    def refused(self) -> Self:
        """Ask for a code anew: the vendor would not even look at the one it was given."""
        return replace(self, asked=self.asked + 1, rejected=True, mailed=False, submitted=False)

    def _faces(self, gate: str, channel: Channel) -> bool:
        """Tell whether it is the gate shown last; a poll may leave its channel out."""
        return gate == self.gate and (channel is self.channel or Channel.UNKNOWN in {channel, self.channel})

    def _is_anew(self, poll: Poll) -> bool:
        """Tell whether the same gate is a new question: flags can be stale after an answer, and say nothing.

        An error or a start that was not there before says so, and after an answer another progress of
        waiting. Any other progress does not: the vendor may be looking at the answer.
        """
        told = self.seeing(poll)
        is_restarted = bool(self.started and told.started) and told.started != self.started
        has_new_error = bool(told.error) and told.error != self.error
        waits_again = poll.is_waiting and mark(poll.progress) != self.progress
        return is_restarted or has_new_error or (self.submitted and waits_again)

    def _asking(self, gate: str, poll: Poll, *, rejected: bool) -> Self:
        same = gate == self.gate and poll.channel is Channel.UNKNOWN
        return replace(
            self.seeing(poll),
            gate=gate,
            asked=self.asked + 1,
            channel=self.channel if same else poll.channel,
            hint=poll.phone_ending or (self.hint if same else None),
            progress=mark(poll.progress),
            rejected=rejected,
            mailed=False,
            submitted=False,
        )


def mark(*texts: str) -> str:
    """Give a short digest, empty where every text is."""
    whole = "\n".join(texts)
    return hashlib.sha256(whole.encode(errors="replace")).hexdigest()[:8] if any(texts) else ""

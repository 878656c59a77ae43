"""An OnlyFansKit attempt as a step, and what has to be remembered between two of its answers.

Pure: it must not know how the answers are got. The wire format is the vendor's connect attempt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Self

from providers.answers import text_of
from providers.attempts import link_needed, signed_in
from providers.hints import masked_address
from providers.resumes import Id, dump
from providers.steps import Channel, CodeNeeded, Failed, LinkKind, Reason, Step, Working

if TYPE_CHECKING:
    from collections.abc import Mapping

    from providers.links import LinkHosts

CODE_STATES: Final = {
    "needs_otp": Channel.SMS,
    "needs_app_otp": Channel.AUTHENTICATOR,
    "needs_email": Channel.EMAIL,
}
WRONG_CODE: Final = "wrong_2fa_code_retry"
"""The one state that hides its channel: it is the channel of the state before."""

LINK_STATES: Final = {
    "needs_face_otp": (LinkKind.SELFIE, ("face_verification_url", "verification_page_url", "phone_url")),
    "awaiting_mobile_session": (LinkKind.APP, ("phone_url", "verification_page_url")),
}
"""What the creator does and the fields that may hold her link, best first."""

OTP_CHANNELS: Final = {"sms": Channel.SMS, "app": Channel.AUTHENTICATOR, "email": Channel.EMAIL}
"""Guessed values of `otp_channel`, asked only where a wrong code is the first that is seen of an attempt."""

RESEND_EMAIL_SECONDS: Final = 60.0
"""No wait is documented between two e-mails; a minute is what other senders ask for."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What `resume` holds: the attempt, and what the states to come do not repeat.

    `gate` is the state of the challenge shown last, `asked` its number; `submitted` tells that it was
    answered.
    """

    attempt: Id
    account: str | None = None
    gate: str = ""
    asked: int = 0
    channel: Channel = Channel.UNKNOWN
    hint: str | None = None
    mailed: bool = False
    submitted: bool = False

    def faces(self, gate: str) -> bool:
        """Tell whether `gate` is the one shown last; behind a wrong code it may show as its channel again."""
        return gate == self.gate or (self.gate == WRONG_CODE and CODE_STATES.get(gate) is self.channel)

    def facing(self, gate: str, body: Mapping[str, Any]) -> Self:
        """Remember that the provider asks for `gate`; a wrong code in answer to a submit is asked anew."""
        if self.faces(gate) and not (gate == WRONG_CODE and self.submitted):
            return self
        told = OTP_CHANNELS.get(text_of(body, "otp_channel"), Channel.UNKNOWN)
        known = self.channel if self.channel is not Channel.UNKNOWN else told
        again = gate == WRONG_CODE
        return replace(
            self,
            gate=gate,
            asked=self.asked + 1,
            channel=known if again else CODE_STATES.get(gate, Channel.UNKNOWN),
            hint=self.hint if again else masked_address(body.get("email_mask")),
            mailed=False,
            submitted=False,
        )


def read_step(memory: Memory, body: Mapping[str, Any], links: LinkHosts) -> Step:
    """Give the step that an attempt's `body` stands for; Unreadable for an account id that cannot be one."""
    state = text_of(body, "state")
    if state == "completed_success":
        return signed_in(dump(memory), body.get("account_id"), memory.account)
    if state == "completed_failed":
        return Failed(Reason.LOGIN_FAILED)  # no reason is in the schema, so none is guessed
    if state in LINK_STATES:
        return _link(memory.facing(state, body), body, links)
    if state in CODE_STATES or state == WRONG_CODE:
        return _code(memory.facing(state, body))
    return Working(dump(memory))


def _link(memory: Memory, body: Mapping[str, Any], links: LinkHosts) -> Step:
    kind, fields = LINK_STATES[memory.gate]
    named = next((text for name in fields if (text := text_of(body, name))), "")
    return link_needed(dump(memory), f"{memory.gate}/{memory.asked}", kind, named, links)


def _code(memory: Memory) -> CodeNeeded:
    at_email_gate = memory.gate == "needs_email"
    return CodeNeeded(
        dump(memory),
        challenge=f"{memory.gate}/{memory.asked}",
        channel=memory.channel,
        sent=memory.mailed or not at_email_gate,
        hint=memory.hint,
        rejected=memory.gate == WRONG_CODE,
        resend_after=RESEND_EMAIL_SECONDS if at_email_gate else None,
    )

"""What OnlyFansAPI's polls and starts tell, read by name.

Pure. `state`, `progress` and `error_code` are free texts without an enumeration: what is known of them stands
in the tables here, and everything else means "still working".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from providers.answers import object_of, text_of
from providers.hints import last_digits
from providers.onlyfansapi.accounts import username_of
from providers.onlyfansapi.refusals import ALREADY_CONNECTED
from providers.steps import Channel, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

CODE_STATES: Final = {"needs-otp": Channel.SMS, "needs-app-otp": Channel.AUTHENTICATOR}
"""Other states that begin with `needs-` want a code as well, by a channel that nobody has named."""

WAITING: Final = "waiting_for_otp"
"""How a progress begins that waits for her code; what may follow it is not known."""

FACE_WORDS: Final = ("face", "selfie")

WRONG_CODE: Final = "WRONG_2FA"
CREDENTIAL_WORDS: Final = ("CREDENTIAL", "PASSWORD")
"""Guessed: an `error_code` that contains one of them speaks of what she signed in with."""

_ATTEMPT: Final = re.compile(r"auth_[A-Za-z0-9_-]{1,59}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Poll:
    """The members of a poll that are read, and no others."""

    state: str
    progress: str
    started_at: str
    error_code: str
    error_message: str
    wants_selfie: bool
    selfie_link: str
    wants_code: bool
    phone_ending: str | None
    has_failed: bool
    app_link: str
    account: object
    username: str | None

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Self:
        """Read a poll."""
        last, account = object_of(body, "lastAttempt"), object_of(body, "account")
        state, progress = text_of(body, "state"), text_of(body, "progress")
        selfie_link = text_of(last, "face_otp_verification_url")
        selfie_state = any(word in state for word in FACE_WORDS)
        code_flag = last.get("needs_otp") is True or body.get("twoFactorPending") is True
        return cls(
            state=state,
            progress=progress,
            started_at=text_of(last, "started_at"),
            error_code=text_of(last, "error_code"),
            error_message=text_of(last, "error_message"),
            wants_selfie=last.get("needs_face_otp") is True or selfie_state or bool(selfie_link),
            selfie_link=selfie_link,
            wants_code=code_flag or state.startswith("needs-") or progress.startswith(WAITING),
            phone_ending=last_digits(last.get("otp_phone_ending")),
            has_failed=bool(text_of(last, "completed_at")) and last.get("success") is False,
            app_link=text_of(body, "mobile_auth_session_deeplink"),
            account=account.get("id"),
            username=username_of(object_of(account, "onlyfans_data").get("username")),
        )

    @property
    def channel(self) -> Channel:
        """How the code comes; the end of a phone number tells an SMS."""
        return CODE_STATES.get(self.state, Channel.SMS if self.phone_ending else Channel.UNKNOWN)

    @property
    def is_waiting(self) -> bool:
        """Whether its progress is to wait for a code."""
        return self.progress.startswith(WAITING)

    @property
    def reason(self) -> Reason:
        """Why it failed."""
        if ALREADY_CONNECTED in self.error_message.casefold():
            return Reason.ALREADY_CONNECTED
        if self.error_code == WRONG_CODE:
            return Reason.CODES_EXHAUSTED
        is_about_her = any(word in self.error_code.upper() for word in CREDENTIAL_WORDS)
        return Reason.CREDENTIALS_REFUSED if is_about_her else Reason.LOGIN_FAILED


def attempt_of(body: Mapping[str, Any]) -> str | None:
    """Give the attempt's id that a start names: a re-authentication has it only in its polling address."""
    named = text_of(body, "attempt_id") or text_of(body, "polling_url").rpartition("/")[2]
    return named if _ATTEMPT.fullmatch(named) else None

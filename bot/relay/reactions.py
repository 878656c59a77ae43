"""What comes of a person's act, as a closed list; its texts stand under `reaction.<value>`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.models import Attempt


class Reaction(StrEnum):
    """The outcome of an act, from which the person is answered."""

    DONE = "done"
    STARTING = "starting"
    NOT_YOURS = "not_yours"
    OVER = "over"
    BUSY = "busy"
    OTHER_FIRST = "other_first"
    BLOCKED = "blocked"
    FROZEN = "frozen"
    PAUSED = "paused"
    TOO_MANY_CODES_TODAY = "too_many_codes_today"
    CODES_STOPPED = "codes_stopped"
    ALLOWED = "allowed"
    ALLOWED_LATER = "allowed_later"
    LATER = "later"
    TOLD_MANAGERS = "told_managers"
    TOO_EARLY = "too_early"
    RESENT = "resent"
    CANNOT_RESEND = "cannot_resend"
    REMINDED = "reminded"
    ALREADY_REMINDED = "already_reminded"
    ALREADY_ANSWERED = "already_answered"
    NO_ATTEMPT = "no_attempt"
    CODE_TAKEN = "code_taken"
    CODE_EARLY = "code_early"
    CODE_TOO_EARLY = "code_too_early"
    CODE_OLD = "code_old"
    CODE_AMBIGUOUS = "code_ambiguous"
    CODE_LATE = "code_late"
    NOT_A_CODE = "not_a_code"
    LINK_INSTEAD = "link_instead"
    IS_PHOTO = "is_photo"
    FORWARDED = "forwarded"
    CHECKING = "checking"
    PASSWORD = "password"  # noqa: S105 - it names what she typed, and is none  # nosec B105
    TELEGRAM_CODE = "telegram_code"
    ALREADY_IN = "already_in"
    ASKED_ABOVE = "asked_above"
    OPEN_PAGE = "open_page"
    PAGE_INSTEAD = "page_instead"
    NOT_TYPED_HERE = "not_typed_here"
    AGREE_FIRST = "agree_first"

    @property
    def silent(self) -> bool:
        """Tell whether what she sees happen is answer enough."""
        return self in {Reaction.CODE_TAKEN, Reaction.CODE_EARLY}

    @property
    def hides(self) -> bool:
        """Tell whether what she typed must not stay in the chat, whatever it looks like."""
        return self in {
            Reaction.PASSWORD,
            Reaction.TELEGRAM_CODE,
            Reaction.PAGE_INSTEAD,
            Reaction.NOT_TYPED_HERE,
        }


class Outcome(StrEnum):
    """What comes of asking for a login."""

    STARTED = "started"
    ASKED = "asked"
    WAITING = "waiting"
    RUNNING = "running"
    TOO_MANY = "too_many"
    TOO_MANY_STEP_UPS = "too_many_step_ups"
    SHARE_USED = "share_used"
    NOT_ALLOWED = "not_allowed"
    BLOCKED = "blocked"
    FROZEN = "frozen"
    PAUSED = "paused"
    TOO_MANY_CODES_TODAY = "too_many_codes_today"
    CODES_STOPPED = "codes_stopped"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Requested:
    """The outcome of a request, with the attempt that it made or found.

    `free_at` is when it may be made again (epoch seconds), where time alone stands in its way.
    """

    outcome: Outcome
    attempt: Attempt | None = None
    free_at: float | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """What came of her own wish for a login, with the attempt that it made or found."""

    reaction: Reaction
    attempt: Attempt | None = None

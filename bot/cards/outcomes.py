"""Under which name the texts speak of how an attempt ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.relay.endings import Own, read_ending
from providers.steps import Reason
from storage.models import State, Way

if TYPE_CHECKING:
    from storage.models import Attempt

UNANSWERED = "unanswered"
"""She was asked whether now is good, and did not say."""
NOT_ASKED = "not_asked"
"""It waited behind her other logins until its time was up."""
SIGN_IN_REFUSED = "sign_in_refused"
"""The platform did not accept what she typed on the connect page."""
NO_CODE_ACCEPTED = "no_code_accepted"
"""The platform closed the login after codes that it did not accept."""

_ASKS_FOR_PASSWORD = frozenset(
    {
        SIGN_IN_REFUSED,
        Reason.CREDENTIALS_REFUSED,
        Reason.NO_STORED_CREDENTIALS,
        Reason.SESSION_EXPIRED,
    }
)
_ANOTHER_TRY_MAY_HELP = frozenset(
    {
        Reason.ATTEMPT_GONE,
        Reason.LOGIN_FAILED,
        SIGN_IN_REFUSED,
        NO_CODE_ACCEPTED,
        Reason.CODES_EXHAUSTED,
        Reason.RATE_LIMITED,
        Reason.PROVIDER_DOWN,
        Own.OUTCOME_UNKNOWN,
        Own.PROVIDER_SILENT,
        Own.TOO_MANY_CODES,
        UNANSWERED,
        State.DECLINED,
        State.EXPIRED,
    }
)


def outcome(attempt: Attempt) -> str:
    """Name the ending of an attempt that is over: its closed reason, else its state.

    ValueError for an unknown reason.
    """
    if attempt.state is State.FAILED and attempt.ending in {None, Reason.LOGIN_FAILED}:
        return NO_CODE_ACCEPTED if attempt.wrong_codes else Reason.LOGIN_FAILED.value
    if attempt.ending == Reason.CREDENTIALS_REFUSED and attempt.way is not None:
        return SIGN_IN_REFUSED
    if attempt.ending is not None:
        return read_ending(attempt.ending).value
    if attempt.state is State.EXPIRED and attempt.challenge == 0:
        return UNANSWERED if attempt.offers else NOT_ASKED
    return attempt.state.value


def another_try_may_help(attempt: Attempt) -> bool:
    """Tell whether it makes sense to begin anew."""
    return outcome(attempt) in _ANOTHER_TRY_MAY_HELP


def asks_for_password(attempt: Attempt) -> bool:
    """Tell whether what is said of the ending asks for her password."""
    return outcome(attempt) in _ASKS_FOR_PASSWORD


def force_may_help(attempt: Attempt) -> bool:
    """Tell whether it makes sense to offer her to connect although the provider says that it is."""
    typed_here = attempt.way in {Way.FORM, Way.APP}
    return attempt.ending == Reason.ALREADY_CONNECTED and typed_here and not attempt.force

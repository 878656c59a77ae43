"""Why an attempt failed, as one closed list: the providers' reasons and the relay's own."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from providers.base import Reason
from storage.models import Purpose, State

if TYPE_CHECKING:
    from storage.models import Attempt


class Own(StrEnum):
    """Reasons that the relay itself finds."""

    OUTCOME_UNKNOWN = "outcome_unknown"
    PROVIDER_SILENT = "provider_silent"
    ANOTHER_ACCOUNT = "another_account"
    ACCOUNT_TAKEN = "account_taken"
    ACCOUNT_UNCLEAR = "account_unclear"
    TOO_MANY_GATES = "too_many_gates"
    TOO_MANY_CODES = "too_many_codes"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    WITHDRAWN = "withdrawn"
    STARTED_OVER = "started_over"


Ending = Reason | Own

_ONLY_HER_PASSWORD_HELPS: Final = frozenset(
    {Reason.NO_STORED_CREDENTIALS, Reason.CREDENTIALS_REFUSED, Reason.SESSION_EXPIRED}
)


def read_ending(text: str) -> Ending:
    """Read what an attempt's row holds; ValueError for what is in neither list."""
    return Own(text) if text in set(Own) else Reason(text)


def needs_password(attempt: Attempt) -> bool:
    """Tell whether a linked account came to where only her password helps."""
    failed = attempt.state is State.FAILED and attempt.ending in _ONLY_HER_PASSWORD_HELPS
    return failed and attempt.account_id is not None and attempt.purpose is not Purpose.STEP_UP

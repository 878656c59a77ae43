"""Why an attempt failed, as one closed list: the providers' reasons and the relay's own."""

from __future__ import annotations

from enum import StrEnum

from providers.base import Reason


class Own(StrEnum):
    """Reasons that the relay itself finds."""

    OUTCOME_UNKNOWN = "outcome_unknown"
    PROVIDER_SILENT = "provider_silent"
    ANOTHER_ACCOUNT = "another_account"
    TOO_MANY_GATES = "too_many_gates"
    TOO_MANY_CODES = "too_many_codes"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    WITHDRAWN = "withdrawn"
    STARTED_OVER = "started_over"


Ending = Reason | Own


def read_ending(text: str) -> Ending:
    """Read what an attempt's row holds; ValueError for what is in neither list."""
    return Own(text) if text in set(Own) else Reason(text)

"""What the HTTP statuses of a refusal mean at every vendor; an adapter adds what its own mean beside them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from providers.steps import Failed, Reason

KEY_REFUSALS: Final[dict[int, Reason]] = {
    HTTPStatus.UNAUTHORIZED: Reason.KEY_REFUSED,
    HTTPStatus.PAYMENT_REQUIRED: Reason.PLAN_REFUSED,
    HTTPStatus.FORBIDDEN: Reason.SCOPE_REFUSED,
    HTTPStatus.TOO_MANY_REQUESTS: Reason.RATE_LIMITED,
}
"""The operator's affair, whatever was asked for."""

ATTEMPT_REFUSALS: Final[dict[int, Reason]] = KEY_REFUSALS | {
    HTTPStatus.NOT_FOUND: Reason.ATTEMPT_GONE,
    HTTPStatus.GONE: Reason.ATTEMPT_GONE,
}
"""Of a call about an attempt."""

ACCOUNT_REFUSALS: Final[dict[int, Reason]] = KEY_REFUSALS | {
    HTTPStatus.NOT_FOUND: Reason.ACCOUNT_UNKNOWN,
    HTTPStatus.GONE: Reason.ACCOUNT_UNKNOWN,
}
"""Of a call about an account."""


def is_of_key(failed: Failed) -> bool:
    """Tell whether our key was refused, and not what it was used for."""
    return failed.reason in KEY_REFUSALS.values()

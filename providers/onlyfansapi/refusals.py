"""Why OnlyFansAPI refuses a call: its HTTP statuses and named error fields as reasons.

Pure. One sentence of the vendor's is read, where there is no other sign: see ALREADY_CONNECTED.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from providers.answers import text_of
from providers.refusals import ACCOUNT_REFUSALS, KEY_REFUSALS
from providers.steps import Failed, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from providers.answers import Answer

STORED_REFUSALS: Final[dict[int, Reason]] = ACCOUNT_REFUSALS | {
    HTTPStatus.CONFLICT: Reason.NO_STORED_CREDENTIALS,
    HTTPStatus.PRECONDITION_FAILED: Reason.NO_STORED_CREDENTIALS,
    HTTPStatus.UNPROCESSABLE_ENTITY: Reason.NO_STORED_CREDENTIALS,
}
"""No refusal for lack of stored credentials is documented: these statuses are taken to mean it."""

SESSION_EXPIRED: Final = "SESSION_EXPIRED"
"""How `error` of a 401 begins that speaks of the account's session and not of the key (observed)."""

ALREADY_CONNECTED: Final = "already connected"
"""The only prose that is read: nothing else tells that force_connect is wanting (observed)."""

SIGN_IN_FIELDS: Final = frozenset({"email", "username", "password"})
"""Where `errors` of a 422 names one of them, what she signed in with is wrong."""


def refusal(answer: Answer, reasons: Mapping[int, Reason]) -> Failed:
    """Give the reason for a refused call."""
    return Failed(_reason(answer, reasons), answer.retry_after)


def refused_connection(answer: Answer, account: str | None) -> Failed:
    """Give the reason for a refused connection: a first one, or new credentials for `account`."""
    if ALREADY_CONNECTED in text_of(answer.body, "message").casefold() and answer.status not in KEY_REFUSALS:
        return Failed(Reason.ALREADY_CONNECTED, answer.retry_after)
    return refusal(answer, KEY_REFUSALS if account is None else ACCOUNT_REFUSALS)


def is_impossible(answer: Answer) -> bool:
    """Tell whether a re-authentication is refused with a reason that only the account list can tell apart."""
    return answer.status == HTTPStatus.BAD_REQUEST and "reason" in answer.body


def _reason(answer: Answer, reasons: Mapping[int, Reason]) -> Reason:
    errors = answer.body.get("errors")
    if answer.status == HTTPStatus.UNAUTHORIZED and text_of(answer.body, "error").startswith(SESSION_EXPIRED):
        return Reason.SESSION_EXPIRED
    if answer.status == HTTPStatus.UNPROCESSABLE_ENTITY and isinstance(errors, dict):
        is_about_her = not SIGN_IN_FIELDS.isdisjoint(errors)
        return Reason.CREDENTIALS_REFUSED if is_about_her else Reason.REQUEST_REFUSED
    return reasons.get(answer.status, Reason.REQUEST_REFUSED)

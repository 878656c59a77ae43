"""OnlyFansKit's payloads for the contract suite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from providers.base import AppLogin, CanConfirmLink, CanSendCode, Hosted, Platform, Reason, StepUp
from tests.contract.case import Case, first_connection, stored

if TYPE_CHECKING:
    from providers.base import Provider


def attempt(state: str, **members: object) -> dict[str, Any]:
    """Give an attempt with every documented key."""
    return {
        "attempt_id": "att_1",
        "state": state,
        "account_id": None,
        "polling_url": None,
        "verification_page_url": None,
        "phone_url": None,
        "embed_url": None,
        "otp_channel": None,
        "email_mask": None,
        "next_actions": [],
    } | members


def _send_code(provider: Provider, resume: str) -> Any:  # noqa: ANN401 - whatever the call gives is awaited
    return cast("CanSendCode", provider).send_code(resume)


def _confirm_link(provider: Provider, resume: str) -> Any:  # noqa: ANN401 - likewise
    return cast("CanConfirmLink", provider).confirm_link(resume)


ONLYFANSKIT = Case(
    slug="onlyfanskit",
    login=stored("acct_1"),
    others=(first_connection(Platform.ONLYFANS),),
    unsupported=(
        first_connection(Platform.FANSLY),
        AppLogin(Platform.ONLYFANS, "Stella"),
        Hosted(Platform.ONLYFANS, "Stella", "ref_1"),
        StepUp("acct_1", "payout"),
    ),
    asks=attempt("needs_otp"),
    polled=attempt("needs_otp"),
    wrong=(attempt("wrong_2fa_code_retry"),),
    busy=(attempt("pending"), attempt("needs_palm_reading"), attempt("expired")),
    start_refusals={
        400: Reason.REQUEST_REFUSED,
        401: Reason.KEY_REFUSED,
        402: Reason.PLAN_REFUSED,
        403: Reason.SCOPE_REFUSED,
        404: Reason.ACCOUNT_UNKNOWN,
        409: Reason.REQUEST_REFUSED,
        410: Reason.NO_STORED_CREDENTIALS,
        412: Reason.NO_STORED_CREDENTIALS,
        418: Reason.REQUEST_REFUSED,
        422: Reason.REQUEST_REFUSED,
    },
    poll_refusals={
        400: Reason.REQUEST_REFUSED,
        401: Reason.KEY_REFUSED,
        402: Reason.PLAN_REFUSED,
        403: Reason.SCOPE_REFUSED,
        404: Reason.ATTEMPT_GONE,
        410: Reason.ATTEMPT_GONE,
        418: Reason.REQUEST_REFUSED,
    },
    fields=attempt("needs_face_otp", face_verification_url="https://onlyfanskit.dev/verify/att_1"),
    acts={"send_code": _send_code, "confirm_link": _confirm_link},
)

"""OnlyFansKit's payloads for the contract suite."""

from __future__ import annotations

from typing import Any

from providers.logins import CountryProxy, Platform, StoredCredentials
from providers.steps import Done, ListedAccount, Reason
from tests.contract.case import Case, Start, connection
from tests.contract.vendor import json_reply


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


CASE = Case(
    slug="onlyfanskit",
    start=Start(StoredCredentials("acct_1"), attempt("needs_otp")),
    others=(Start(connection(Platform.ONLYFANS, proxy=CountryProxy("us")), attempt("pending")),),
    polled=attempt("needs_otp"),
    right=(json_reply(attempt("completed_success", account_id="acct_1")),),
    done=Done("acct_1"),
    wrong=(json_reply(attempt("wrong_2fa_code_retry")),),
    answers=(
        attempt("needs_face_otp", face_verification_url="https://onlyfanskit.dev/verify/att_1"),
        attempt("needs_email", email_mask="s*****@e******.com"),
        attempt("completed_success", account_id="acct_1"),
        {"accounts": [{"id": "acct_1", "username": "stella"}]},
        {"scopes": ["accounts:read", "accounts:write"]},
    ),
    paths=frozenset(
        {
            "/v1/me",
            "/v1/accounts",
            "/v1/accounts/acct_1",
            "/v1/accounts/acct_1/reauthenticate",
            "/v1/connect/login",
            "/v1/connect/login/att_1",
            "/v1/connect/login/att_1/send-email-to-creator",
        }
    ),
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
    check_refusals={
        400: Reason.REQUEST_REFUSED,
        401: Reason.KEY_REFUSED,
        402: Reason.PLAN_REFUSED,
        403: Reason.SCOPE_REFUSED,
        404: Reason.ATTEMPT_GONE,
        410: Reason.ATTEMPT_GONE,
        418: Reason.REQUEST_REFUSED,
    },
    refusal={"title": "Refused", "detail": "x"},
    listed=([{"id": "acct_1", "username": "stella"}], (ListedAccount("acct_1", "stella"),)),
)

"""OnlyFansAPI's payloads for OnlyFans, for the contract suite."""

from __future__ import annotations

from typing import Any

from providers.logins import CountryProxy, Platform, StoredCredentials
from providers.steps import Done, ListedAccount, Reason
from tests.contract.case import LABEL, REFERENCE, Case, Start, app_login, connection, hosted
from tests.contract.vendor import json_reply

POLLING_URL = "https://app.onlyfansapi.com/api/authenticate/auth_1"
DEEP_LINK = "fansapiauth://auth/fansapi_auth_1"


def poll(state: str = "authenticating", progress: str = "started", **last: object) -> dict[str, Any]:
    """Give a poll with every documented member that matters; `last` are members of the last attempt."""
    return {
        "account": {
            "id": "acct_1",
            "display_name": LABEL,
            "onlyfans_data": {
                "id": 123,
                "username": "stella",
                "name": "Stella Doe",
                "email": "s@example.com",
            },
        },
        "state": state,
        "progress": progress,
        "lastAttempt": {
            "started_at": "2026-11-01T19:40:09.000000Z",
            "completed_at": None,
            "success": None,
            "error_message": None,
            "error_code": None,
            "needs_otp": False,
            "otp_phone_ending": None,
        }
        | last,
    }


def row(
    account: str, *, name: str = "", signed_in: bool = True, username: str | None = None
) -> dict[str, Any]:
    """Give an account as the list has it."""
    return {
        "id": account,
        "onlyfans_id": 123,
        "onlyfans_username": username,
        "onlyfans_email": "s@example.com",
        "is_authenticated": signed_in,
        "authentication_progress": "signed_in" if signed_in else "started",
        "display_name": name,
    }


STARTED = {"attempt_id": "auth_1", "message": "Authentication process started.", "polling_url": POLLING_URL}
RESTARTED = {"success": True, "message": "Re-authentication started.", "polling_url": POLLING_URL}
WITH_APP = STARTED | {"mobile_auth_session_deeplink": DEEP_LINK}
SESSION = {
    "data": {"token": "ofapi_cs_1", "display_name": LABEL, "client_reference_id": REFERENCE},
    "_meta": {},
}
ASKING = poll("needs-otp", "waiting_for_otp", needs_otp=True, otp_phone_ending="42")
SIGNED_IN = poll("authenticated", "signed_in", success=True, completed_at="2026-11-01T19:41:44.000000Z")
SELFIE = {"needs_face_otp": True, "face_otp_verification_url": "https://app.onlyfansapi.com/verify/1"}
FAILED = {"completed_at": "2026-11-01T19:41:44.000000Z", "success": False, "error_code": "WRONG_2FA"}
ACCEPTED = json_reply({"message": "OTP submitted successfully"})
LISTED = (ListedAccount("acct_1", "stella", connected=True), ListedAccount("acct_2", connected=False))
ROWS = [row("acct_1", username="stella"), row("acct_2", signed_in=False)]

CASE = Case(
    slug="onlyfansapi",
    start=Start(StoredCredentials("acct_1"), RESTARTED),
    others=(
        Start(connection(Platform.ONLYFANS, proxy=CountryProxy("us")), STARTED),
        Start(connection(Platform.ONLYFANS, account="acct_1"), STARTED),
        Start(app_login(Platform.ONLYFANS), WITH_APP),
        Start(app_login(Platform.ONLYFANS, account="acct_1"), WITH_APP),
        Start(hosted(Platform.ONLYFANS, "uk"), SESSION, reads=(ROWS,)),
    ),
    polled=ASKING,
    right=(ACCEPTED, json_reply(ASKING), json_reply(poll(progress="finishing")), json_reply(SIGNED_IN)),
    done=Done("acct_1", "stella"),
    wrong=(
        ACCEPTED,
        json_reply(ASKING),
        json_reply(poll("needs-otp", "waiting_for_otp", needs_otp=True, error_code="WRONG_2FA")),
    ),
    answers=(
        WITH_APP,
        SESSION,
        {"state": "needs-face-otp", "lastAttempt": SELFIE},
        ASKING | {"twoFactorPending": True},
        {
            "state": "authenticated",
            "account": SIGNED_IN["account"],
            "lastAttempt": {"completed_at": "2026-11-01T19:41:44.000000Z", "success": True},
        },
        {"state": "failed", "lastAttempt": FAILED},
        ROWS[:1],
        {"api_key": {"name": "Moonlight"}},
    ),
    paths=frozenset(
        {
            "/api/whoami",
            "/api/accounts",
            "/api/accounts/acct_1",
            "/api/authenticate",
            "/api/authenticate/acct_1/credentials",
            "/api/authenticate/acct_1/reauthenticate",
            "/api/authenticate/auth_1",
            "/api/authenticate/auth_1/send-email-to-creator",
            "/api/client-sessions",
        }
    ),
    busy=(
        poll(),
        poll("reticulating", "splines"),
        poll("expired", "waiting_for_godot"),
        poll() | {"lastAttempt": None},
        poll() | {"account": None, "progress": None},
        {},
    ),
    start_refusals={
        400: Reason.REQUEST_REFUSED,
        401: Reason.KEY_REFUSED,
        402: Reason.PLAN_REFUSED,
        403: Reason.SCOPE_REFUSED,
        404: Reason.ACCOUNT_UNKNOWN,
        409: Reason.NO_STORED_CREDENTIALS,
        410: Reason.ACCOUNT_UNKNOWN,
        412: Reason.NO_STORED_CREDENTIALS,
        418: Reason.REQUEST_REFUSED,
        422: Reason.NO_STORED_CREDENTIALS,
    },
    check_refusals={
        400: Reason.REQUEST_REFUSED,
        401: Reason.KEY_REFUSED,
        402: Reason.PLAN_REFUSED,
        403: Reason.SCOPE_REFUSED,
        404: Reason.ATTEMPT_GONE,
        410: Reason.ATTEMPT_GONE,
        418: Reason.REQUEST_REFUSED,
        422: Reason.REQUEST_REFUSED,
    },
    refusal={"message": "Refused", "code": "refused"},
    listed=(ROWS, LISTED),
)

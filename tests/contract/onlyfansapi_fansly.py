"""OnlyFansAPI's Fansly payloads for the contract suite."""

from __future__ import annotations

from typing import Any

from providers.logins import CountryProxy, CustomProxy, Platform, StoredCredentials
from providers.secret import Secret
from providers.steps import Done, ListedAccount, Reason
from tests.contract.case import LABEL, Case, Start, connection
from tests.contract.vendor import json_reply

ACCOUNT = "fansly_acct_1"
OWN_PROXY = CustomProxy("203.0.113.7", 8080, Secret("proxy"), Secret("proxy password"))


def started() -> dict[str, Any]:
    """Give the documented answer to a start."""
    return {
        "account_id": ACCOUNT,
        "message": "Authentication process started. Query the polling_url to check the progress.",
        "polling_url": f"https://app.onlyfansapi.com/api/fansly/authenticate/{ACCOUNT}",
    }


def polled(status: str, **members: object) -> dict[str, Any]:
    """Give the documented answer to a poll and to a code, with every key."""
    return {
        "account_id": ACCOUNT,
        "display_name": LABEL,
        "status": status,
        "is_authenticated": False,
        "needs_code": False,
        "twofa_type": 2,
        "masked_email": None,
        "last_error": None,
        "fansly_user_data": None,
    } | members


def challenge(**members: object) -> dict[str, Any]:
    """Give a poll that wants the code of an e-mail."""
    return polled("challenge-email", needs_code=True, masked_email="t**@e*****.com", **members)


def verifying() -> dict[str, Any]:
    """Give the documented answer to a code: `needs_code` is still true."""
    return challenge() | {"status": "verifying"}


def row(**members: object) -> dict[str, Any]:
    """Give an account as integrators saw it in the list."""
    return {
        "id": ACCOUNT,
        "display_name": LABEL,
        "fansly_id": "1234567890",
        "fansly_username": "stella",
        "is_authenticated": True,
        "authentication_progress": None,
    } | members


CASE = Case(
    slug="onlyfansapi_fansly",
    start=Start(
        StoredCredentials(ACCOUNT),
        {"success": True, "message": "Started", "polling_url": "…"},
        reads=(polled("disconnected"),),
    ),
    others=(
        Start(connection(Platform.FANSLY, proxy=CountryProxy("us")), started()),
        Start(
            connection(Platform.FANSLY, account=ACCOUNT, proxy=OWN_PROXY),
            started(),
            reads=(polled("disconnected"),),
        ),
    ),
    polled=challenge(),
    right=(json_reply(verifying()), json_reply(polled("authenticated", is_authenticated=True))),
    done=Done(ACCOUNT),
    wrong=(json_reply(verifying()), json_reply(challenge(last_error="Invalid code"))),
    answers=(
        started(),
        challenge(last_error="Invalid code"),
        polled("authenticated", is_authenticated=True),
        [row()],
    ),
    paths=frozenset(
        {
            "/api/whoami",
            "/api/fansly/accounts",
            "/api/fansly/accounts/acct_1",
            "/api/fansly/authenticate",
            "/api/fansly/authenticate/acct_1",
            f"/api/fansly/authenticate/{ACCOUNT}",
            f"/api/fansly/authenticate/{ACCOUNT}/reauthenticate",
        }
    ),
    busy=(polled("authenticating"), polled("challenge-palm"), polled("failed"), verifying(), {}),
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
    },
    refusal={"message": "Refused"},
    listed=([row()], (ListedAccount(ACCOUNT, "stella", connected=True),)),
)

"""The Fansly API's payloads for the contract suite."""

from __future__ import annotations

from typing import Any

from providers.logins import CountryProxy, Platform, StepUp
from providers.steps import Done, ListedAccount, Reason
from tests.contract.case import CODE, LABEL, Case, Start, connection
from tests.contract.vendor import json_reply

ACCOUNT = "fansly_1"
LOGIN_TOKEN = "twofa-token:1:1"
STEP_UP_TOKEN = "ODc1:1:2:47b47"
MASKED = "a*********y@g****.com"
TIMESTAMP = "2026-02-05T17:04:27.908Z"


def success(data: object, status: int = 200) -> dict[str, Any]:
    """Wrap `data` in the vendor's envelope."""
    return {"statusCode": status, "message": "Success", "data": data, "timestamp": TIMESTAMP}


def by_fansly(response: object, *, granted: bool = True, status: int = 200) -> dict[str, Any]:
    """Wrap `response` in both envelopes."""
    return success({"status_code": status, "data": {"success": granted, "response": response}})


def refusal(status: int) -> dict[str, Any]:
    """Give a refusal as documented."""
    return {"statusCode": status, "message": "Refused", "data": None, "timestamp": TIMESTAMP}


def wants_code(**members: object) -> dict[str, Any]:
    """Give a start's answer that wants a code."""
    return success({"requires_2fa": True, "twofa_token": LOGIN_TOKEN, "masked_email": MASKED} | members)


def connected() -> dict[str, Any]:
    """Give the answer that names the account."""
    return success({"account_id": ACCOUNT})


def accounts(*rows: object) -> dict[str, Any]:
    """Give an account list as integrators saw it."""
    return success({"success": True, "count": len(rows), "accounts": list(rows)})


def row(**members: object) -> dict[str, Any]:
    """Give an account of that list."""
    return {
        "accountId": ACCOUNT,
        "email": "stella@example.com",
        "name": LABEL,
        "country": "US",
        "createdAt": TIMESTAMP,
    } | members


def code_sent() -> dict[str, Any]:
    """Give the documented answer to a step-up's first call."""
    sent = {"id": "87584", "token": STEP_UP_TOKEN, "email": MASKED, "type": 2}
    return by_fansly({"emailTwofa": sent})


def code_taken(*, granted: bool = True) -> dict[str, Any]:
    """Give the documented answer to a step-up's code, which echoes what nobody may see."""
    echoed = {
        "id": "87584",
        "accountId": "1234567890",
        "deviceId": "d-1",
        "ip": "203.0.113.9",
        "email": "stella@example.com",
        "code": CODE,
        "token": "87545:1:1:47b47",
        "status": 3,
        "tries": 1,
        "version": 1,
        "createdAt": 1_770_311_067_908,
    }
    return by_fansly(echoed, granted=granted)


CASE = Case(
    slug="apifansly",
    start=Start(connection(Platform.FANSLY, proxy=CountryProxy("us")), wants_code()),
    others=(Start(StepUp(ACCOUNT), code_sent()),),
    polled=accounts(row(accountId="fansly_2", name="Another (Moonlight Agency) cb-aaaaaaaaaaaa")),
    right=(json_reply(connected()),),
    done=Done(ACCOUNT),
    wrong=(json_reply(refusal(400), 400), json_reply(accounts())),
    answers=(wants_code(), connected(), accounts(row()), code_sent(), code_taken()),
    paths=frozenset(
        {
            "/api/fansly/connect",
            "/api/fansly/verify-2fa",
            "/api/fansly/accounts",
            "/api/fansly/accounts/acct_1",
            f"/api/fansly/{ACCOUNT}/me",
            f"/api/fansly/{ACCOUNT}/twofa/session",
            f"/api/fansly/{ACCOUNT}/twofa/session/verify",
        }
    ),
    start_refusals={
        400: Reason.CREDENTIALS_REFUSED,
        401: Reason.KEY_REFUSED,
        402: Reason.PLAN_REFUSED,
        403: Reason.SCOPE_REFUSED,
        404: Reason.REQUEST_REFUSED,
        418: Reason.REQUEST_REFUSED,
    },
    check_refusals={
        401: Reason.KEY_REFUSED,
        402: Reason.PLAN_REFUSED,
        403: Reason.SCOPE_REFUSED,
    },
    refusal=refusal(400) | {"statusCode": None},
    listed=(accounts(row()), (ListedAccount(ACCOUNT, LABEL),)),
)

"""The JSON of the vendor's answers, with every documented key; pure.

Grades: [D] documented, [O] observed, [?] unknown.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, Final

from sandbox.vendor import Gate, Phase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.onlyfansapi_fansly.attempts import Attempt
    from sandbox.onlyfansapi_fansly.scenarios import Account

RETRY_AFTER_SECONDS: Final = 12
_TWOFA_TYPES: Final[Mapping[Gate | None, int]] = {Gate.EMAIL: 2, Gate.AUTHENTICATOR: 0}  # [D]
_PROBLEMS: Final[Mapping[int, dict[str, Any]]] = {
    400: {"message": "Bad Request"},  # [?], and so are all without another grade
    401: {"message": "Unauthenticated."},
    402: {"message": "Insufficient credits."},
    403: {"message": "This action is unauthorized."},
    404: {"message": "Account not found", "code": "account_not_found"},  # [D]
    405: {"message": "Method Not Allowed"},
    412: {"message": "No stored credentials for this account."},
    429: {"message": "Too Many Attempts."},
    500: {"message": "Server Error"},  # [D]
    503: {"message": "Service Unavailable"},
}
SESSION_EXPIRED: Final = {"error": "SESSION_EXPIRED:NEEDS_REAUTHENTICATION"}  # [O]
WRONG_CREDENTIALS: Final = {"message": "Invalid username or password."}  # [?]
SIGNED_IN_ALREADY: Final = {  # [D] of the OnlyFans twin
    "message": "Re-authentication failed",
    "reason": "Account is already successfully authenticated",
}
ALREADY_CONNECTED: Final = {"message": "This account is already connected."}  # [O]
WHOAMI: Final = {  # [D]
    "api_key": {"name": "Sandbox"},
    "team": {"name": "Moonlight Agency", "slug": "moonlight-agency"},
}


def problem_shape(status: int) -> dict[str, Any]:
    """Give a refusal."""
    return _PROBLEMS.get(status, {"message": "Error"})


def invalid_shape(*fields: str) -> dict[str, Any]:
    """Give the refusal of a request's fields [D]."""
    return {"error": "VALIDATION_ERROR", "errors": {field: [f"The {field} is invalid."] for field in fields}}


def start_shape(attempt: Attempt, base_url: str) -> dict[str, Any]:
    """Give the answer to a start [D]."""
    return {
        "account_id": attempt.id,
        "message": "Authentication process started. Query the polling_url to check the progress.",
        "polling_url": polling_url(attempt, base_url),
    }


def twin_shape(attempt: Attempt, base_url: str) -> dict[str, Any]:
    """Give the answer to a re-authentication as the OnlyFans twin gives it [?]."""
    message = "Re-authentication process started."
    return {"success": True, "message": message, "polling_url": polling_url(attempt, base_url)}


def polling_url(attempt: Attempt, base_url: str) -> str:
    """Give where an attempt is polled [D]."""
    return f"{base_url}/api/fansly/authenticate/{attempt.id}"


def poll_shape(attempt: Attempt, now: float, *, submitted: bool = False) -> dict[str, Any]:
    """Give a login [D]; `submitted` is the answer to a code, which is verifying however fast that goes."""
    done = attempt.phase(now) is Phase.DONE and not submitted
    asks = submitted or attempt.needs_code(now)
    gate = attempt.shown_gate if asks else None
    scenario = attempt.account.scenario
    return {
        "account_id": attempt.account_id,
        "display_name": attempt.name,
        "status": (scenario.status or "verifying") if submitted else attempt.status(now),
        "is_authenticated": done,
        "needs_code": asks,
        "twofa_type": None if gate is None else scenario.twofa_type or _TWOFA_TYPES[gate],
        "masked_email": mask(attempt.account.login) if gate is Gate.EMAIL else None,
        "last_error": attempt.last_error(now, submitted=submitted),
        "fansly_user_data": _user(attempt.account) if done else None,
    }


def resting_shape(account_id: str, account: Account) -> dict[str, Any]:
    """Give the poll of a listed account for which no login was begun [?]."""
    return {
        "account_id": account_id,
        "display_name": account.name,
        "status": "authenticated" if account.signed_in else "disconnected",
        "is_authenticated": account.signed_in,
        "needs_code": False,
        "twofa_type": None,
        "masked_email": None,
        "last_error": None,
        "fansly_user_data": _user(account) if account.signed_in else None,
    }


def row_shape(account_id: str, account: Account) -> dict[str, Any]:
    """Give an account of the list [O]."""
    return {
        "id": account_id,
        "display_name": account.name,
        "fansly_id": _fansly_id(account),
        "fansly_username": account.username,
        "is_authenticated": account.signed_in,
        "authentication_progress": None,
    }


def mask(address: str) -> str:
    """Mask an e-mail address as the vendor does."""
    name, _, domain = address.partition("@")
    host, _, top = domain.rpartition(".")
    return f"{name[:1]}**@{host[:1]}*****.{top}"


def _user(account: Account) -> dict[str, Any]:
    """Give the platform's own data of her account [?]."""
    return {"id": _fansly_id(account), "username": account.username, "email": account.login}


def _fansly_id(account: Account) -> str:
    return str(zlib.crc32(account.id.encode()))

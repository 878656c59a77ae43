"""The JSON of the vendor's answers: documented members always, observed ones where its scenario has them."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sandbox.onlyfansapi.scenarios import Asking, Telling
from sandbox.onlyfansapi.unknown import Meta
from sandbox.vendor import CODE_GATES, Gate, Phase

if TYPE_CHECKING:
    from sandbox.onlyfansapi.attempts import Attempt, Look
    from sandbox.onlyfansapi.scenarios import Account
    from sandbox.onlyfansapi.simulator import Session

    Json = dict[str, Any]

STARTED: Final = "Authentication process started. Query the polling_url to check the progress."
RENEWED: Final = "Authentication credentials updated. Re-authentication started."
PHONE_ENDING: Final = "42"
SESSION_EXPIRED: Final = {
    "error": "SESSION_EXPIRED:NEEDS_REAUTHENTICATION",
    "message": "The session of this account has expired.",
}
_STATES: Final = {
    Gate.SMS: "needs-otp",
    Gate.AUTHENTICATOR: "needs-app-otp",
    Gate.SELFIE: "needs-face-otp",
}
_META: Final = {
    "_credits": {"used": 1, "balance": 999},
    "_cache": {"is_cached": False},
    "_rate_limits": {"limit_minute": 1000, "remaining_minute": 999},
}
_MESSAGES: Final = {
    401: "Unauthenticated.",
    402: "You have run out of credits.",
    403: "This action is unauthorized.",
    410: "This attempt is gone.",
    412: "This account has no stored credentials.",
    429: "Too Many Attempts.",
    500: "Server Error",
    503: "The account is being re-authenticated.",
}


def started_shape(attempt: Attempt, base_url: str, message: str = STARTED) -> Json:
    """Give the answer to a start [D]."""
    shape = {"attempt_id": attempt.id, "message": message, "polling_url": polling_url(attempt, base_url)}
    return shape | ({"mobile_auth_session_deeplink": attempt.link} if attempt.link else {})


def polling_url(attempt: Attempt, base_url: str) -> str:
    """Give where an attempt is polled."""
    return f"{base_url}/api/authenticate/{attempt.id}"


def poll_shape(attempt: Attempt, now: float, link_base: str, *, with_deeplink: bool) -> Json:
    """Give the answer to a poll: members that are documented, then what the scenario adds to it."""
    look = attempt.look(now)
    account: Json = {"id": attempt.account_id, "display_name": attempt.name}
    data = _user(attempt.account) if look.phase is Phase.DONE else None
    shape: Json = {
        "account": account | _known(attempt, onlyfans_data=data),
        "state": _state(attempt, look),
        "progress": _progress(attempt, look),
        "lastAttempt": _last(attempt, look, link_base),
    }
    if look.gate in CODE_GATES and attempt.scenario.asking is Asking.TWO_FACTOR_PENDING:
        shape["twoFactorPending"] = True
    if look.gate is Gate.APP and attempt.link and with_deeplink:
        shape["mobile_auth_session_deeplink"] = attempt.link
    if attempt.scenario.nulls and look.phase is Phase.PENDING:
        shape |= {"account": None, "lastAttempt": None}
    return shape


def _last(attempt: Attempt, look: Look, link_base: str) -> Json:
    told = look.rejected and look.gate is not None and attempt.scenario.telling is Telling.ERROR
    wrong = ("WRONG_2FA", "Wrong 2FA code") if told else (None, None)
    code, message = attempt.error if look.phase is Phase.FAILED else wrong
    anew = look.rejected and attempt.scenario.telling is Telling.STARTED_AT
    ended = None if attempt.ended is None else moment(attempt.ended)
    success = None if ended is None else look.phase is Phase.DONE
    return {
        "started_at": moment(look.started if anew else attempt.began),
        **_known(attempt, completed_at=ended, success=success),
        "error_message": message,
        "error_code": code,
        "needs_otp": look.gate in CODE_GATES and _asks(attempt, Asking.FLAG),
        "otp_phone_ending": PHONE_ENDING if look.gate is Gate.SMS else None,
        **(_face(attempt, link_base) if look.gate is Gate.SELFIE else {}),
    }


def _face(attempt: Attempt, link_base: str) -> Json:
    """Give what was observed of a face check."""
    flag = {"needs_face_otp": True} if _asks(attempt, Asking.FLAG) else {}
    has_link = attempt.scenario.with_link and _asks(attempt, Asking.LINK)
    url = f"{link_base}/face-otp/{attempt.id}"
    return flag | ({"face_otp_verification_url": url} if has_link else {})


def _state(attempt: Attempt, look: Look) -> str:
    if look.phase is Phase.DONE:
        return "authenticated"
    if look.phase is Phase.FAILED:
        return attempt.scenario.failed_state
    if look.gate in _STATES and _asks(attempt, Asking.STATE):
        return _STATES[look.gate]
    return attempt.scenario.words[0] if attempt.scenario.words else "authenticating"


def _progress(attempt: Attempt, look: Look) -> str:
    if look.phase is Phase.DONE:
        return "signed_in"
    if look.gate in CODE_GATES and _asks(attempt, Asking.PROGRESS):
        again = look.rejected and attempt.scenario.telling is Telling.PROGRESS
        return "waiting_for_otp_again" if again else "waiting_for_otp"
    if attempt.scenario.words and look.phase is Phase.PENDING:
        return attempt.scenario.words[1]
    return "filling_out_login" if look.answered else "started"


def _asks(attempt: Attempt, where: Asking) -> bool:
    return attempt.scenario.asking in {Asking.EVERYWHERE, where}


def _known(attempt: Attempt, **members: object) -> Json:
    """Leave out what is not there, or have it be null."""
    return {key: value for key, value in members.items() if value is not None or attempt.scenario.nulls}


def account_row(account_id: str, account: Account, name: str, *, signed_in: bool) -> Json:
    """Give a connected account as it is listed [D]."""
    return {
        "id": account_id,
        "onlyfans_id": platform_id(account),
        "onlyfans_username": account.username or account.id,
        "onlyfans_email": account.login,
        "is_authenticated": signed_in,
        "authentication_progress": "signed_in" if signed_in else "started",
        "display_name": name,
        "onlyfans_user_data": _user(account),
    }


def unfinished_row(attempt: Attempt, now: float) -> Json:
    """Give an account that is signing in for the first time; the platform's members are not known yet."""
    return {
        "id": attempt.account_id,
        "is_authenticated": False,
        "authentication_progress": _progress(attempt, attempt.look(now)),
        "display_name": attempt.name,
    }


def _user(account: Account) -> Json:
    """Give a little of the platform's own object, which nobody should read: it holds tokens and addresses."""
    return {
        "id": platform_id(account),
        "username": account.username or account.id,
        "name": account.username or account.id,
        "email": account.login,
        "ip": "192.0.2.7",
        "csrf": "a-csrf-token-of-the-platform",
        "wsAuthToken": "a-session-token-of-the-platform",
        "isOtpEnabled": bool(account.scenario.gates),
        "faceIdRegular": [],
    }


def platform_id(account: Account) -> int:
    """Give the platform's own number of an account."""
    return zlib.crc32(account.id.encode())


def session_shape(session: Session) -> Json:
    """Give a client session."""
    return {
        "token": session.token,
        "display_name": session.display_name,
        "client_reference_id": session.client_reference_id,
    }


def enveloped(data: Json, meta: Meta) -> Json:
    """Put `data` into the envelope that most endpoints have."""
    if meta is Meta.NONE:
        return {"data": data}
    return {"data": data, "_meta": _META if meta is Meta.FULL else {}}


def problem_shape(status: int) -> Json:
    """Give a refusal by its status."""
    if status == 404:  # noqa: PLR2004 - the status whose body names a code
        return {"message": "Account not found.", "code": "account_not_found"}
    return {"message": _MESSAGES.get(status, "The request was refused.")}


def invalid_shape(**errors: str) -> Json:
    """Give a refusal of a request's members."""
    return {"error": "VALIDATION_ERROR", "errors": {key: [text] for key, text in errors.items()}}


def not_now_shape(reason: str) -> Json:
    """Give the refusal of a re-authentication [D]."""
    return {"message": "Can't re-authenticate account at this time.", "reason": reason}


def moment(at: float) -> str:
    """Write a moment as the vendor does."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

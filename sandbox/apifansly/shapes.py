"""The JSON of the vendor's answers; pure.

Grades: [D] documented, [O] observed, [?] unknown.
"""

from __future__ import annotations

import secrets
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sandbox.vendor import Gate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sandbox.apifansly.attempts import Attempt
    from sandbox.apifansly.scenarios import Account, Spelling

RETRY_AFTER_SECONDS: Final = 12
LIMIT: Final = 60
SUCCESS: Final = "Success"
IP: Final = "203.0.113.7"
_MESSAGES: Final[Mapping[int, str]] = {  # [?], all of them
    400: "Bad Request",
    401: "Unauthorized",
    402: "Insufficient credits",
    403: "Forbidden",
    404: "Not Found",
    429: "Too Many Requests",
    500: "Internal server error",
}


def envelope(status: int, data: object, now: float, message: str = SUCCESS) -> dict[str, Any]:
    """Wrap an answer [D]."""
    return {"statusCode": status, "message": message, "data": data, "timestamp": written(now)}


def failure(status: int, now: float, message: str | None = None) -> dict[str, Any]:
    """Give a failure, whose data are null [D]."""
    return envelope(status, None, now, message or _MESSAGES.get(status, "Error"))


def nested(response: object, *, status: int = 200, success: bool = True) -> dict[str, Any]:
    """Give the data of an answer that Fansly stands behind [D]."""
    return {"status_code": status, "data": {"success": success, "response": response}}


def connected_data(attempt: Attempt) -> dict[str, Any]:
    """Give the data of a login that succeeded [O]."""
    return {"account_id": attempt.account_id}


def challenge_data(attempt: Attempt, spelling: Spelling) -> dict[str, Any]:
    """Give the data of a login that wants a code, spelled one way or another [O]."""
    said: dict[str, Any] = {spelling.requires: True}
    if spelling.token is not None:
        said[spelling.token] = attempt.id
    if attempt.gate is Gate.EMAIL:
        said[spelling.mask] = mask(attempt.account.login)
    return nested(said) if spelling.nested else said


def list_data(accounts: Mapping[str, Account]) -> dict[str, Any]:
    """Give the data of the list [O]."""
    rows = list(_rows(accounts.items()))
    return {"success": True, "count": len(rows), "accounts": rows}


def me_data(account: Account, *, in_account: bool) -> dict[str, Any]:
    """Give the data of an account's own page [O]."""
    me = {"id": fansly_id(account.id), "username": account.username, "displayName": account.name}
    return nested({"account": me} if in_account else me)


def sent_data(attempt: Attempt) -> dict[str, Any]:
    """Give the data of a step-up code that was sent [D]."""
    session = {
        "id": fansly_id(attempt.id),
        "token": attempt.id,
        "email": mask(attempt.account.login),
        "type": 2,
    }
    return nested({"emailTwofa": session})


def verified_data(attempt: Attempt, code: str, now: float) -> dict[str, Any]:
    """Give the data of a step-up code that was right [D]; its token looks unlike that of the send."""
    session_id = fansly_id(attempt.id)
    return nested(
        {
            "id": session_id,
            "accountId": fansly_id(attempt.account.id),
            "deviceId": fansly_id("device"),
            "ip": IP,
            "email": attempt.account.login,
            "code": code,
            "token": f"{session_id}:1:1:{secrets.token_hex(16)}",
            "status": 3,
            "tries": attempt.wrong + 1,
            "version": 1,
            "createdAt": int(now * 1000),
        }
    )


def mask(address: str) -> str:
    """Mask an e-mail address as the vendor does."""
    name, _, domain = address.partition("@")
    host, _, top = domain.rpartition(".")
    return f"{name[:1]}{'*' * (len(name) - 2)}{name[-1:]}@{host[:1]}{'*' * (len(host) - 1)}.{top}"


def fansly_id(name: str) -> str:
    """Give Fansly's own numeric id, which is another than the vendor's."""
    return f"87{zlib.crc32(name.encode()):010}"


def written(moment: float) -> str:
    """Write a moment as the vendor does."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _rows(accounts: Iterable[tuple[str, Account]]) -> Iterable[dict[str, Any]]:
    for account_id, account in accounts:
        yield {
            "accountId": account_id,
            "email": account.login,
            "name": account.name,
            "country": account.country,
            "createdAt": written(account.created),
        }

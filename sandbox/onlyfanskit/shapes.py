"""The documented JSON of the vendor's answers, with every documented key; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sandbox.onlyfanskit.attempts import GATE_STATES
from sandbox.vendor import Gate

if TYPE_CHECKING:
    from sandbox.onlyfanskit.attempts import Attempt

_TITLES: Final = {
    400: ("bad-request", "Bad request"),
    401: ("unauthorized", "Unauthorized"),
    402: ("payment-required", "Plan does not allow this"),
    403: ("insufficient-scope", "Missing scope"),
    404: ("not-found", "Not found"),
    405: ("method-not-allowed", "Method not allowed"),
    410: ("account-session-dead", "Account session is dead"),
    412: ("no-stored-credentials", "No stored credentials"),
    429: ("quota-exceeded", "Rate limit exceeded"),
    500: ("internal-error", "Internal error"),
    502: ("upstream/bad-gateway", "Upstream failed"),
    503: ("upstream/unavailable", "Upstream unavailable"),
}
_RETRYABLE: Final = frozenset({429, 502, 503})
RETRY_AFTER_SECONDS: Final = 12


def attempt_shape(attempt: Attempt, now: float, base_url: str, link_base: str) -> dict[str, Any]:
    """Give an attempt; a wrong code's state hides channel and mask."""
    state = attempt.state(now)
    gate = attempt.gate if state == GATE_STATES.get(attempt.gate) else None
    link = f"{link_base}/verify/{attempt.id}" if attempt.account.scenario.with_link else None
    shape: dict[str, Any] = {
        "attempt_id": attempt.id,
        "state": state,
        "account_id": attempt.account_id if state == "completed_success" else None,
        "polling_url": f"{base_url}/v1/connect/login/{attempt.id}",
        "verification_page_url": link if gate is Gate.SELFIE else None,
        "phone_url": link if gate is Gate.APP else None,
        "embed_url": None,
        "otp_channel": "sms" if gate is Gate.SMS else None,
        "email_mask": mask(attempt.account.login) if gate is Gate.EMAIL else None,
        "next_actions": [] if gate is None else [f"resolve_{state}"],
    }
    return shape | ({"face_verification_url": link} if gate is Gate.SELFIE else {})


def problem_shape(status: int, **members: object) -> dict[str, Any]:
    """Give a problem of RFC 9457; `members` are added or replace the usual ones."""
    code, title = _TITLES.get(status, ("error", "Error"))
    problem: dict[str, Any] = {
        "type": f"https://onlyfanskit.dev/problems/{code}",
        "title": title,
        "status": status,
        "code": code,
        "retryable": status in _RETRYABLE,
    }
    quota = {"retryAfterSec": RETRY_AFTER_SECONDS, "reason": "org_rpm", "limit": 600, "current": 600}
    return problem | (quota if status == 429 else {}) | members  # noqa: PLR2004 - the status that the quota answers


def credentials_problem() -> dict[str, Any]:
    """Give the refusal of credentials by the platform; its codes are not documented."""
    return problem_shape(
        400, code="upstream/login-failed", upstreamCode=101, upstreamMessage="Wrong email or password"
    )


def mask(address: str) -> str:
    """Mask an e-mail address as the vendor does."""
    name, _, domain = address.partition("@")
    host, _, top = domain.rpartition(".")
    return f"{name[:1]}{'*' * (len(name) - 1)}@{host[:1]}{'*' * (len(host) - 1)}.{top}"

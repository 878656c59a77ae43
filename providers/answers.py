"""What an HTTP answer amounts to: an object to map, or one error of the tree.

Pure. It must not know any vendor's fields beyond `retryable` and `retryAfterSec` of a problem (RFC 9457).
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from providers.errors import ProviderError, Throttled, Unavailable, Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

_WAIT_HEADERS: Final = ("retry-after", "x-ratelimit-retry-after")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a call may be answered with beside a JSON object.

    `nothing`: a 2xx counts whatever its body is. `array_as`: a bare array is put under this name.
    """

    nothing: bool = False
    array_as: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """An answer as it came; `body` is None if it was too large or compressed."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that decides, 2xx or 4xx, with its object; `retry_after` is in seconds."""

    status: int
    body: dict[str, Any] = field(repr=False)
    retry_after: float | None = None

    @property
    def ok(self) -> bool:
        """Tell whether the provider did what was asked."""
        return self.status < HTTPStatus.MULTIPLE_CHOICES


def judge(content: Content, expected: Expected, now: float) -> Answer | ProviderError:
    """Give what `content` amounts to; a date in Retry-After is measured against `now` (epoch seconds).

    A 429 that says `"retryable": false` is a refusal like others: waiting does not help.
    """
    status, body = content.status, _object(content, expected)
    problem = body or {}
    wait = _wait(problem, content.headers, now)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unavailable(status=status, retry_after=wait)
    if status == HTTPStatus.TOO_MANY_REQUESTS and problem.get("retryable") is not False:
        return Throttled(status=status, retry_after=wait)
    if body is None or not (_succeeded(status) or _refused(status)):
        return Unreadable(status=status)
    return Answer(status, body, wait)


def text_of(holder: Mapping[str, Any], name: str) -> str:
    """Give a text that a vendor names, empty where it is absent, null or of another type."""
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def object_of(holder: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Give an object that a vendor names, empty where it is absent, null or of another type."""
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def _succeeded(status: int) -> bool:
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


def _refused(status: int) -> bool:
    return HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR


def _object(content: Content, expected: Expected) -> dict[str, Any] | None:
    """Read the JSON object; None if there is none though there should be. A refusal may be empty."""
    value = _json(content.body)
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and expected.array_as and _succeeded(content.status):
        return {expected.array_as: value}
    if expected.nothing and _succeeded(content.status):
        return {}
    return {} if content.body == b"" and _refused(content.status) else None


def _json(body: bytes | None) -> object:
    try:
        return json.loads(body or b"")
    except (ValueError, RecursionError):
        return None


def _wait(problem: Mapping[str, object], headers: Mapping[str, str], now: float) -> float | None:
    """Give the seconds to wait: what the problem says, else what a header says as seconds or as a date."""
    told = [problem.get("retryAfterSec"), *(headers.get(name) for name in _WAIT_HEADERS)]
    return next((wait for value in told if (wait := _seconds(value, now)) is not None), None)


def _seconds(value: object, now: float) -> float | None:
    if isinstance(value, str):
        return _seconds(_number(value), now) if _number(value) is not None else _until(value, now)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        seconds = float(value)
    except OverflowError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _until(date: str, now: float) -> float | None:
    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - now)
    except (ValueError, OverflowError):
        return None

"""What an answer of the Fansly API amounts to behind its two envelopes, the vendor's and Fansly's.

It must not know what was asked for. Nothing of an answer is kept but what `Envelope` names, and none of it
is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from providers.answers import object_of, text_of
from providers.errors import ProviderError, Throttled, Unavailable, Unreadable
from providers.steps import Failed, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from providers.answers import Answer
    from providers.http import ProviderClient, Request


VALUE_REFUSALS: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})
"""Decided: a call whose form is right and that is refused so was refused for her code or her password."""

_SESSION: Final = "SESSION_EXPIRED"


@dataclass(frozen=True, slots=True)
class Envelope:
    """An opened answer.

    `status` is the first that is no success, of HTTP, the vendor and Fansly; `by_fansly` says that it was
    Fansly's, which speaks of her account and never of our key. `success` is what Fansly's own envelope says.
    """

    status: int
    by_fansly: bool = False
    session_expired: bool = False
    success: bool = False
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)
    response: Mapping[str, Any] = field(default_factory=dict, repr=False)
    retry_after: float | None = None

    @property
    def ok(self) -> bool:
        """Tell whether all of the envelopes say success."""
        return _succeeded(self.status)

    @property
    def refuses_value(self) -> bool:
        """Tell whether what she gave was refused, and not us."""
        return not self.ok and (self.by_fansly or self.status in VALUE_REFUSALS)

    def spelled(self, *names: str) -> Any:  # noqa: ANN401 - JSON, and it is for the caller to judge
        """Give the first of `names` that is there, in the vendor's envelope or in Fansly's."""
        found = (part.get(name) for part in (self.data, self.response) for name in names)
        return next((value for value in found if value is not None), None)

    def refusal(self, reasons: Mapping[int, Reason]) -> Failed:
        """Give the reason for a refusal; `reasons` are for the vendor's own."""
        if self.session_expired:
            return Failed(Reason.SESSION_EXPIRED, self.retry_after)
        reason = None if self.by_fansly else reasons.get(self.status)
        return Failed(reason or Reason.REQUEST_REFUSED, self.retry_after)


async def call(client: ProviderClient, request: Request) -> Envelope:
    """Make one call; ProviderError if nothing usable came, raised away from what did come."""
    outcome = read_envelope(await client.call(request), empty=request.expected.nothing)
    if isinstance(outcome, ProviderError):
        raise outcome
    return outcome


def read_envelope(answer: Answer, *, empty: bool = False) -> Envelope | ProviderError:
    """Open an answer, which may be `empty`; a fault that it wraps in a success of HTTP is that fault."""
    status, by_fansly = _verdict(answer)
    if answer.ok and status == HTTPStatus.TOO_MANY_REQUESTS:
        return Throttled(status=status, retry_after=answer.retry_after)
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        expired = status == HTTPStatus.UNAUTHORIZED and (by_fansly or _names_session(answer.body))
        return Envelope(status, by_fansly, expired, retry_after=answer.retry_after)
    if HTTPStatus.INTERNAL_SERVER_ERROR <= status < 600:  # noqa: PLR2004 - where HTTP's statuses end
        return Unavailable(status=status, retry_after=answer.retry_after)
    return _opened(answer.body, status, empty=empty) or Unreadable(status=answer.status)


def _opened(body: Mapping[str, Any], status: int, *, empty: bool) -> Envelope | None:
    if not _succeeded(status) or not (empty or isinstance(body.get("data"), dict)):
        return None
    data = object_of(body, "data")
    inner = object_of(data, "data")
    response = object_of(inner, "response")
    return Envelope(status, success=inner.get("success") is True, data=data, response=response)


def _verdict(answer: Answer) -> tuple[int, bool]:
    """Give the first status that is no success, and whether it is Fansly's; 0 for one that is no number."""
    if not answer.ok:
        return answer.status, False
    vendors = _status(answer.body.get("statusCode"))
    if not _succeeded(vendors):
        return vendors, False
    data = object_of(answer.body, "data")
    fanslys = _status(data.get("status_code"))
    denied = any(part.get("success") is False for part in (data, object_of(data, "data")))
    return (HTTPStatus.BAD_REQUEST if denied and _succeeded(fanslys) else fanslys), True


def _status(value: object) -> int:
    if value is None:
        return HTTPStatus.OK
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _succeeded(status: int) -> bool:
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


def _names_session(body: Mapping[str, Any]) -> bool:
    return any(_SESSION in text_of(body, name) for name in ("error", "message"))

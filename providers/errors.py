"""What can go wrong between us and a provider, as facts the relay can act on.

    ProviderError
    ├── NotSent         the request did not leave: repeating it is safe
    ├── Throttled       the provider refused to look at it: repeating it later is safe
    └── OutcomeUnknown  the request left and no usable answer came
        ├── NoAnswer    a time-out, or the connection broke
        ├── Unavailable the provider, or what stands before it, answered 5xx
        └── Unreadable  the answer is not what the documentation promises

Refusals that are an answer (a wrong code, no stored credentials, a refused key) are steps, not errors.
No error holds a body, a URL, a header or a code: only numbers and names of ours.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class ProviderError(Exception):
    """A call that gave no step. `sent` tells whether it may have had an effect."""

    sent = True

    def __init__(self, *, status: int | None = None, retry_after: float | None = None) -> None:
        """Keep the HTTP `status`, if one came, and the wait in seconds that the provider asked for."""
        super().__init__(type(self).__name__ if status is None else f"{type(self).__name__} {status}")
        self.status = status
        self.retry_after = retry_after


class NotSent(ProviderError):  # noqa: N818 - the name says the fact, as the tree above does
    """No connection could be made, so nothing was sent."""

    sent = False


class Throttled(ProviderError):  # noqa: N818 - likewise
    """The provider answered 429; `retry_after` is in seconds where it said one."""

    sent = False


class OutcomeUnknown(ProviderError):  # noqa: N818 - likewise
    """The request left; whether it had its effect is not known."""


class NoAnswer(OutcomeUnknown):
    """The time ran out or the connection broke after sending."""


class Unavailable(OutcomeUnknown):
    """The provider answered with a 5xx status."""


class Unreadable(OutcomeUnknown):
    """The answer is no JSON object of the documented shape, or is larger than allowed."""


@contextmanager
def before_anything_begins() -> Iterator[None]:
    """Look at something before a start: where that gives no answer, surely nothing was begun."""
    try:
        yield
    except OutcomeUnknown as error:
        raise NotSent(status=error.status, retry_after=error.retry_after) from None

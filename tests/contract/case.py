"""What an adapter's own test gives to the contract suite: payloads and what is expected of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from providers.base import Credentials, Platform, StoredCredentials
from providers.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from providers.base import Login, Provider, Reason, Step

KEY = "contract-key-8d1f"
CODE = "739251"
PASSWORD = "contract password 5b2e"


class Act(Protocol):
    """A call of the adapter that comes after a start."""

    def __call__(self, provider: Provider, resume: str) -> Awaitable[object]:
        """Make it."""
        ...


@dataclass(frozen=True, slots=True)
class Case:
    """One adapter's payloads.

    `login` names an account. `asks`: a start's answer that wants a code; `polled`: a poll's; `wrong`: answers
    to a wrong code, in turn. `busy`: polls with an unknown state. The refusals give the reason for each HTTP
    status; 429 and 5xx are the suite's own. `fields`: every field that the adapter might read, with a value.
    `acts`: the calls of its capabilities.
    """

    slug: str
    login: Login
    others: tuple[Login, ...]
    unsupported: tuple[Login, ...]
    asks: dict[str, Any]
    polled: dict[str, Any]
    wrong: tuple[dict[str, Any], ...]
    busy: tuple[dict[str, Any], ...]
    start_refusals: Mapping[int, Reason]
    poll_refusals: Mapping[int, Reason]
    fields: dict[str, Any]
    acts: Mapping[str, Act] = field(default_factory=dict)


def first_connection(platform: Platform) -> Credentials:
    """Give a first connection with a password that must not be found anywhere else."""
    return Credentials(platform, Secret("stella@example.com"), Secret(PASSWORD), country="us")


def stored(account: str) -> StoredCredentials:
    """Give a re-authentication."""
    return StoredCredentials(account)


def shown(step: Step) -> str:
    """Give all that a step shows of itself."""
    return f"{step!r} {step}"

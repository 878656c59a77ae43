"""What the adapters have in common about accounts: rows of a list, how one is told, and how one is forgotten.

It must not know any vendor.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from providers.answers import Expected
from providers.errors import Unreadable
from providers.http import Request
from providers.origins import is_id
from providers.references import is_named_after
from providers.refusals import KEY_REFUSALS
from providers.steps import Failed, ListedAccount, Reason

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

_GONE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_LABEL: Final = 64


class Outcome(Protocol):
    """What is asked of an answer, however a vendor wraps it."""

    @property
    def ok(self) -> bool:
        """Whether the vendor did it."""
        ...

    @property
    def status(self) -> int:
        """The status that decides."""
        ...


OutcomeT = TypeVar("OutcomeT", bound=Outcome)


@dataclass(frozen=True, slots=True)
class Row:
    """A listed account; `name` is what it was called when it was connected, a label of ours or not.

    The name may be anything that people wrote, so that only `account` leaves the adapter.
    """

    account: ListedAccount
    name: str = field(repr=False)

    def is_named_after(self, reference: str) -> bool:
        """Tell whether the account was connected by the login with `reference`."""
        return is_named_after(self.name, reference)


def objects_with_id(rows: object, status: int, id_name: str = "id") -> tuple[Mapping[str, Any], ...]:
    """Give the rows of a list that came with `status`; one without an id that can be one is left out.

    Unreadable for what is no list.
    """
    if not isinstance(rows, list):
        raise Unreadable(status=status)
    return tuple(row for row in rows if isinstance(row, dict) and is_id(row.get(id_name)))


def label_of(*names: str) -> str | None:
    """Give the first name that may be shown, cut to what a label takes; an e-mail address is not kept."""
    shown = (name.strip()[:_LABEL] for name in names if "@" not in name)
    return next((name for name in shown if name), None)


def listed(rows: tuple[Row, ...] | Failed) -> tuple[ListedAccount, ...] | Failed:
    """Give the accounts without the names by which we find them."""
    return rows if isinstance(rows, Failed) else tuple(row.account for row in rows)


def named_after(rows: Iterable[Row], reference: str) -> str | None:
    """Give the id of the account that the login with `reference` has connected; None if it is not there."""
    return next((row.account.id for row in rows if row.is_named_after(reference)), None)


async def disconnect(
    account: str,
    route: str,
    call: Callable[[Request], Awaitable[OutcomeT]],
    refusal: Callable[[OutcomeT, Mapping[int, Reason]], Failed],
) -> Failed | None:
    """Forget an account at the vendor by its `route`; None once it is gone, also if it was gone before."""
    if not is_id(account):
        return Failed(Reason.ACCOUNT_UNKNOWN)
    outcome = await call(Request("DELETE", route, {"account_id": account}, expected=Expected(nothing=True)))
    gone = outcome.ok or outcome.status in _GONE
    return None if gone else refusal(outcome, KEY_REFUSALS)

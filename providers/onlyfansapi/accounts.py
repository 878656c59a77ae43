"""The accounts that OnlyFansAPI lists: what is read of a row, and which one a login of ours is for.

A row also holds e-mail addresses, IP addresses and session tokens: none of them is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from providers.base import Done, Failed, ListedAccount, Lost
from providers.errors import Unreadable
from providers.onlyfansapi.refusals import refusal
from providers.onlyfansapi.requests import ACCOUNTS
from providers.origins import is_id
from providers.references import is_named_after
from providers.refusals import KEY_REFUSALS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from providers.http import ProviderClient

_USERNAME: Final = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """An account of the list; `name` is what it was called when it was connected, a label of ours or not."""

    id: str
    username: str | None
    is_signed_in: bool | None
    name: str = field(repr=False)

    @property
    def listed(self) -> ListedAccount:
        """The account as the step vocabulary knows it."""
        return ListedAccount(self.id, self.username, self.is_signed_in)

    def is_named_after(self, reference: str) -> bool:
        """Tell whether the account was connected by the login with `reference`."""
        return is_named_after(self.name, reference)


def username_of(value: object) -> str | None:
    """Give `value` if it can be a user name of OnlyFans; an address or a name in words is none."""
    return value if isinstance(value, str) and _USERNAME.fullmatch(value) else None


async def list_rows(client: ProviderClient) -> tuple[Row, ...] | Failed:
    """Ask for the list, or say why the key may not."""
    answer = await client.call(ACCOUNTS)
    if not answer.ok:
        return refusal(answer, KEY_REFUSALS)
    rows = answer.body.get("accounts")
    if not isinstance(rows, list):
        raise Unreadable(status=answer.status)
    return read_rows(rows)


def read_rows(rows: Iterable[object]) -> tuple[Row, ...]:
    """Read the list; a row without an id that can be one is left out."""
    return tuple(_row(row) for row in rows if isinstance(row, dict) and is_id(row.get("id")))


def found_again(lost: Lost, rows: Iterable[Row]) -> Done | None:
    """Give the end of a login whose start was lost, if the account that it was for is signed in."""
    ours = [row for row in rows if row.is_signed_in and _is_of(lost, row)]
    return Done(ours[0].id, ours[0].username) if len(ours) == 1 else None


def _is_of(lost: Lost, row: Row) -> bool:
    return row.is_named_after(lost.reference) if lost.account is None else row.id == lost.account


def _row(row: Mapping[str, Any]) -> Row:
    signed_in, name = row.get("is_authenticated"), row.get("display_name")
    return Row(
        row["id"],
        username_of(row.get("onlyfans_username")),
        signed_in if isinstance(signed_in, bool) else None,
        name if isinstance(name, str) else "",
    )

"""The accounts that a key of OnlyFansAPI lists: what is read of a row, and which one a login of ours is for.

A row also holds e-mail addresses, IP addresses and session tokens: none of them is read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from providers.accounts import Row, objects_with_id
from providers.answers import text_of
from providers.errors import Unreadable
from providers.onlyfansapi.refusals import refusal
from providers.onlyfansapi.requests import ACCOUNTS, WHOAMI
from providers.refusals import KEY_REFUSALS
from providers.steps import Done, Failed, ListedAccount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from providers.http import ProviderClient, Request
    from providers.logins import Lost

_USERNAME: Final = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


def username_of(value: object) -> str | None:
    """Give `value` if it can be a user name of OnlyFans; an address or a name in words is none."""
    return value if isinstance(value, str) and _USERNAME.fullmatch(value) else None


async def try_key(client: ProviderClient) -> Failed | None:
    """Ask whose key it is; a key has no scopes that could be read."""
    answer = await client.call(WHOAMI)
    if not answer.ok:
        return refusal(answer, KEY_REFUSALS)
    if not isinstance(answer.body.get("api_key"), dict):
        raise Unreadable(status=answer.status)
    return None


async def list_rows(client: ProviderClient) -> tuple[Row, ...] | Failed:
    """Ask for the accounts at OnlyFans, or say why the key may not."""
    return await rows_of(client, ACCOUNTS, lambda row: username_of(row.get("onlyfans_username")))


async def rows_of(
    client: ProviderClient, request: Request, label: Callable[[Mapping[str, Any]], str | None]
) -> tuple[Row, ...] | Failed:
    """Ask for the list of either platform; `label` is what is shown of a row."""
    answer = await client.call(request)
    if not answer.ok:
        return refusal(answer, KEY_REFUSALS)
    rows = objects_with_id(answer.body.get("accounts"), answer.status)
    return tuple(read_row(row, label(row)) for row in rows)


def read_row(row: Mapping[str, Any], label: str | None) -> Row:
    """Read a row that has an id."""
    signed_in = row.get("is_authenticated")
    connected = signed_in if isinstance(signed_in, bool) else None
    return Row(ListedAccount(row["id"], label, connected), text_of(row, "display_name"))


def found_again(lost: Lost, rows: Iterable[Row]) -> Done | None:
    """Give the end of a login whose start was lost, if the account that it was for is signed in."""
    ours = [row.account for row in rows if row.account.connected and _is_of(lost, row)]
    return Done(ours[0].id, ours[0].label) if len(ours) == 1 else None


def _is_of(lost: Lost, row: Row) -> bool:
    return row.is_named_after(lost.reference) if lost.account is None else row.account.id == lost.account

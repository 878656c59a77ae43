"""The account list of the Fansly API: who is connected under which name.

It must not know why somebody looks. An account's e-mail address, which the list tells as well, is not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from providers.accounts import Row, label_of, named_after, objects_with_id
from providers.answers import text_of
from providers.apifansly.answers import call
from providers.http import LIST_BYTES, Request
from providers.refusals import KEY_REFUSALS
from providers.steps import Failed, ListedAccount

if TYPE_CHECKING:
    from collections.abc import Mapping

    from providers.http import ProviderClient

ACCOUNTS = "/api/fansly/accounts"


async def read_accounts(client: ProviderClient) -> tuple[Row, ...] | Failed:
    """Read the list; it tells nothing of the accounts' sessions."""
    envelope = await call(client, Request("GET", ACCOUNTS, most_bytes=LIST_BYTES))
    if not envelope.ok:
        return envelope.refusal(KEY_REFUSALS)
    rows = objects_with_id(envelope.data.get("accounts"), envelope.status, "accountId")
    return tuple(_row(row) for row in rows)


async def find_account(client: ProviderClient, reference: str) -> str | Failed | None:
    """Look for the account that the login with `reference` has connected; None if it is not there."""
    rows = await read_accounts(client)
    return rows if isinstance(rows, Failed) else named_after(rows, reference)


def _row(row: Mapping[str, Any]) -> Row:
    name = text_of(row, "name")
    return Row(ListedAccount(row["accountId"], label_of(name)), name)

"""The account list of the Fansly API: who is connected under which name.

It must not know why somebody looks. An account's e-mail address, which the list tells as well, is not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from providers.apifansly.answers import call
from providers.base import Failed, ListedAccount
from providers.errors import Unreadable
from providers.http import LIST_BYTES, Request
from providers.origins import is_id
from providers.references import is_named_after
from providers.refusals import KEY_REFUSALS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from providers.http import ProviderClient

ACCOUNTS = "/api/fansly/accounts"


@dataclass(frozen=True, slots=True)
class Row:
    """An account; `name` is the label of its connection."""

    id: str
    name: str

    def listed(self) -> ListedAccount:
        """Give it as everybody lists accounts; a name that is an e-mail address is not kept."""
        label = self.name.strip()[:64]
        return ListedAccount(self.id, label if label and "@" not in self.name else None)


async def read_accounts(client: ProviderClient) -> tuple[Row, ...] | Failed:
    """Read the list; it tells nothing of the accounts' sessions."""
    envelope = await call(client, Request("GET", ACCOUNTS, most_bytes=LIST_BYTES))
    if not envelope.ok:
        return envelope.refusal(KEY_REFUSALS)
    rows = envelope.data.get("accounts")
    if not isinstance(rows, list):
        raise Unreadable(status=envelope.status)
    return tuple(_row(row) for row in rows if isinstance(row, dict) and is_id(row.get("accountId")))


async def find_account(client: ProviderClient, reference: str) -> Row | Failed | None:
    """Look for the account that the login with `reference` has connected; None if it is not there."""
    rows = await read_accounts(client)
    if isinstance(rows, Failed):
        return rows
    return next((row for row in rows if is_named_after(row.name, reference)), None)


def _row(row: Mapping[str, Any]) -> Row:
    name = row.get("name")
    return Row(row["accountId"], name if isinstance(name, str) else "")

"""The accounts at Fansly that a key of OnlyFansAPI lists; it must not know why somebody looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from providers.accounts import label_of
from providers.answers import Expected, text_of
from providers.http import LIST_BYTES, Request
from providers.onlyfansapi.accounts import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from providers.accounts import Row
    from providers.http import ProviderClient
    from providers.steps import Failed

LIST: Final = Request(
    "GET", "/api/fansly/accounts", expected=Expected(array_as="accounts"), most_bytes=LIST_BYTES
)


async def list_rows(client: ProviderClient) -> tuple[Row, ...] | Failed:
    """Ask for the list, or say why the key may not."""
    return await rows_of(client, LIST, _label)


def _label(row: Mapping[str, Any]) -> str | None:
    return label_of(text_of(row, "fansly_username"), text_of(row, "display_name"))

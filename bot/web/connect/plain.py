"""The pages that name nobody: a link that opens nothing, a fault, a farewell. They are pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.web.connect.pieces import Farewell, Page
from bot.web.connect.shared import back

if TYPE_CHECKING:
    from bot.locales import Texts


def gone(texts: Texts) -> Page:
    """Say that the link opens nothing: one answer for unknown, used, expired, and another browser's."""
    return Page("gone", texts("page.head.gone"), (texts("page.gone"),))


def fault(texts: Texts, status: int) -> Page:
    """Say that nothing was done: the database is away, or the request was none of this page's."""
    match status:
        case 403:
            return Page("refused", texts("page.head.refused"), (texts("page.refused"),))
        case 503:
            return Page("away", texts("page.head.away"), (texts("page.away"),))
        case _:
            return Page("unreadable", texts("page.head.unreadable"), (texts("page.unreadable"),))


def farewell(texts: Texts, why: Farewell, bot: str) -> Page:
    """Say that nothing more happens here."""
    leaving = (back(texts, bot),)
    return Page(why.value, texts(f"page.head.{why}"), (texts(f"page.{why}"),), outside=leaving)

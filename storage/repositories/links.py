"""One-use links to the connect page, found by the keyed hash of their token, which itself is kept nowhere."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from sqlalchemy import delete, update

from storage.models import ConnectLink
from storage.records import Record
from storage.repositories.rows import Rows
from storage.schema import links
from storage.sealing import Domain

if TYPE_CHECKING:
    from storage.session import Session

LINKS = Record(links, ConnectLink)


class Links:
    """Repository of links to the connect page."""

    def __init__(self, session: Session) -> None:
        """Work within this transaction."""
        self._session = session
        self._rows = Rows(session, LINKS)

    def _token_hash(self, token: str) -> str:
        return self._session.vault.digest(Domain.TOKEN, token)

    def _browser_hash(self, browser: str) -> str:
        return self._session.vault.digest(Domain.BROWSER, browser)

    async def add(self, link: ConnectLink, token: str) -> None:
        """Keep the link with the hash of its token, in place of any that its attempt had."""
        await self._rows.put(link, "attempt_id", token_hash=self._token_hash(token))

    async def by_token(self, token: str) -> ConnectLink | None:
        """Return the link with this token; the caller judges whether it is used or has expired."""
        return await self._rows.first(links.c.token_hash == self._token_hash(token))

    async def bind(self, link_id: str, browser: str, now: float) -> bool:
        """Bind the link to this browser's cookie; False if it is bound already, used, expired or gone."""
        free = (links.c.browser_hash.is_(None), links.c.used_at.is_(None), links.c.expires_at > now)
        statement = update(links).where(links.c.id == link_id, *free)
        return await self._session.changed(statement.values(browser_hash=self._browser_hash(browser))) == 1

    async def is_of(self, link: ConnectLink, browser: str) -> bool:
        """Tell whether the link is bound to this browser's cookie."""
        return link.browser_hash is not None and hmac.compare_digest(
            link.browser_hash, self._browser_hash(browser)
        )

    async def use(self, link_id: str, now: float) -> bool:
        """Use the link up; False if it is used already or gone."""
        unused = update(links).where(links.c.id == link_id, links.c.used_at.is_(None))
        return await self._session.changed(unused.values(used_at=now)) == 1

    async def forget(self, before: float) -> int:
        """Drop what expired before this time; returns how many."""
        return await self._session.changed(delete(links).where(links.c.expires_at < before))

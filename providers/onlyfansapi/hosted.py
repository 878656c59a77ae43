"""A client session of OnlyFansAPI: a login on the vendor's own page, and how its outcome is bound to it.

The page tells us nothing, and no call tells how a session stands: the account list does. An account
is this session's if its name ends with the session's reference. Where the vendor kept no name of ours, it is
the one account that is signed in and was not listed when the session began; that alone is no certainty. An
account that is named after another login of ours is never taken, so that two sessions cannot swap.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from providers.answers import object_of
from providers.errors import Unreadable, before_anything_begins
from providers.onlyfansapi.accounts import list_rows
from providers.onlyfansapi.refusals import refusal
from providers.onlyfansapi.requests import EMBEDDED_PAGE, create_session
from providers.origins import is_id
from providers.references import is_ours
from providers.refusals import KEY_REFUSALS
from providers.resumes import Id, dump
from providers.steps import Done, Failed, LinkKind, LinkNeeded, Step, Unclear

if TYPE_CHECKING:
    from collections.abc import Iterable

    from providers.accounts import Row
    from providers.http import ProviderClient
    from providers.logins import Hosted
    from providers.steps import ListedAccount

REMEMBERED: Final = 1000
"""So many listed accounts are remembered (13 bytes each); with more, only the reference binds."""


@dataclass(frozen=True, slots=True)
class Session:
    """What `resume` holds of a session.

    `known` are digests of the accounts that were listed before it, None if they were too many.
    """

    token: Id
    reference: str
    known: tuple[str, ...] | None

    @classmethod
    def begun(cls, token: str, reference: str, before: Iterable[Row]) -> Self:
        """Remember a session, and the accounts that were there before it was created."""
        digests = tuple(_digest(row.account.id) for row in before)
        return cls(token, reference, digests if len(digests) <= REMEMBERED else None)

    def outcome(self, rows: Iterable[Row]) -> Done | Unclear | None:
        """Give what the account list says of this session; None while nobody has signed in by it."""
        listed = tuple(rows)
        ours = tuple(row for row in listed if row.is_named_after(self.reference))
        if ours:
            return _end([row.account for row in ours if row.account.connected], certain=True)
        return _end([row.account for row in listed if self._has_appeared(row)], certain=False)

    def _has_appeared(self, row: Row) -> bool:
        if self.known is None or not row.account.connected or is_ours(row.name):
            return False
        return _digest(row.account.id) not in self.known


async def begin(client: ProviderClient, login: Hosted) -> Step:
    """Create a session; which accounts there are is asked before it, for afterwards none would be new."""
    with before_anything_begins():
        before = await list_rows(client)
    if isinstance(before, Failed):
        return before
    answer = await client.call(create_session(login))
    if not answer.ok:
        return refusal(answer, KEY_REFUSALS)
    token = object_of(answer.body, "data").get("token")
    if not is_id(token):
        raise Unreadable(status=answer.status)
    return _page(client, Session.begun(token, login.reference, before))


async def look(client: ProviderClient, session: Session) -> Step:
    """Look whether she has signed in; until then her page stands open."""
    rows = await list_rows(client)
    if isinstance(rows, Failed):
        return rows
    return session.outcome(rows) or _page(client, session)


def _page(client: ProviderClient, session: Session) -> LinkNeeded:
    url = client.page(EMBEDDED_PAGE, {"token": session.token})
    return LinkNeeded(dump(session), "hosted", LinkKind.HOSTED, url)


def _end(candidates: list[ListedAccount], *, certain: bool) -> Done | Unclear | None:
    if len(candidates) > 1:
        return Unclear(tuple(candidates))
    return next((Done(each.id, each.label, certain) for each in candidates), None)


def _digest(account: str) -> str:
    return hashlib.sha256(account.encode()).hexdigest()[:10]

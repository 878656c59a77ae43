"""The audit: a chain of entries per team.

Nobody without the key can change, drop, reorder or cut it short unseen. Each entry's MAC covers its plain
fields and the MAC before it. A subject (a person, an account, a manager) stands there only as a keyed
commitment. The head row holds how many entries there are, the last MAC and where retention has cut the
beginning, under a MAC of its own; it is made with the team and changes in the transaction of each entry.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, func, insert, or_, select, update

from storage.errors import AuditBroken
from storage.schema import audit_entries, audit_heads
from storage.sealing import Domain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import RowMapping

    from storage.sealing import Vault
    from storage.session import Session

START: Final = "0" * 64
LOGIN: Final = "login_"
"""What the kinds of those entries begin with that tell how a login ended; its state follows."""


@dataclass(frozen=True)
class Entry:
    """One entry as it may be read: `subjects` are keyed commitments by role."""

    number: int
    kind: str
    at: float
    attempt_id: str | None
    subjects: dict[str, str]


@dataclass(frozen=True)
class Head:
    """The state of a chain: entries up to `number`, of which those after `kept_from` are kept."""

    number: int = 0
    last: str = START
    kept_from: int = 0
    kept_after: str = START

    def mac(self, vault: Vault, team_id: str) -> str:
        """Return the MAC that only a holder of the key can make."""
        return vault.digest(
            Domain.AUDIT_HEAD, team_id, str(self.number), self.last, str(self.kept_from), self.kept_after
        )


def _entry_mac(vault: Vault, team_id: str, entry: Mapping[Any, Any], before: str) -> str:
    plain = (
        str(entry["number"]),
        entry["kind"],
        float(entry["at"]).hex(),
        entry["attempt_id"] or "",
        entry["subjects"],
    )
    return vault.digest(Domain.AUDIT_ENTRY, team_id, *plain, before)


class Audit:
    """Repository of the audit: entries are appended and cut off by retention, never changed."""

    def __init__(self, session: Session) -> None:
        """Work within this transaction."""
        self._session = session
        self._vault = session.vault

    async def open_chain(self, team_id: str) -> None:
        """Make the head of a new team."""
        head = Head()
        columns = {"team_id": team_id, **vars(head), "mac": head.mac(self._vault, team_id)}
        await self._session.execute(insert(audit_heads).values(columns))

    async def append(
        self, team_id: str, kind: str, at: float, *, attempt: str | None = None, **subjects: str | None
    ) -> None:
        """Add an entry. `kind` is a closed word.

        A subject is an id by its role (`creator=…`) and is kept as a commitment; None is left out.
        """
        head = await self._locked_head(team_id)
        committed = {
            role: self.commitment(team_id, subject)
            for role, subject in sorted(subjects.items())
            if subject is not None
        }
        entry = {
            "number": head.number + 1,
            "kind": kind,
            "at": at,
            "attempt_id": attempt,
            "subjects": json.dumps(committed),
        }
        mac = _entry_mac(self._vault, team_id, entry, head.last)
        await self._session.execute(insert(audit_entries).values(team_id=team_id, mac=mac, **entry))
        await self._move(team_id, Head(head.number + 1, mac, head.kept_from, head.kept_after))

    def commitment(self, team_id: str, subject: str) -> str:
        """Return the pseudonym under which a subject stands in a team's audit."""
        return self._vault.digest(Domain.AUDIT_SUBJECT, team_id, subject)

    async def entries(self, team_id: str) -> list[Entry]:
        """Return the kept entries of a team, oldest first; not verified."""
        return [_opened(row) for row in await self._rows(team_id)]

    async def about(self, team_id: str, ids: Iterable[str]) -> list[Entry]:
        """Return the kept entries of a team in which one of these ids is a subject, oldest first.

        Of their subjects they have those alone.
        """
        pseudonyms = {self.commitment(team_id, one) for one in ids}
        named = or_(*(audit_entries.c.subjects.contains(one) for one in sorted(pseudonyms)))
        statement = select(audit_entries).where(audit_entries.c.team_id == team_id, named)
        rows = await self._session.rows(statement.order_by(audit_entries.c.number))
        return [
            replace(entry, subjects={role: who for role, who in entry.subjects.items() if who in pseudonyms})
            for entry in map(_opened, rows)
        ]

    async def anywhere(self, kind: str, after: float, ids: Iterable[str]) -> list[Entry]:
        """Return all teams' kept entries of a kind, later than this time, that name one of these ids.

        Not verified.
        """
        wanted = frozenset(ids)
        newer = (audit_entries.c.kind == kind, audit_entries.c.at > after)
        rows = await self._session.rows(select(audit_entries).where(*newer).order_by(audit_entries.c.at))
        return [
            _opened(row)
            for row in rows
            if any(self.commitment(row["team_id"], one) in row["subjects"] for one in wanted)
        ]

    async def logins_before(self, team_id: str, creator_id: str, before: float) -> int:
        """Return how many logins of a creator had ended in a team before this time; not verified."""
        hers = audit_entries.c.subjects.contains(self.commitment(team_id, creator_id))
        which = (audit_entries.c.team_id == team_id, audit_entries.c.kind.startswith(LOGIN), hers)
        statement = select(func.count()).select_from(audit_entries).where(*which)
        found: int = await self._session.scalar(statement.where(audit_entries.c.at < before))
        return found

    async def newest(self, team_id: str, limit: int) -> list[Entry]:
        """Return a team's newest entries, newest first; not verified."""
        mine = audit_entries.c.team_id == team_id
        newest_first = select(audit_entries).where(mine).order_by(audit_entries.c.number.desc())
        return [_opened(row) for row in await self._session.rows(newest_first.limit(limit))]

    async def count(self, team_id: str, kind: str, since: float) -> int:
        """Return how many entries of a kind a team has from this time on; not verified."""
        which = (
            audit_entries.c.team_id == team_id,
            audit_entries.c.kind == kind,
            audit_entries.c.at >= since,
        )
        found: int = await self._session.scalar(select(func.count()).select_from(audit_entries).where(*which))
        return found

    async def verify(self, team_id: str) -> str | None:
        """Return None if the chain is whole, else what is wrong with it.

        That is "no head", "head altered", "entry 3 altered or missing" or "cut short".
        """
        row = await self._session.row(select(audit_heads).where(audit_heads.c.team_id == team_id))
        if row is None:
            return "no head"
        head = _head(row)
        if not hmac.compare_digest(head.mac(self._vault, team_id), row["mac"]):
            return "head altered"
        return self._fault(team_id, head, await self._rows(team_id))

    def _fault(self, team_id: str, head: Head, rows: Iterable[RowMapping]) -> str | None:
        number, last = head.kept_from, head.kept_after
        for row in rows:
            number += 1
            if row["number"] != number or not hmac.compare_digest(
                _entry_mac(self._vault, team_id, row, last), row["mac"]
            ):
                return f"entry {number} altered or missing"
            last = row["mac"]
        return None if (number, last) == (head.number, head.last) else "cut short"

    async def cut(self, team_id: str, before: float) -> int:
        """Drop entries older than this from the beginning and move the checkpoint; returns how many."""
        head = await self._locked_head(team_id)
        kept = select(func.min(audit_entries.c.number)).where(
            audit_entries.c.team_id == team_id, audit_entries.c.at >= before
        )
        last_cut = ((await self._session.scalar(kept)) or head.number + 1) - 1
        if last_cut <= head.kept_from:
            return 0
        mine = audit_entries.c.team_id == team_id
        kept_after = await self._session.scalar(
            select(audit_entries.c.mac).where(mine, audit_entries.c.number == last_cut)
        )
        await self._move(team_id, Head(head.number, head.last, last_cut, kept_after))
        return await self._session.changed(
            delete(audit_entries).where(mine, audit_entries.c.number <= last_cut)
        )

    async def teams(self) -> list[str]:
        """Return the ids of all teams that have a chain."""
        return list((await self._session.execute(select(audit_heads.c.team_id))).scalars())

    async def _locked_head(self, team_id: str) -> Head:
        """Return the head, locked for this transaction.

        AuditBroken if it is missing or altered, for nothing may be built on that.
        """
        row = await self._session.row(
            select(audit_heads).where(audit_heads.c.team_id == team_id).with_for_update()
        )
        if row is None or not hmac.compare_digest(_head(row).mac(self._vault, team_id), row["mac"]):
            message = "the head of an audit chain is missing or altered; `python -m bot check` tells more"
            raise AuditBroken(message)
        return _head(row)

    async def _rows(self, team_id: str) -> Iterable[RowMapping]:
        return await self._session.rows(
            select(audit_entries).where(audit_entries.c.team_id == team_id).order_by(audit_entries.c.number)
        )

    async def _move(self, team_id: str, head: Head) -> None:
        columns = {**vars(head), "mac": head.mac(self._vault, team_id)}
        await self._session.execute(
            update(audit_heads).where(audit_heads.c.team_id == team_id).values(columns)
        )


def _head(row: RowMapping) -> Head:
    return Head(row["number"], row["last"], row["kept_from"], row["kept_after"])


def _opened(row: RowMapping) -> Entry:
    return Entry(row["number"], row["kind"], row["at"], row["attempt_id"], json.loads(row["subjects"]))

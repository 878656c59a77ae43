"""The tables. A plain column holds a random id, a closed word, a time, a counter or a keyed hash.

Everything else is sealed. Times are seconds since the epoch. `sealed` is the row's sealed fields as one JSON
blob, `seal_version` counts its sealings. The name of a unique index is the name that `Conflict` carries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage import models

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import StrEnum

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _words(words: Iterable[StrEnum]) -> str:
    return ", ".join(sorted(f"'{word.value}'" for word in words))


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.String(32), primary_key=True)


def _ref(name: str, table: str, *, nullable: bool = False, ondelete: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(32), sa.ForeignKey(f"{table}.id", ondelete=ondelete), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Double, nullable=nullable)


def _count(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=nullable)


def _flag(name: str, *, default: sa.sql.expression.False_ | None = None) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=default)


def _word(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=nullable)


def _hash(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=nullable)


def _sealed(*, nullable: bool = False) -> tuple[sa.Column[Any], ...]:
    return sa.Column("sealed", sa.LargeBinary, nullable=nullable), sa.Column(
        "seal_version", sa.Integer, nullable=False, default=0
    )


def _one_of(column: str, words: type[StrEnum]) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN ({_words(words)})", name=column)


def _unique(name: str, *columns: str, where: str | None = None) -> sa.Index:
    condition = None if where is None else sa.text(where)
    return sa.Index(name, *columns, unique=True, sqlite_where=condition, postgresql_where=condition)


def _index(name: str, *columns: str, where: str | None = None) -> sa.Index:
    condition = None if where is None else sa.text(where)
    return sa.Index(name, *columns, sqlite_where=condition, postgresql_where=condition)


key = sa.Table("key", metadata, _id(), *_sealed())

seen_updates = sa.Table(
    "seen_updates",
    metadata,
    sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
    _time("seen_at"),
    _index("seen_updates_seen_at", "seen_at"),
)

people = sa.Table(
    "people",
    metadata,
    _id(),
    _hash("telegram_hash"),
    _flag("reachable"),
    _time("blocked_at", nullable=True),
    _time("allowed_from", nullable=True),
    _time("paused_until", nullable=True),
    _time("frozen_at", nullable=True),
    _time("forget_at", nullable=True),
    _time("moved_at", nullable=True),
    _word("chosen_language", nullable=True),
    _time("created_at"),
    *_sealed(),
    _unique("person_telegram", "telegram_hash"),
    _index("people_forget_at", "forget_at", where="forget_at IS NOT NULL"),
)

teams = sa.Table(
    "teams",
    metadata,
    _id(),
    _hash("chat_hash"),
    _time("created_at"),
    _time("closed_at", nullable=True),
    _time("step_up_at", nullable=True),
    *_sealed(),
    _unique("team_chat", "chat_hash", where="closed_at IS NULL"),
)

managers = sa.Table(
    "managers",
    metadata,
    _id(),
    _ref("team_id", "teams"),
    _ref("person_id", "people"),
    _word("state"),
    _time("created_at"),
    _time("listed_at", nullable=True),
    _ref("listed_by", "people", nullable=True),
    _time("removed_at", nullable=True),
    *_sealed(),
    _one_of("state", models.ManagerState),
    _unique("manager_person", "team_id", "person_id", where="state <> 'removed'"),
    _index("managers_person", "person_id"),
)

invitations = sa.Table(
    "invitations",
    metadata,
    _id(),
    _hash("token_hash"),
    _ref("team_id", "teams"),
    _ref("manager_id", "managers"),
    _word("state"),
    _ref("person_id", "people", nullable=True),
    _time("created_at"),
    _time("expires_at"),
    _time("shown_at", nullable=True),
    _time("confirmed_at", nullable=True),
    sa.Column("number", sa.LargeBinary),
    *_sealed(),
    _one_of("state", models.InvitationState),
    _unique("invitation_token", "token_hash"),
    _index("invitations_manager", "manager_id"),
    _index("invitations_expires_at", "expires_at"),
)

enrolments = sa.Table(
    "enrolments",
    metadata,
    _id(),
    _ref("team_id", "teams"),
    _ref("creator_id", "people"),
    _hash("name_hash"),
    _word("mode"),
    _count("consent_version"),
    _word("consent_language"),
    _hash("consent_digest"),
    _time("consent_at"),
    _time("enrolled_at", nullable=True),
    _time("ended_at", nullable=True),
    _time("step_up_at", nullable=True),
    *_sealed(),
    _one_of("mode", models.AskMode),
    _unique("enrolment_name", "team_id", "name_hash", where="ended_at IS NULL"),
    _unique("enrolment_creator", "team_id", "creator_id", where="ended_at IS NULL"),
    _index("enrolments_creator", "creator_id"),
)

accounts = sa.Table(
    "accounts",
    metadata,
    _id(),
    _ref("team_id", "teams"),
    _ref("creator_id", "people"),
    _word("provider"),
    _word("platform"),
    _hash("external_hash"),
    _time("created_at"),
    _time("confirmed_at", nullable=True),
    _time("proven_at", nullable=True),
    _time("removed_at", nullable=True),
    _time("lift_by_creator_at", nullable=True),
    _time("lift_by_owner_at", nullable=True),
    *_sealed(),
    _unique("account_external", "external_hash", where="removed_at IS NULL"),
    _index("accounts_creator", "creator_id"),
    _index("accounts_team", "team_id"),
)

# `attempt_in` says the same in queries, word for word: only so does SQLite see that a partial index serves.
ASKED = "state = 'asked'"
ASKED_CONNECTING = f"{ASKED} AND account_id IS NULL"
LIVE = f"state IN ({_words(models.LIVE)})"
ASIDE_BY_NOBODY = "lease_owner IS NULL AND lease_until IS NOT NULL"
BY_PAGE = "way IS NOT NULL"
OPEN = f"state IN ({_words(models.LIVE | {models.State.ASKED})})"

attempts = sa.Table(
    "attempts",
    metadata,
    _id(),
    _ref("team_id", "teams"),
    _ref("creator_id", "people"),
    _ref("account_id", "accounts", nullable=True),
    _ref("manager_id", "managers", nullable=True),
    _word("provider"),
    _word("platform"),
    _word("purpose"),
    _word("why"),
    _word("way", nullable=True),
    _word("action", nullable=True),
    _flag("force", default=sa.false()),  # the release before leaves it out
    _word("state"),
    _count("version"),
    _count("told"),
    _flag("asked_first"),
    _count("offers"),
    _count("challenge"),
    _word("call", nullable=True),
    _count("gates"),
    _count("wrong_codes"),
    _word("passed", nullable=True),
    _time("prompted_at", nullable=True),
    _time("started_at", nullable=True),
    _time("created_at"),
    _time("state_since"),
    _time("submitted_at", nullable=True),
    _time("answer_by"),
    _time("ends_at"),
    _time("due_at", nullable=True),
    _time("watch_until", nullable=True),
    _word("ending", nullable=True),
    _ref("ended_by", "managers", nullable=True),
    sa.Column("lease_owner", sa.String(64)),
    _time("lease_until", nullable=True),
    sa.Column("proxy", sa.LargeBinary),
    sa.Column("resume", sa.LargeBinary),
    *_sealed(nullable=True),
    _one_of("purpose", models.Purpose),
    _one_of("why", models.Why),
    _one_of("way", models.Way),
    _one_of("action", models.Action),
    _one_of("state", models.State),
    _one_of("call", models.CallKind),
    _unique("attempt_live", "creator_id", where=LIVE),
    _unique("attempt_asked", "account_id", where=ASKED),
    _unique(
        "attempt_asked_connecting", "creator_id", "team_id", "provider", "platform", where=ASKED_CONNECTING
    ),
    _index("attempts_creator", "creator_id", "created_at"),
    _index("attempts_account", "account_id", "created_at"),
    _index("attempts_team_open", "team_id", where=OPEN),
    _index("attempts_due", "due_at"),
    _index("attempts_state", "state"),
    _index("attempts_by_page", "provider", where=BY_PAGE),
    _index("attempts_aside", "lease_until", where=ASIDE_BY_NOBODY),
    _index("attempts_untold", "state_since", where="told < version"),
)


def attempt_in(states: Iterable[models.State]) -> sa.ColumnElement[bool]:
    """Require that an attempt is in one of these states, written out instead of bound."""
    words = sorted(state.value for state in states)
    return attempts.c.state.in_(sa.bindparam(None, words, expanding=True, literal_execute=True))


links = sa.Table(
    "links",
    metadata,
    _id(),
    _hash("token_hash"),
    _ref("attempt_id", "attempts", ondelete="CASCADE"),
    _hash("browser_hash", nullable=True),
    _time("created_at"),
    _time("expires_at"),
    _time("used_at", nullable=True),
    _unique("link_token", "token_hash"),
    _unique("link_attempt", "attempt_id"),
    _index("links_expires_at", "expires_at"),
)

moves = sa.Table(
    "moves",
    metadata,
    _id(),
    _ref("person_id", "people"),
    _ref("manager_id", "managers", nullable=True),
    _hash("token_hash"),
    _word("state"),
    _time("created_at"),
    _time("expires_at"),
    _time("effect_at", nullable=True),
    *_sealed(),
    _one_of("state", models.MoveState),
    _unique("move_token", "token_hash"),
    _unique("move_open", "person_id", where=f"state IN ({_words(models.MOVING)})"),
    _index("moves_effect_at", "effect_at", where="state = 'confirmed'"),
    _index("moves_expires_at", "expires_at"),
)

proxies = sa.Table(
    "proxies",
    metadata,
    _id(),
    _ref("team_id", "teams"),
    _time("created_at"),
    *_sealed(),
    _unique("proxy_team", "team_id"),
)

assignments = sa.Table(
    "assignments",
    metadata,
    _id(),
    _ref("team_id", "teams"),
    _word("provider"),
    _word("platform"),
    _hash("external_hash"),
    _time("created_at"),
    *_sealed(),
    _unique("assignment_external", "external_hash"),
    _index("assignments_team", "team_id"),
)

cards = sa.Table(
    "cards",
    metadata,
    _id(),
    _ref("attempt_id", "attempts", ondelete="CASCADE"),
    _word("audience"),
    _word("slot"),
    _flag("sent"),
    _flag("has_buttons"),
    _time("created_at"),
    _time("claimed_until", nullable=True),
    *_sealed(),
    _one_of("audience", models.Audience),
    _unique("card_slot", "attempt_id", "audience", "slot"),
)

outbox = sa.Table(
    "outbox",
    metadata,
    _id(),
    sa.Column("key", sa.String(200), nullable=False),
    _word("errand"),
    _ref("attempt_id", "attempts", nullable=True, ondelete="CASCADE"),
    _count("challenge", nullable=True),
    _flag("urgent"),
    _time("created_at"),
    _time("due_at"),
    _time("give_up_at"),
    _time("delete_at", nullable=True),
    _count("tries"),
    _flag("passing", default=sa.false()),  # the release before leaves it out
    _time("done_at", nullable=True),
    _time("claimed_until", nullable=True),
    *_sealed(),
    _one_of("errand", models.Errand),
    _unique("outbox_key", "key"),
    _index("outbox_attempt", "attempt_id"),
    _index("outbox_due", "due_at", where="done_at IS NULL"),
    _index("outbox_done", "done_at", where="done_at IS NOT NULL"),
)

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("owner", sa.String(64), nullable=False),
    _time("until"),
)

audit_entries = sa.Table(
    "audit_entries",
    metadata,
    sa.Column("team_id", sa.String(32), sa.ForeignKey("teams.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    _word("kind"),
    _time("at"),
    sa.Column("attempt_id", sa.String(32)),
    sa.Column("subjects", sa.Text, nullable=False),
    _hash("mac"),
    _index("audit_entries_at", "at"),
)

audit_heads = sa.Table(
    "audit_heads",
    metadata,
    sa.Column("team_id", sa.String(32), sa.ForeignKey("teams.id"), primary_key=True),
    _count("number"),
    _hash("last"),
    _count("kept_from"),
    _hash("kept_after"),
    _hash("mac"),
)

"""The tables of accounts, of the runs of getting them signed in, and of what those need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage import models
from storage.schema.columns import (
    count,
    flag,
    hashed,
    index,
    listed,
    metadata,
    one_of,
    ref,
    row_id,
    sealed,
    time,
    unique,
    word,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


accounts = sa.Table(
    "accounts",
    metadata,
    row_id(),
    ref("team_id", "teams"),
    ref("creator_id", "people"),
    word("provider"),
    word("platform"),
    hashed("external_hash"),
    time("created_at"),
    time("confirmed_at", nullable=True),
    time("proven_at", nullable=True),
    time("removed_at", nullable=True),
    *sealed(),
    unique("account_external", "external_hash", where="removed_at IS NULL"),
    index("accounts_creator", "creator_id"),
    index("accounts_team", "team_id"),
)

# `attempt_in` says the same in queries, word for word: only so does SQLite see that a partial index serves.
ASKED = "state = 'asked'"
ASKED_CONNECTING = f"{ASKED} AND account_id IS NULL"
LIVE = f"state IN ({listed(models.LIVE)})"
ASIDE_BY_NOBODY = "lease_owner IS NULL AND lease_until IS NOT NULL"
BY_PAGE = "way IS NOT NULL"
OPEN = f"state IN ({listed(models.LIVE | {models.State.ASKED})})"

attempts = sa.Table(
    "attempts",
    metadata,
    row_id(),
    ref("team_id", "teams"),
    ref("creator_id", "people"),
    ref("account_id", "accounts", nullable=True),
    ref("manager_id", "managers", nullable=True),
    word("provider"),
    word("platform"),
    word("purpose"),
    word("why"),
    word("way", nullable=True),
    word("action", nullable=True),
    flag("force", default=sa.false()),  # the release before leaves it out
    word("state"),
    count("version"),
    count("told"),
    flag("asked_first"),
    count("offers"),
    count("challenge"),
    word("call", nullable=True),
    flag("arrival_unsure", default=sa.false()),
    count("gates"),
    count("wrong_codes"),
    count("unjudged_codes", default=sa.text("0")),
    word("passed", nullable=True),
    time("prompted_at", nullable=True),
    time("put_off_until", nullable=True),
    time("started_at", nullable=True),
    time("created_at"),
    time("state_since"),
    time("submitted_at", nullable=True),
    time("answer_by"),
    time("ends_at"),
    time("due_at", nullable=True),
    time("watch_until", nullable=True),
    word("ending", nullable=True),
    ref("ended_by", "managers", nullable=True),
    sa.Column("lease_owner", sa.String(64)),
    time("lease_until", nullable=True),
    sa.Column("proxy", sa.LargeBinary),
    sa.Column("resume", sa.LargeBinary),
    *sealed(nullable=True),
    one_of("purpose", models.Purpose),
    one_of("why", models.Why),
    one_of("way", models.Way),
    one_of("action", models.Action),
    one_of("state", models.State),
    one_of("call", models.CallKind),
    unique("attempt_live", "creator_id", where=LIVE),
    unique("attempt_asked", "account_id", where=ASKED),
    unique(
        "attempt_asked_connecting", "creator_id", "team_id", "provider", "platform", where=ASKED_CONNECTING
    ),
    index("attempts_creator", "creator_id", "created_at"),
    index("attempts_account", "account_id", "created_at"),
    index("attempts_team_open", "team_id", where=OPEN),
    index("attempts_due", "due_at"),
    index("attempts_state", "state"),
    index("attempts_by_page", "provider", where=BY_PAGE),
    index("attempts_aside", "lease_until", where=ASIDE_BY_NOBODY),
    index("attempts_untold", "state_since", where="told < version"),
)


def attempt_in(states: Iterable[models.State]) -> sa.ColumnElement[bool]:
    """Require that an attempt is in one of these states, written out instead of bound."""
    words = sorted(state.value for state in states)
    return attempts.c.state.in_(sa.bindparam(None, words, expanding=True, literal_execute=True))


lifts = sa.Table(
    "lifts",
    metadata,
    row_id(),
    ref("creator_id", "people"),
    word("platform"),
    word("said_by"),
    time("said_at"),
    one_of("said_by", models.By),
    index("lifts_creator", "creator_id", "platform"),
)

links = sa.Table(
    "links",
    metadata,
    row_id(),
    hashed("token_hash"),
    ref("attempt_id", "attempts", ondelete="CASCADE"),
    hashed("browser_hash", nullable=True),
    time("created_at"),
    time("expires_at"),
    time("used_at", nullable=True),
    unique("link_token", "token_hash"),
    unique("link_attempt", "attempt_id"),
    index("links_expires_at", "expires_at"),
)

proxies = sa.Table(
    "proxies",
    metadata,
    row_id(),
    ref("team_id", "teams"),
    time("created_at"),
    *sealed(),
    unique("proxy_team", "team_id"),
)

assignments = sa.Table(
    "assignments",
    metadata,
    row_id(),
    ref("team_id", "teams"),
    word("provider"),
    word("platform"),
    hashed("external_hash"),
    time("created_at"),
    *sealed(),
    unique("assignment_external", "external_hash"),
    index("assignments_team", "team_id"),
)

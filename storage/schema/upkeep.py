"""The tables by which the store keeps itself: key, updates, leases, the record and its heads."""

from __future__ import annotations

import sqlalchemy as sa

from storage.schema.columns import count, hashed, index, metadata, row_id, sealed, time, word

key = sa.Table("key", metadata, row_id(), *sealed())

seen_updates = sa.Table(
    "seen_updates",
    metadata,
    sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
    time("seen_at"),
    index("seen_updates_seen_at", "seen_at"),
)

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("owner", sa.String(64), nullable=False),
    time("until"),
)

audit_entries = sa.Table(
    "audit_entries",
    metadata,
    sa.Column("team_id", sa.String(32), sa.ForeignKey("teams.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    word("kind"),
    time("at"),
    sa.Column("attempt_id", sa.String(32)),
    sa.Column("subjects", sa.Text, nullable=False),
    hashed("mac"),
    index("audit_entries_at", "at"),
)

audit_heads = sa.Table(
    "audit_heads",
    metadata,
    sa.Column("team_id", sa.String(32), sa.ForeignKey("teams.id"), primary_key=True),
    count("number"),
    hashed("last"),
    count("kept_from"),
    hashed("kept_after"),
    hashed("mac"),
)

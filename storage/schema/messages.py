"""The tables of what stands in chats, and of what is to be done there."""

from __future__ import annotations

import sqlalchemy as sa

from storage import models
from storage.schema.columns import (
    count,
    flag,
    index,
    metadata,
    one_of,
    ref,
    row_id,
    sealed,
    time,
    unique,
    word,
)

cards = sa.Table(
    "cards",
    metadata,
    row_id(),
    ref("attempt_id", "attempts", ondelete="CASCADE"),
    word("audience"),
    word("slot"),
    flag("sent"),
    flag("has_buttons"),
    time("created_at"),
    time("claimed_until", nullable=True),
    *sealed(),
    one_of("audience", models.Audience),
    unique("card_slot", "attempt_id", "audience", "slot"),
)

outbox = sa.Table(
    "outbox",
    metadata,
    row_id(),
    sa.Column("key", sa.String(200), nullable=False),
    word("errand"),
    ref("attempt_id", "attempts", nullable=True, ondelete="CASCADE"),
    count("challenge", nullable=True),
    flag("urgent"),
    time("created_at"),
    time("due_at"),
    time("give_up_at"),
    time("delete_at", nullable=True),
    count("tries"),
    flag("passing", default=sa.false()),  # the release before leaves it out
    time("done_at", nullable=True),
    time("claimed_until", nullable=True),
    *sealed(),
    one_of("errand", models.Errand),
    unique("outbox_key", "key"),
    index("outbox_attempt", "attempt_id"),
    index("outbox_due", "due_at", where="done_at IS NULL"),
    index("outbox_done", "done_at", where="done_at IS NOT NULL"),
)

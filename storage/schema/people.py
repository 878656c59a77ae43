"""The tables of people and their places, and of the ways in and over."""

from __future__ import annotations

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

people = sa.Table(
    "people",
    metadata,
    row_id(),
    hashed("telegram_hash"),
    flag("reachable"),
    time("blocked_at", nullable=True),
    time("allowed_from", nullable=True),
    time("paused_until", nullable=True),
    time("frozen_at", nullable=True),
    time("forget_at", nullable=True),
    time("moved_at", nullable=True),
    word("chosen_language", nullable=True),
    time("created_at"),
    *sealed(),
    unique("person_telegram", "telegram_hash"),
    index("people_forget_at", "forget_at", where="forget_at IS NOT NULL"),
)

teams = sa.Table(
    "teams",
    metadata,
    row_id(),
    hashed("chat_hash"),
    time("created_at"),
    time("closed_at", nullable=True),
    time("step_up_at", nullable=True),
    *sealed(),
    unique("team_chat", "chat_hash", where="closed_at IS NULL"),
)

managers = sa.Table(
    "managers",
    metadata,
    row_id(),
    ref("team_id", "teams"),
    ref("person_id", "people"),
    word("state"),
    time("created_at"),
    time("listed_at", nullable=True),
    ref("listed_by", "people", nullable=True),
    time("removed_at", nullable=True),
    *sealed(),
    one_of("state", models.ManagerState),
    unique("manager_person", "team_id", "person_id", where="state <> 'removed'"),
    index("managers_person", "person_id"),
)

invitations = sa.Table(
    "invitations",
    metadata,
    row_id(),
    hashed("token_hash"),
    ref("team_id", "teams"),
    ref("manager_id", "managers"),
    word("state"),
    ref("person_id", "people", nullable=True),
    time("created_at"),
    time("expires_at"),
    time("shown_at", nullable=True),
    time("confirmed_at", nullable=True),
    sa.Column("number", sa.LargeBinary),
    *sealed(),
    one_of("state", models.InvitationState),
    unique("invitation_token", "token_hash"),
    index("invitations_manager", "manager_id"),
    index("invitations_expires_at", "expires_at"),
)

enrolments = sa.Table(
    "enrolments",
    metadata,
    row_id(),
    ref("team_id", "teams"),
    ref("creator_id", "people"),
    hashed("name_hash"),
    word("mode"),
    count("consent_version"),
    word("consent_language"),
    hashed("consent_digest"),
    time("consent_at"),
    time("enrolled_at", nullable=True),
    time("ended_at", nullable=True),
    time("step_up_at", nullable=True),
    *sealed(),
    one_of("mode", models.AskMode),
    unique("enrolment_name", "team_id", "name_hash", where="ended_at IS NULL"),
    unique("enrolment_creator", "team_id", "creator_id", where="ended_at IS NULL"),
    index("enrolments_creator", "creator_id"),
)

moves = sa.Table(
    "moves",
    metadata,
    row_id(),
    ref("person_id", "people"),
    ref("manager_id", "managers", nullable=True),
    hashed("token_hash"),
    word("state"),
    time("created_at"),
    time("expires_at"),
    time("effect_at", nullable=True),
    *sealed(),
    one_of("state", models.MoveState),
    unique("move_token", "token_hash"),
    unique("move_open", "person_id", where=f"state IN ({listed(models.MOVING)})"),
    index("moves_effect_at", "effect_at", where="state = 'confirmed'"),
    index("moves_expires_at", "expires_at"),
)

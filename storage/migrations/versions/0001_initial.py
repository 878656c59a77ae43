"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LIVE = "state IN ('code_needed', 'link_needed', 'starting', 'submitting', 'unsure', 'working')"
OPEN = "state IN ('asked', 'code_needed', 'link_needed', 'starting', 'submitting', 'unsure', 'working')"
ANY_STATE = (
    "state IN ('asked', 'cancelled', 'code_needed', 'connected', 'declined', 'expired', 'failed', "
    "'link_needed', 'starting', 'submitting', 'unsure', 'working')"
)


def upgrade() -> None:
    """Make every table, those that are referred to first."""
    _key()
    _leases()
    _people()
    _seen_updates()
    _teams()
    _accounts()
    _audit_entries()
    _audit_heads()
    _enrolments()
    _managers()
    _attempts()
    _invitations()
    _cards()
    _outbox()


def _key() -> None:
    op.create_table(
        "key",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("seal_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_key"),
    )


def _leases() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("until", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("telegram_hash", sa.String(64), nullable=False),
        sa.Column("reachable", sa.Boolean, nullable=False),
        sa.Column("blocked_at", sa.Double, nullable=True),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("seal_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_index("person_telegram", "people", ["telegram_hash"], unique=True)


def _seen_updates() -> None:
    op.create_table(
        "seen_updates",
        sa.Column("update_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("seen_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("update_id", name="pk_seen_updates"),
    )
    op.create_index("seen_updates_seen_at", "seen_updates", ["seen_at"])


def _teams() -> None:
    op.create_table(
        "teams",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("chat_hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("closed_at", sa.Double, nullable=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("seal_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
    )
    op.create_index(
        "team_chat",
        "teams",
        ["chat_hash"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("creator_id", sa.String(32), nullable=False),
        sa.Column("provider", sa.String(64), nullable=False),
        sa.Column("platform", sa.String(64), nullable=False),
        sa.Column("external_hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("confirmed_at", sa.Double, nullable=True),
        sa.Column("proven_at", sa.Double, nullable=True),
        sa.Column("removed_at", sa.Double, nullable=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("seal_version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["creator_id"], ["people.id"], name="fk_accounts_creator_id"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_accounts_team_id"),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
    )
    op.create_index(
        "account_external",
        "accounts",
        ["external_hash"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index("accounts_creator", "accounts", ["creator_id"])
    op.create_index("accounts_team", "accounts", ["team_id"])


def _audit_entries() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("attempt_id", sa.String(32), nullable=True),
        sa.Column("subjects", sa.Text, nullable=False),
        sa.Column("mac", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_audit_entries_team_id"),
        sa.PrimaryKeyConstraint("team_id", "number", name="pk_audit_entries"),
    )
    op.create_index("audit_entries_at", "audit_entries", ["at"])


def _audit_heads() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("last", sa.String(64), nullable=False),
        sa.Column("kept_from", sa.Integer, nullable=False),
        sa.Column("kept_after", sa.String(64), nullable=False),
        sa.Column("mac", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_audit_heads_team_id"),
        sa.PrimaryKeyConstraint("team_id", name="pk_audit_heads"),
    )


def _enrolments() -> None:
    op.create_table(
        "enrolments",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("creator_id", sa.String(32), nullable=False),
        sa.Column("name_hash", sa.String(64), nullable=False),
        sa.Column("mode", sa.String(64), nullable=False),
        sa.Column("consent_version", sa.Integer, nullable=False),
        sa.Column("consent_language", sa.String(64), nullable=False),
        sa.Column("consent_digest", sa.String(64), nullable=False),
        sa.Column("consent_at", sa.Double, nullable=False),
        sa.Column("ended_at", sa.Double, nullable=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("seal_version", sa.Integer, nullable=False),
        sa.CheckConstraint("mode IN ('ask_first', 'start')", name=op.f("ck_enrolments_mode")),
        sa.ForeignKeyConstraint(["creator_id"], ["people.id"], name="fk_enrolments_creator_id"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_enrolments_team_id"),
        sa.PrimaryKeyConstraint("id", name="pk_enrolments"),
    )
    op.create_index(
        "enrolment_creator",
        "enrolments",
        ["team_id", "creator_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "enrolment_name",
        "enrolments",
        ["team_id", "name_hash"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("enrolments_creator", "enrolments", ["creator_id"])


def _managers() -> None:
    op.create_table(
        "managers",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("person_id", sa.String(32), nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("listed_at", sa.Double, nullable=True),
        sa.Column("removed_at", sa.Double, nullable=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("seal_version", sa.Integer, nullable=False),
        sa.CheckConstraint("state IN ('candidate', 'listed', 'removed')", name=op.f("ck_managers_state")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_managers_person_id"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_managers_team_id"),
        sa.PrimaryKeyConstraint("id", name="pk_managers"),
    )
    op.create_index(
        "manager_person",
        "managers",
        ["team_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'removed'"),
        postgresql_where=sa.text("state <> 'removed'"),
    )
    op.create_index("managers_person", "managers", ["person_id"])


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("creator_id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("manager_id", sa.String(32), nullable=True),
        sa.Column("provider", sa.String(64), nullable=False),
        sa.Column("platform", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(64), nullable=False),
        sa.Column("why", sa.String(64), nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("told", sa.Integer, nullable=False),
        sa.Column("asked_first", sa.Boolean, nullable=False),
        sa.Column("offers", sa.Integer, nullable=False),
        sa.Column("challenge", sa.Integer, nullable=False),
        sa.Column("call", sa.String(64), nullable=True),
        sa.Column("gates", sa.Integer, nullable=False),
        sa.Column("wrong_codes", sa.Integer, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("state_since", sa.Double, nullable=False),
        sa.Column("submitted_at", sa.Double, nullable=True),
        sa.Column("answer_by", sa.Double, nullable=False),
        sa.Column("ends_at", sa.Double, nullable=False),
        sa.Column("due_at", sa.Double, nullable=True),
        sa.Column("watch_until", sa.Double, nullable=True),
        sa.Column("ending", sa.String(64), nullable=True),
        sa.Column("ended_by", sa.String(32), nullable=True),
        sa.Column("lease_owner", sa.String(64), nullable=True),
        sa.Column("lease_until", sa.Double, nullable=True),
        sa.Column("resume", sa.LargeBinary, nullable=True),
        sa.Column("sealed", sa.LargeBinary, nullable=True),
        sa.Column("seal_version", sa.Integer, nullable=False),
        sa.CheckConstraint("call IN ('code', 'confirm', 'resend', 'send')", name=op.f("ck_attempts_call")),
        sa.CheckConstraint(
            "purpose IN ('connect', 'reconnect', 'step_up')", name=op.f("ck_attempts_purpose")
        ),
        sa.CheckConstraint(
            ANY_STATE,
            name=op.f("ck_attempts_state"),
        ),
        sa.CheckConstraint(
            "why IN ('not_given', 'own_wish', 'session_expired')", name=op.f("ck_attempts_why")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_attempts_account_id"),
        sa.ForeignKeyConstraint(["creator_id"], ["people.id"], name="fk_attempts_creator_id"),
        sa.ForeignKeyConstraint(["ended_by"], ["managers.id"], name="fk_attempts_ended_by"),
        sa.ForeignKeyConstraint(["manager_id"], ["managers.id"], name="fk_attempts_manager_id"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_attempts_team_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
    )
    op.create_index(
        "attempt_asked",
        "attempts",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    )
    op.create_index(
        "attempt_live",
        "attempts",
        ["creator_id"],
        unique=True,
        sqlite_where=sa.text(LIVE),
        postgresql_where=sa.text(LIVE),
    )
    op.create_index("attempts_account", "attempts", ["account_id", "created_at"])
    op.create_index("attempts_state", "attempts", ["state"])
    op.create_index("attempts_creator", "attempts", ["creator_id", "created_at"])
    op.create_index("attempts_due", "attempts", ["due_at"])
    op.create_index(
        "attempts_team_open",
        "attempts",
        ["team_id"],
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )
    op.create_index(
        "attempts_untold",
        "attempts",
        ["state_since"],
        sqlite_where=sa.text("told < version"),
        postgresql_where=sa.text("told < version"),
    )


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("manager_id", sa.String(32), nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(32), nullable=True),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("seal_version", sa.Integer, nullable=False),
        sa.CheckConstraint("state IN ('open', 'opened', 'used', 'void')", name=op.f("ck_invitations_state")),
        sa.ForeignKeyConstraint(["manager_id"], ["managers.id"], name="fk_invitations_manager_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_invitations_person_id"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_invitations_team_id"),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
    )
    op.create_index("invitation_token", "invitations", ["token_hash"], unique=True)
    op.create_index("invitations_expires_at", "invitations", ["expires_at"])
    op.create_index("invitations_manager", "invitations", ["manager_id"])


def _cards() -> None:
    op.create_table(
        "cards",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("attempt_id", sa.String(32), nullable=False),
        sa.Column("audience", sa.String(64), nullable=False),
        sa.Column("slot", sa.String(64), nullable=False),
        sa.Column("sent", sa.Boolean, nullable=False),
        sa.Column("has_buttons", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("claimed_until", sa.Double, nullable=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("seal_version", sa.Integer, nullable=False),
        sa.CheckConstraint("audience IN ('creator', 'team')", name=op.f("ck_cards_audience")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name="fk_cards_attempt_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cards"),
    )
    op.create_index("card_slot", "cards", ["attempt_id", "audience", "slot"], unique=True)


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("errand", sa.String(64), nullable=False),
        sa.Column("attempt_id", sa.String(32), nullable=True),
        sa.Column("challenge", sa.Integer, nullable=True),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("due_at", sa.Double, nullable=False),
        sa.Column("give_up_at", sa.Double, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("done_at", sa.Double, nullable=True),
        sa.Column("claimed_until", sa.Double, nullable=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("seal_version", sa.Integer, nullable=False),
        sa.CheckConstraint("errand IN ('delete', 'send')", name=op.f("ck_outbox_errand")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name="fk_outbox_attempt_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("outbox_attempt", "outbox", ["attempt_id"])
    op.create_index(
        "outbox_done",
        "outbox",
        ["done_at"],
        sqlite_where=sa.text("done_at IS NOT NULL"),
        postgresql_where=sa.text("done_at IS NOT NULL"),
    )
    op.create_index(
        "outbox_due",
        "outbox",
        ["due_at"],
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index("outbox_key", "outbox", ["key"], unique=True)

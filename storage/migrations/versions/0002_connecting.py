"""First connections, step-ups, the connect page, teams' own proxies, and which team has which account.

A process of the release before inserts as it did, for what is added to its tables may be left out, and reads
every row that it could have written. An attempt without an account it cannot open: it sets it aside for an
hour, under no name, and leaves it to the processes of this release, which claim it once its time is up.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen what is there, then make what refers to it."""
    op.add_column("teams", sa.Column("step_up_at", sa.Double, nullable=True))
    op.add_column("enrolments", sa.Column("step_up_at", sa.Double, nullable=True))
    op.add_column("outbox", sa.Column("delete_at", sa.Double, nullable=True))
    _attempts()
    _links()
    _proxies()
    _assignments()


def _attempts() -> None:
    with op.batch_alter_table("attempts") as attempts:
        attempts.alter_column("account_id", existing_type=sa.String(32), nullable=True)
        attempts.add_column(sa.Column("way", sa.String(64), nullable=True))
        attempts.add_column(sa.Column("action", sa.String(64), nullable=True))
        attempts.add_column(sa.Column("force", sa.Boolean, nullable=False, server_default=sa.false()))
        attempts.add_column(sa.Column("proxy", sa.LargeBinary, nullable=True))
        attempts.create_check_constraint(op.f("ck_attempts_way"), "way IN ('app', 'form', 'hosted')")
        attempts.create_check_constraint(
            op.f("ck_attempts_action"),
            "action IN ('account_settings', 'bank_details', 'other', 'payout')",
        )
    op.create_index(
        "attempt_asked_connecting",
        "attempts",
        ["creator_id", "team_id", "provider", "platform"],
        unique=True,
        sqlite_where=sa.text("state = 'asked' AND account_id IS NULL"),
        postgresql_where=sa.text("state = 'asked' AND account_id IS NULL"),
    )
    op.create_index(
        "attempts_by_page",
        "attempts",
        ["provider"],
        sqlite_where=sa.text("way IS NOT NULL"),
        postgresql_where=sa.text("way IS NOT NULL"),
    )
    op.create_index(
        "attempts_aside",
        "attempts",
        ["lease_until"],
        sqlite_where=sa.text("lease_owner IS NULL AND lease_until IS NOT NULL"),
        postgresql_where=sa.text("lease_owner IS NULL AND lease_until IS NOT NULL"),
    )


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("attempt_id", sa.String(32), nullable=False),
        sa.Column("browser_hash", sa.String(64), nullable=True),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.Column("used_at", sa.Double, nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name="fk_links_attempt_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
    )
    op.create_index("link_token", "links", ["token_hash"], unique=True)
    op.create_index("link_attempt", "links", ["attempt_id"], unique=True)
    op.create_index("links_expires_at", "links", ["expires_at"])


def _proxies() -> None:
    op.create_table(
        "proxies",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("seal_version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_proxies_team_id"),
        sa.PrimaryKeyConstraint("id", name="pk_proxies"),
    )
    op.create_index("proxy_team", "proxies", ["team_id"], unique=True)


def _assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("provider", sa.String(64), nullable=False),
        sa.Column("platform", sa.String(64), nullable=False),
        sa.Column("external_hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("seal_version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_assignments_team_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assignments"),
    )
    op.create_index("assignment_external", "assignments", ["external_hash"], unique=True)
    op.create_index("assignments_team", "assignments", ["team_id"])

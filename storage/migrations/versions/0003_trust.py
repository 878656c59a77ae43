"""What consent, limits, freezing, moving and forgetting need.

A process of the release before neither reads nor writes any of it, so what is added may be left out. What is
sealed of an invitation lies in a column of its own: that release opens no blob with a member unknown to it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen what is there, then make what refers to it."""
    _times("people", "allowed_from", "paused_until", "frozen_at", "forget_at", "moved_at")
    op.add_column("people", sa.Column("chosen_language", sa.String(64), nullable=True))
    _times("invitations", "shown_at", "confirmed_at")
    op.add_column("invitations", sa.Column("number", sa.LargeBinary, nullable=True))
    _times("attempts", "prompted_at", "put_off_until", "started_at")
    _times("enrolments", "enrolled_at")
    op.add_column("attempts", sa.Column("passed", sa.String(64), nullable=True))
    op.add_column(
        "attempts", sa.Column("unjudged_codes", sa.Integer, nullable=False, server_default=sa.text("0"))
    )
    _flag("attempts", "arrival_unsure")
    _settle_calls()
    _flag("outbox", "passing")
    _managers()
    _partial_index("people_forget_at", "people", "forget_at", where="forget_at IS NOT NULL")
    _moves()
    _lifts()


def _times(table: str, *names: str) -> None:
    for name in names:
        op.add_column(table, sa.Column(name, sa.Double, nullable=True))


def _flag(table: str, name: str) -> None:
    op.add_column(table, sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false()))


def _settle_calls() -> None:
    """Forget the calls of what is over: from here on that one is kept says that its outcome is not known.

    Of what is unsure it has never been known whether the call arrived.
    """
    attempts = sa.table("attempts", *map(sa.column, ("state", "call", "arrival_unsure")))
    op.execute(sa.update(attempts).where(attempts.c.state == "unsure").values(arrival_unsure=True))
    over = ("cancelled", "connected", "declined", "expired", "failed")
    op.execute(sa.update(attempts).where(attempts.c.state.in_(over)).values(call=None))


def _managers() -> None:
    with op.batch_alter_table("managers") as managers:
        managers.add_column(sa.Column("listed_by", sa.String(32), nullable=True))
        managers.create_foreign_key("fk_managers_listed_by", "people", ["listed_by"], ["id"])


def _partial_index(name: str, table: str, column: str, *, where: str, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, [column], unique=unique, sqlite_where=condition, postgresql_where=condition)


def _moves() -> None:
    op.create_table(
        "moves",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("person_id", sa.String(32), nullable=False),
        sa.Column("manager_id", sa.String(32), nullable=True),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.Column("effect_at", sa.Double, nullable=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("seal_version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "state IN ('confirmed', 'done', 'open', 'opened', 'void')", name=op.f("ck_moves_state")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_moves_person_id"),
        sa.ForeignKeyConstraint(["manager_id"], ["managers.id"], name="fk_moves_manager_id"),
        sa.PrimaryKeyConstraint("id", name="pk_moves"),
    )
    op.create_index("move_token", "moves", ["token_hash"], unique=True)
    op.create_index("moves_expires_at", "moves", ["expires_at"])
    _partial_index(
        "move_open", "moves", "person_id", where="state IN ('confirmed', 'open', 'opened')", unique=True
    )
    _partial_index("moves_effect_at", "moves", "effect_at", where="state = 'confirmed'")


def _lifts() -> None:
    op.create_table(
        "lifts",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("creator_id", sa.String(32), nullable=False),
        sa.Column("platform", sa.String(64), nullable=False),
        sa.Column("said_by", sa.String(64), nullable=False),
        sa.Column("said_at", sa.Double, nullable=False),
        sa.CheckConstraint("said_by IN ('creator', 'owner')", name=op.f("ck_lifts_said_by")),
        sa.ForeignKeyConstraint(["creator_id"], ["people.id"], name="fk_lifts_creator_id"),
        sa.PrimaryKeyConstraint("id", name="pk_lifts"),
    )
    op.create_index("lifts_creator", "lifts", ["creator_id", "platform"])

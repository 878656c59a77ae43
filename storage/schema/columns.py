"""What the tables are made of; they know no table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

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


def listed(words: Iterable[StrEnum]) -> str:
    """Write words as a list in SQL."""
    return ", ".join(sorted(f"'{word.value}'" for word in words))


def row_id() -> sa.Column[str]:
    """Give the random id by which others refer to a row."""
    return sa.Column("id", sa.String(32), primary_key=True)


def ref(name: str, table: str, *, nullable: bool = False, ondelete: str | None = None) -> sa.Column[str]:
    """Refer to a row of another table."""
    return sa.Column(name, sa.String(32), sa.ForeignKey(f"{table}.id", ondelete=ondelete), nullable=nullable)


def time(name: str, *, nullable: bool = False) -> sa.Column[float]:
    """Give a time, in seconds since the epoch."""
    return sa.Column(name, sa.Double, nullable=nullable)


def count(name: str, *, nullable: bool = False, default: sa.TextClause | None = None) -> sa.Column[int]:
    """Give a counter or a small number."""
    return sa.Column(name, sa.Integer, nullable=nullable, server_default=default)


def flag(name: str, *, default: sa.sql.expression.False_ | None = None) -> sa.Column[bool]:
    """Give a yes or no."""
    return sa.Column(name, sa.Boolean, nullable=False, server_default=default)


def word(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """Give one of a closed list of words."""
    return sa.Column(name, sa.String(64), nullable=nullable)


def hashed(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """Give a keyed hash."""
    return sa.Column(name, sa.String(64), nullable=nullable)


def sealed(*, nullable: bool = False) -> tuple[sa.Column[Any], ...]:
    """Give a row's sealed fields as one blob, and how often they were sealed."""
    return sa.Column("sealed", sa.LargeBinary, nullable=nullable), sa.Column(
        "seal_version", sa.Integer, nullable=False, default=0
    )


def one_of(column: str, words: type[StrEnum]) -> sa.CheckConstraint:
    """Have a column hold one of these words alone."""
    return sa.CheckConstraint(f"{column} IN ({listed(words)})", name=column)


def unique(name: str, *columns: str, where: str | None = None) -> sa.Index:
    """Have rows differ, where `where` holds; the name is what `Conflict` carries."""
    condition = None if where is None else sa.text(where)
    return sa.Index(name, *columns, unique=True, sqlite_where=condition, postgresql_where=condition)


def index(name: str, *columns: str, where: str | None = None) -> sa.Index:
    """Have rows be found by columns, where `where` holds."""
    condition = None if where is None else sa.text(where)
    return sa.Index(name, *columns, sqlite_where=condition, postgresql_where=condition)

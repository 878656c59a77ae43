"""The database's own clock as an SQL expression, in seconds since the epoch.

Leases are judged by nothing else.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Double
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class database_clock(FunctionElement[float]):  # noqa: N801 - an SQL function, named as SQLAlchemy names those
    """Seconds since the epoch when the statement runs."""

    type = Double()
    inherit_cache = True


@compiles(database_clock, "sqlite")
def _sqlite(_element: database_clock, _compiler: Any, **_options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's untyped hook
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(database_clock, "postgresql")
def _postgresql(_element: database_clock, _compiler: Any, **_options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's untyped hook
    return "CAST(extract(epoch FROM clock_timestamp()) AS double precision)"

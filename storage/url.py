"""`DATABASE_URL` as people and platforms write it, turned into what the drivers take.

Opens nothing and never repeats the URL in an error.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import BadDatabaseUrl

_SCHEMES: Final = "DATABASE_URL starts with sqlite:/// (a file) or postgres:// or postgresql://"
_SSL_MODES: Final = frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})
_PASSED: Final = frozenset({"host", "port", "target_session_attrs"})
_NOT_NEEDED: Final = frozenset(
    {"channel_binding", "connect_timeout", "application_name", "gssencmode", "pgbouncer"}
)


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where the database is: a `file` for SQLite; for PostgreSQL its driver takes `arguments` too."""

    url: URL = field(repr=False)
    file: Path | None = None
    arguments: dict[str, Any] = field(default_factory=dict, repr=False)


def parse(text: str) -> Target:
    """Read a `DATABASE_URL`; BadDatabaseUrl says what is wrong without repeating it."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        url = None
    if url is None:
        raise BadDatabaseUrl(_SCHEMES)
    match url.drivername.partition("+")[0]:
        case "sqlite":
            return _sqlite(url)
        case "postgres" | "postgresql":
            return _postgresql(url)
    raise BadDatabaseUrl(_SCHEMES)


def _sqlite(url: URL) -> Target:
    if not url.database or url.database == ":memory:" or url.host or url.query:
        message = (
            "a sqlite DATABASE_URL is sqlite:///relative.db or sqlite:////absolute.db; "
            "it names a file and takes no parameters"
        )
        raise BadDatabaseUrl(message)
    file = Path(url.database).absolute()
    if not file.parent.is_dir():
        message = "the directory of the SQLite file in DATABASE_URL does not exist; make it first"
        raise BadDatabaseUrl(message)
    return Target(url=URL.create("sqlite+aiosqlite", database=str(file)), file=file)


def _postgresql(url: URL) -> Target:
    query = {name: value if isinstance(value, str) else value[-1] for name, value in url.query.items()}
    mode = query.pop("sslmode", None) or query.pop("ssl", None)
    root = query.pop("sslrootcert", None)
    for name in _NOT_NEEDED:
        query.pop(name, None)
    if unknown := sorted(query.keys() - _PASSED):
        message = f"DATABASE_URL has a parameter that is not understood: {unknown[0]}"
        raise BadDatabaseUrl(message)
    if mode is not None and mode not in _SSL_MODES:
        message = f"sslmode in DATABASE_URL is one of {', '.join(sorted(_SSL_MODES))}"
        raise BadDatabaseUrl(message)
    arguments = {} if mode is None and root is None else {"ssl": _tls(mode or "verify-full", root)}
    return Target(url=url.set(drivername="postgresql+asyncpg", query=query), arguments=arguments)


def _tls(mode: str, root: str | None) -> str | ssl.SSLContext:
    """Return asyncpg's `ssl`: a mode by name, or a context where a root certificate is named."""
    if root in {None, "system"} or not mode.startswith("verify"):
        return mode if root != "system" else ssl.create_default_context()
    try:
        context = ssl.create_default_context(cafile=root)
    except (OSError, ssl.SSLError):
        context = None
    if context is None:
        message = "the sslrootcert that DATABASE_URL names cannot be read"
        raise BadDatabaseUrl(message)
    context.check_hostname = mode == "verify-full"
    return context

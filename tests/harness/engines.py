"""What the engines of one process can share, although each test opens its own.

Knows no table.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage import database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Dialect


@contextmanager
def sharing_compiled_statements() -> Iterator[None]:
    """Have each statement compiled once for either kind of database, and either asked once what it is.

    An engine shares the dialect of the first one that has connected, and all that is compiled for it.
    """
    first: dict[str, tuple[Dialect, Any]] = {}

    def create(url: URL, **options: Any) -> AsyncEngine:  # noqa: ANN401 - as SQLAlchemy takes them
        name = url.get_backend_name()
        engine = create_async_engine(url, **options, _initialize=name not in first)
        sync = engine.sync_engine
        if name in first:
            sync.dialect, sync._compiled_cache = first[name]  # noqa: SLF001 - there is no other way to share it
            return engine

        @event.listens_for(sync, "connect", once=True)
        def _keep(*_: object) -> None:
            first.setdefault(name, (sync.dialect, sync._compiled_cache))  # noqa: SLF001 - likewise

        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_async_engine", create)
        yield

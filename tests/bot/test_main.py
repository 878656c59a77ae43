"""`python -m bot` as a process of its own: what it says and with which code it leaves."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sqlite3
import sys
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from providers.registry import ADAPTERS
from storage import generate_key
from tests.bot.web.telegram_stub import TOKEN, TelegramStub, until
from tests.harness.forked import fork

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.harness.forked import Forked

ROOT = Path(__file__).parents[2]
VENDOR_KEY = "ofk_canary_canary"
PATIENCE = 30
NUMBERS = count(1)


@dataclass(frozen=True)
class Ended:
    """How a process ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Started:
    """A process, and where its errors go."""

    process: Forked
    errors: Path

    async def ended(self) -> Ended:
        """Wait for its end."""
        async with asyncio.timeout(PATIENCE):
            out = await self.process.stdout.read()
            code = await self.process.wait()
        return _sound(Ended(code, out.decode(), self.errors.read_text()))


def _sound(ended: Ended) -> Ended:
    """Assert what holds however it ends."""
    assert "Traceback" not in ended.out + ended.err
    assert TOKEN not in ended.out + ended.err
    return ended


async def start(command: str, folder: Path, environ: dict[str, str], *more: str) -> Started:
    errors = folder / f"errors-{next(NUMBERS)}.log"
    process = await fork((command, *more), _kept() | environ, errors, folder, "tests.harness.command")
    return Started(process, errors)


def _kept() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}


async def command(name: str, folder: Path, environ: dict[str, str], *more: str) -> Ended:
    return await (await start(name, folder, environ, *more)).ended()


async def executed(name: str, folder: Path, environ: dict[str, str]) -> Ended:
    """Run a command as a user does: others are forked, which spares each a second."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", name),
        cwd=folder,
        env=_kept() | {"PYTHONPATH": str(ROOT)} | environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate()
    assert process.returncode is not None
    return _sound(Ended(process.returncode, out.decode(), err.decode()))


def environment(address: str, **changes: str) -> dict[str, str]:
    return {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": address,
        "OWNER_IDS": "7",
        "ENCRYPTION_KEYS": generate_key(),
        "ONLYFANSKIT_API_KEY": VENDOR_KEY,
        "ONLYFANSKIT_BASE_URL": "http://127.0.0.1:9",
        "PORT": str(free_port()),
        "LOG_LEVEL": "DEBUG",
    } | changes


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@asynccontextmanager
async def running(folder: Path, environ: dict[str, str]) -> AsyncIterator[Started]:
    started = await start("run", folder, environ)
    try:
        yield started
    finally:
        if started.process.returncode is None:
            started.process.kill()
            await started.process.wait()


async def readiness(environ: dict[str, str], started: Started) -> int:
    """Ask until the bot is ready, or the process is gone."""
    async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(PATIENCE):
        status = 0
        while status != 200 and started.process.returncode is None:
            try:
                status = (await client.get(f"http://127.0.0.1:{environ['PORT']}/readyz")).status_code
            except httpx.TransportError:
                await asyncio.sleep(0.05)
    return status


async def test_keygen_prints_a_key_that_the_configuration_takes(tmp_path: Path) -> None:
    made = await executed("keygen", tmp_path, {"PYTHONPROFILEIMPORTTIME": "1"})
    assert made.code == 0
    imported = {line.split()[-1] for line in made.err.splitlines()}
    assert "bot.commands" in imported
    assert not {"bot.app", "telegram", "uvicorn"} & imported  # only a bot that runs has to wait for them
    migrated = await executed("migrate", tmp_path, {"ENCRYPTION_KEYS": made.out.strip()})
    assert (migrated.code, migrated.err) == (0, "")
    assert (tmp_path / "codebell.db").exists()


async def test_an_empty_environment_is_told_everything_at_once(tmp_path: Path) -> None:
    for name in ("run", "check"):
        told = await command(name, tmp_path, {})
        assert told.code == 2
        for variable in ("TELEGRAM_BOT_TOKEN", "ENCRYPTION_KEYS"):
            assert f"{variable} is not set" in told.err
        keys = next(line for line in told.err.splitlines() if "no provider is on" in line)
        for adapter in ADAPTERS.values():
            assert adapter.manifest.key_variable in keys
            assert adapter.manifest.label in keys


async def test_it_runs_until_sigterm_and_leaves_with_zero(tmp_path: Path) -> None:
    stub = TelegramStub()
    async with stub.listening() as address:
        environ = environment(address)
        async with running(tmp_path, environ) as started:
            assert await readiness(environ, started) == 200
            await until(lambda: stub.count("getUpdates") >= 2)
            started.process.send_signal(signal.SIGTERM)
            left = await started.ended()
    assert left.code == 0
    assert VENDOR_KEY not in left.out + left.err
    assert "event=stopping signal=SIGTERM" in left.out


async def test_a_port_that_is_taken_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("0.0.0.0", 0)) as listener:  # noqa: S104 - where the bot listens as well
        port = listener.getsockname()[1]
        told = await command("run", tmp_path, environment("http://127.0.0.1:9", PORT=str(port)))
    assert told.code == 2
    assert f"port {port} cannot be listened on" in told.err


async def test_a_token_that_telegram_refuses_is_told_in_a_sentence(tmp_path: Path) -> None:
    async with TelegramStub().listening() as address:
        told = await command("run", tmp_path, environment(address, TELEGRAM_BOT_TOKEN="1:" + "canary" * 5))
    assert told.code == 2
    assert "TELEGRAM_BOT_TOKEN" in told.err
    assert "canary" not in told.out + told.err


async def test_the_wrong_key_is_refused(tmp_path: Path) -> None:
    environ = environment("http://127.0.0.1:9")
    async with running(tmp_path, environ) as started:
        await until(lambda: has_key_row(tmp_path / "codebell.db"))
        started.process.send_signal(signal.SIGTERM)
        await started.ended()
    told = await command("run", tmp_path, environ | {"ENCRYPTION_KEYS": generate_key()})
    assert told.code == 2
    assert "ENCRYPTION_KEYS does not open this database" in told.err


async def test_a_database_from_a_newer_release_is_refused(tmp_path: Path, migrated: Path) -> None:
    environ = environment("http://127.0.0.1:9")
    shutil.copy(migrated, tmp_path / "codebell.db")
    with closing(sqlite3.connect(tmp_path / "codebell.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = 'from the future'")
    for name in ("run", "migrate"):
        told = await command(name, tmp_path, environ)
        assert told.code == 2
        assert "newer release" in told.err


async def test_a_second_process_on_the_same_file_is_refused(tmp_path: Path) -> None:
    async with TelegramStub().listening() as address:
        environ = environment(address)
        async with running(tmp_path, environ) as started:
            assert await readiness(environ, started) == 200
            told = await command("run", tmp_path, environ | {"PORT": str(free_port())})
    assert told.code == 2
    assert "another process has this SQLite database open" in told.err


async def test_check_shows_each_part_and_the_fix_of_each_fault(tmp_path: Path, migrated: Path) -> None:
    stub = TelegramStub(webhook={"url": "https://elsewhere.example/telegram"})
    async with stub.listening() as address:
        environ = environment(address)
        shutil.copy(migrated, tmp_path / "codebell.db")
        told = await command("check", tmp_path, environ)
    assert told.code == 1
    lines = {line.split()[1]: line.split()[0] for line in told.out.splitlines() if "->" not in line}
    assert lines == {
        "owners": "ok",
        "token": "ok",
        "webhook": "WRONG",
        "address": "ok",
        "database": "ok",
        "audit": "ok",
        "OnlyFansKit": "WRONG",
    }
    assert told.out.count("->") == 2
    assert stub.webhook
    assert VENDOR_KEY not in told.out + told.err


async def test_check_tells_of_a_database_without_a_schema_and_a_telegram_that_is_away(tmp_path: Path) -> None:
    told = await command("check", tmp_path, environment("http://127.0.0.1:9"))
    assert told.code == 1
    assert "python -m bot migrate" in told.out
    assert "no answer" in told.out


async def test_keys_are_rotated_and_the_old_one_can_go(tmp_path: Path, migrated: Path) -> None:
    environ = environment("http://127.0.0.1:9")
    shutil.copy(migrated, tmp_path / "codebell.db")
    await command("rotate-keys", tmp_path, environ)
    fresh = generate_key()
    both = environ | {"ENCRYPTION_KEYS": f"{fresh},{environ['ENCRYPTION_KEYS']}"}
    assert (await command("rotate-keys", tmp_path, both)).code == 0
    assert (await command("restored", tmp_path, environ | {"ENCRYPTION_KEYS": fresh})).code == 0


async def test_reset_wants_to_be_told_twice(tmp_path: Path, migrated: Path) -> None:
    environ = environment("http://127.0.0.1:9")
    shutil.copy(migrated, tmp_path / "codebell.db")
    assert (await command("reset", tmp_path, environ)).code == 2
    told = await command("reset", tmp_path, environ, "--yes")
    assert told.code == 0
    assert "Everybody enrols anew" in told.out


def has_key_row(file: Path) -> bool:
    if not file.exists():
        return False
    with closing(sqlite3.connect(file)) as database:
        try:
            return bool(database.execute("SELECT count(*) FROM key").fetchone()[0])
        except sqlite3.OperationalError:
            return False

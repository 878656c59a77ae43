"""`check` reads every team's record and says which entry of which team is not as it was written."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, update

from storage import Keyring, Store
from storage.schema import audit_entries, audit_heads
from tests.bot.test_main import command, environment
from tests.bot.web.telegram_stub import TelegramStub
from tests.storage import builders

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Executable

THE_SECOND = audit_entries.c.number == 2
TAMPERINGS = {
    "entry 2 altered or missing": update(audit_entries).where(THE_SECOND).values(kind="login_connected"),
    "no head": delete(audit_heads),
}


async def tampered(file: Path, keys: str, statement: Executable) -> None:
    """Let a team have three entries, of which somebody without the key has changed something."""
    store = await Store.open(f"sqlite:///{file}", Keyring.parse(keys))
    cast = await builders.cast(store)
    async with store.write() as unit:
        for number in range(3):
            await unit.audit.append(cast.team.id, "login_declined", builders.NOW + number)
    async with store.session() as session:
        await session.execute(statement)
    await store.close()


@pytest.mark.parametrize("fault", TAMPERINGS)
async def test_check_names_the_team_and_the_entry(tmp_path: Path, migrated: Path, fault: str) -> None:
    file = tmp_path / "codebell.db"
    shutil.copy(migrated, file)
    async with TelegramStub().listening() as address:
        environ = environment(address)
        await tampered(file, environ["ENCRYPTION_KEYS"], TAMPERINGS[fault])
        told = await command("check", tmp_path, environ)
    assert told.code == 1
    assert f"Moonlight Agency: {fault}" in told.out

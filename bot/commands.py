"""What each subcommand of `python -m bot` does; each gives the exit code. It reads no environment.

It imports the bot only where that is needed: a command about the database, and what is wrong with a setting,
is told a second of CPU earlier without.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import storage
from bot.findings import table
from bot.log import log_lost_exceptions
from storage import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.config import Config, StorageConfig


async def run(config: Config) -> int:
    """Run the bot. SQLite is migrated first; on PostgreSQL `migrate` is a step of the release."""
    from bot import serving  # noqa: PLC0415 - see above

    log_lost_exceptions(asyncio.get_running_loop())
    url = config.database_url.reveal()
    if url.startswith("sqlite:"):
        await storage.migrate(url)
    return await serving.run(config)


async def check(config: Config) -> int:
    """Show every part in one table; 1 if anything is wrong."""
    from bot.checks import check as look_at_all  # noqa: PLC0415 - see above

    findings = await look_at_all(config)
    _say(table(findings))
    return 1 if any(finding.fix for finding in findings) else 0


async def migrate(config: StorageConfig) -> int:
    """Bring the database to this release's schema."""
    await storage.migrate(config.database_url.reveal())
    _say("The database has this release's schema.")
    return 0


async def rotate_keys(config: StorageConfig) -> int:
    """Seal everything under the first key."""
    store = await Store.open(config.database_url.reveal(), config.keyring)
    try:
        count = await storage.rotate(store)
    finally:
        await store.close()
    _say(f"{count} rows are sealed anew. All that is stored opens with the first of ENCRYPTION_KEYS alone.")
    return 0


async def restored(config: StorageConfig, clock: Callable[[], float] = time.time) -> int:
    """Make a restored backup safe and have every creator told to look at /status when the bot runs."""
    store = await Store.open(config.database_url.reveal(), config.keyring)
    try:
        creators = await storage.restored(store, clock())
        await _tell(store, creators, clock())
    finally:
        await store.close()
    _say(f"Logins are ended and invitations void; {len(creators)} creators will be told when the bot runs.")
    return 0


async def _tell(store: Store, creators: list[str], now: float) -> None:
    from bot.cards.message import Message  # noqa: PLC0415 - see above
    from bot.locales import Texts  # noqa: PLC0415 - see above
    from bot.outbox import sending  # noqa: PLC0415 - see above

    async with store.write() as unit:
        for person_id in creators:
            person = await unit.people.get(person_id)
            if person is not None:
                text = Texts.of(person.reads)("restored.look_at_status")
                entry = sending(f"restored:{now:.0f}:{person_id}", person.telegram_id, Message(text), now)
                await unit.outbox.add(entry)


async def reset(config: StorageConfig) -> int:
    """Delete everything, for keys that are lost."""
    count = await storage.reset(config.database_url.reveal())
    _say(f"{count} rows are deleted. Everybody enrols anew.")
    return 0


def keygen() -> int:
    """Print a fresh key."""
    _say(storage.generate_key())
    return 0


def _say(text: str) -> None:
    print(text)  # noqa: T201 - the answer of a command goes to whoever typed it

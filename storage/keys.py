"""The database's own hash key: made once, sealed in the `key` row, opened before anything else."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from storage.errors import SealBroken, WrongKey
from storage.schema import key, people, teams
from storage.sealing import KEY_BYTES, Keyring, Vault
from storage.session import Session, settled

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.database import Database

_ROW: Final = "hash"


async def open_vault(database: Database, keyring: Keyring) -> Vault:
    """Open the hash key, or make it in an empty database.

    WrongKey, with nothing written, if the keyring does not open it.
    """
    async with database.read.transaction() as connection:
        vault = await _opened(connection, keyring)
        used = await _is_used(connection)
    if vault is not None:
        return vault
    if used:
        raise WrongKey
    async with database.write.transaction() as connection:
        session = Session(connection, Vault(keyring, b""))
        sealed = keyring.seal(key.name, "sealed", _ROW, secrets.token_bytes(KEY_BYTES))
        await session.execute(session.insert(key).values(id=_ROW, sealed=sealed).on_conflict_do_nothing())
        made = await _opened(connection, keyring)
    if made is None:
        raise WrongKey
    return made


async def _opened(connection: AsyncConnection, keyring: Keyring) -> Vault | None:
    blob = (await settled(connection.execute(select(key.c.sealed).where(key.c.id == _ROW)))).scalar()
    if blob is None:
        return None
    try:
        return Vault(keyring, keyring.open(key.name, "sealed", _ROW, blob))
    except SealBroken:
        pass
    raise WrongKey


async def _is_used(connection: AsyncConnection) -> bool:
    """Whether there are rows that an earlier hash key has hashed."""
    for table in (people, teams):
        if (await settled(connection.execute(select(table.c.id).limit(1)))).first() is not None:
            return True
    return False

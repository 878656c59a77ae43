"""What has been between people before a test begins: logins of long ago, written as the bot would have.

By conversation each would cost a login, and count in what a test is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, literal, select, update
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage import Keyring, new_id
from storage.models import Purpose, State, Why
from storage.schema import accounts, attempts, enrolments, key, managers, people
from storage.sealing import Domain, Vault
from storage.url import parse

if TYPE_CHECKING:
    from sqlalchemy import Insert, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from tests.harness.world import World

AGO = 30 * 24 * 3600.0
"""Seconds; too long ago for any limit, and too short for being forgotten."""


async def agreed_before(world: World, manager: int, creator: int) -> None:
    """Let a creator have agreed, by [I'm ready], to a login that this manager asked for; it connected.

    Both are Telegram ids. The login was of one of her accounts in the manager's team.
    """
    target = parse(world.variables["DATABASE_URL"])
    engine = create_async_engine(target.url, connect_args=target.arguments, poolclass=NullPool)
    async with engine.begin() as connection:
        vault = await _vault(connection, world.variables["ENCRYPTION_KEYS"])
        written = await connection.execute(_login(vault, manager, creator, world.clock() - AGO))
    await engine.dispose()
    assert written.rowcount == 1, "the manager or the creator's account is not known"


async def agreed_to_an_older_text(world: World, creator: int) -> None:
    """Let a creator's agreement, whose Telegram id this is, be to the version before the first."""
    target = parse(world.variables["DATABASE_URL"])
    engine = create_async_engine(target.url, connect_args=target.arguments, poolclass=NullPool)
    async with engine.begin() as connection:
        vault = await _vault(connection, world.variables["ENCRYPTION_KEYS"])
        hers = enrolments.c.creator_id.in_(_people(vault, creator))
        await connection.execute(update(enrolments).where(hers).values(consent_version=0))
    await engine.dispose()


async def _vault(connection: AsyncConnection, keys: str) -> Vault:
    keyring = Keyring.parse(keys)
    row = (await connection.execute(select(key.c.id, key.c.sealed))).one()
    return Vault(keyring, keyring.open(key.name, "sealed", row.id, row.sealed))


def _login(vault: Vault, manager: int, creator: int, at: float) -> Insert:
    fields: dict[str, Any] = {
        **{name: accounts.c[name] for name in ("team_id", "creator_id", "provider", "platform")},
        "account_id": accounts.c.id,
        "manager_id": managers.c.id,
        **{name: literal(value) for name, value in _as_it_ended(at).items()},
    }
    found = select(*(value.label(name) for name, value in fields.items())).select_from(
        accounts.join(managers, managers.c.team_id == accounts.c.team_id)
    )
    by_manager = managers.c.person_id.in_(_people(vault, manager))
    theirs = by_manager, accounts.c.creator_id.in_(_people(vault, creator))
    still = managers.c.removed_at.is_(None), accounts.c.removed_at.is_(None)
    return insert(attempts).from_select(list(fields), found.where(*theirs, *still).limit(1))


def _people(vault: Vault, telegram_id: int) -> Select[Any]:
    digest = vault.digest(Domain.TELEGRAM, str(telegram_id))
    return select(people.c.id).where(people.c.telegram_hash == digest)


def _as_it_ended(at: float) -> dict[str, Any]:
    times = ("created_at", "state_since", "started_at", "answer_by", "ends_at")
    nothing = ("told", "challenge", "gates", "wrong_codes", "seal_version")
    return {
        "id": new_id(),
        "purpose": Purpose.RECONNECT.value,
        "why": Why.NOT_GIVEN.value,
        "state": State.CONNECTED.value,
        "asked_first": True,
        "offers": 1,
        "version": 0,
        **dict.fromkeys(times, at),
        **dict.fromkeys(nothing, 0),
    }

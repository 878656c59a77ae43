"""What has been between people before a test begins: that they came in, and logins of long ago.

By conversation each would cost a second or a login, and count in what a test is about. It is written by the
functions by which the bot writes it, or as they would.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, literal, select, update
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.locales import Texts
from bot.people import accounts, invitations, managers, teams
from bot.people.accounts import Listed, shown_label
from bot.people.assigning import assign
from bot.people.confirming import show_number, take_number
from bot.people.consent import accept, consent_to
from bot.people.who import desk_of_team
from bot.relay.consents import CONSENTS
from bot.relay.work import Work
from providers.registry import ADAPTERS
from storage import AskMode, Keyring, new_id, schema
from storage.models import Purpose, State, Why
from storage.sealing import Domain, Vault
from storage.session import Session
from storage.unit import Unit
from storage.url import parse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import Insert, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.people.who import Desk
    from sandbox.telegram import Person as TelegramPerson
    from storage import Enrolment, Person
    from tests.harness.world import Team, World

SECONDS = 10.0
"""How long is waited for the bot's own writing."""
AGO = 30 * 24 * 3600.0
"""Seconds; too long ago for any limit, and too short for being forgotten."""


async def came_in(team: Team, *, ask_first: bool, linked: bool) -> None:
    """Let a team's people have come in by conversation, and all have been told.

    Sam has made the group a team and listed Mia, who has invited Stella; her account, if it is `linked`, has
    been given to the team, proposed by Mia and said to be her own by Stella.
    """
    team.creator.knew_bot()
    async with _work(team.world) as work:
        desk = await _staffed(work, team)
        enrolment = await _enrolled(work, desk, team, AskMode.ASK_FIRST if ask_first else AskMode.START)
        if linked:
            await _linked(work, desk, enrolment, team)


async def staffed(team: Team) -> None:
    """Let Sam have made the group a team and listed Mia."""
    async with _work(team.world) as work:
        await _staffed(work, team)


async def _staffed(work: Work, team: Team) -> Desk:
    team.group.had_bot()
    team.manager.knew_bot()
    made = await teams.authorise(work, team.group.id, team.group.title, None)
    candidate = await managers.apply(work, made, await _person(work, team.manager))
    await managers.enlist(work, candidate.id, await _person(work, team.world.owner))
    return await desk_of_team(work.unit, made.id, team.manager.id)


async def _enrolled(work: Work, desk: Desk, team: Team, mode: AskMode) -> Enrolment:
    invited = await invitations.invite(work, desk, team.name)
    creator, id_ = await _person(work, team.creator), invited.invitation.id
    await invitations.open_invitation(work, invited.token, creator)
    await show_number(work, id_, creator)
    await take_number(work, id_, desk.person, is_right=True)
    current, texts = CONSENTS.current(work.now), Texts.of(creator.reads)
    consent = consent_to(current.version, str(texts(current.text)), texts.language, work.now)
    return (await accept(work, id_, creator, mode, consent)).enrolment


async def _linked(work: Work, desk: Desk, enrolment: Enrolment, team: Team) -> None:
    (platform,) = ADAPTERS[team.provider].manifest.platforms
    label = shown_label(team.vendor.platform[team.account_id].username)
    listed = Listed(team.provider, platform, team.account_id, label)
    await assign(work, desk.team, listed)
    proposed = await accounts.propose(work, enrolment, listed, desk.manager.id)
    await accounts.confirm(work, proposed.id, await _person(work, team.creator))


async def _person(work: Work, person: TelegramPerson) -> Person:
    return await work.unit.people.ensure(
        person.id, person.first_name, person.username, person.language, work.now
    )


async def agreed_before(world: World, manager: int, creator: int) -> None:
    """Let a creator have agreed, by [I'm ready], to a login that this manager asked for; it connected.

    Both are Telegram ids. The login was of one of her accounts in the manager's team.
    """
    async with _connection(world) as connection:
        vault = await _vault(connection, world.variables["ENCRYPTION_KEYS"])
        written = await connection.execute(_login(vault, manager, creator, world.clock() - AGO))
    assert written.rowcount == 1, "the manager or the creator's account is not known"


async def agreed_to_an_older_text(world: World, creator: int) -> None:
    """Let a creator's agreement, whose Telegram id this is, be to the version before the first."""
    async with _connection(world) as connection:
        vault = await _vault(connection, world.variables["ENCRYPTION_KEYS"])
        hers = schema.enrolments.c.creator_id.in_(_people(vault, creator))
        await connection.execute(update(schema.enrolments).where(hers).values(consent_version=0))


@asynccontextmanager
async def _work(world: World) -> AsyncIterator[Work]:
    async with _connection(world) as connection:
        vault = await _vault(connection, world.variables["ENCRYPTION_KEYS"])
        yield Work(Unit(Session(connection, vault)), world.clock())


@asynccontextmanager
async def _connection(world: World) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that writes, beside the bot's."""
    target = parse(world.variables["DATABASE_URL"])
    arguments = target.arguments if target.file is None else {"isolation_level": None, "timeout": SECONDS}
    engine = create_async_engine(target.url, connect_args=arguments, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            if target.file is not None:
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
    finally:
        await engine.dispose()


async def _vault(connection: AsyncConnection, keys: str) -> Vault:
    keyring = Keyring.parse(keys)
    row = (await connection.execute(select(schema.key.c.id, schema.key.c.sealed))).one()
    return Vault(keyring, keyring.open(schema.key.name, "sealed", row.id, row.sealed))


def _login(vault: Vault, manager: int, creator: int, at: float) -> Insert:
    fields: dict[str, Any] = {
        **{name: schema.accounts.c[name] for name in ("team_id", "creator_id", "provider", "platform")},
        "account_id": schema.accounts.c.id,
        "manager_id": schema.managers.c.id,
        **{name: literal(value) for name, value in _as_it_ended(at).items()},
    }
    found = select(*(value.label(name) for name, value in fields.items())).select_from(
        schema.accounts.join(schema.managers, schema.managers.c.team_id == schema.accounts.c.team_id)
    )
    by_manager = schema.managers.c.person_id.in_(_people(vault, manager))
    theirs = by_manager, schema.accounts.c.creator_id.in_(_people(vault, creator))
    still = schema.managers.c.removed_at.is_(None), schema.accounts.c.removed_at.is_(None)
    return insert(schema.attempts).from_select(list(fields), found.where(*theirs, *still).limit(1))


def _people(vault: Vault, telegram_id: int) -> Select[Any]:
    digest = vault.digest(Domain.TELEGRAM, str(telegram_id))
    return select(schema.people.c.id).where(schema.people.c.telegram_hash == digest)


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

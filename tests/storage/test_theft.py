"""A stolen database names nobody, a tampered one is noticed, and keys can be replaced at any time."""

# ruff: noqa: SLF001 - a kill needs a place inside

from __future__ import annotations

import asyncio
import base64
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import LargeBinary, select, text, update

from storage import Keyring, SealBroken, State, Store, Unit, WrongKey, generate_key, rotate, rotation
from storage.schema import attempts, key, metadata, people
from tests.storage import builders
from tests.storage.builders import NOW, Cast, stored

if TYPE_CHECKING:
    from storage import Attempt
    from tests.harness.postgres import PostgresServer

SECRETS = {
    "first_name": "Zyxstellina",
    "username": "zyx_stellina_handle",
    "title": "Zyxmoonlight Agency",
    "external": "acct_zyx_9000111",
    "label": "@zyx_label",
    "ask": "ends in zyx42",
    "resume": "zyx-resume-state",
    "body": "Zyxbody of a message",
    "token": "zyx-token-of-an-invitation",
    "shown": "zyx-digest",
    "connect_token": "zyx-token-of-a-link",
    "browser": "zyx-cookie-of-a-browser",
    "proxy": "zyx-country",
    "proxy_host": "proxy.zyx.example",
    "proxy_username": "zyx-proxy-user",
    "proxy_password": "zyx-proxy-password",
    "assigned": "acct_zyx_9000222",
    "assigned_label": "@zyx_assigned",
}
SEALED_ROWS = 13
TELEGRAM_ID, CHAT_ID, MESSAGE_ID = 7_123_456_789, -1_009_876_543_210, 481_516_234


async def _filled(store: Store) -> None:
    """Put every secret where it belongs."""
    mia = await builders.person(store, "Zyxmia")
    async with store.write() as unit:
        stella = await unit.people.ensure(
            TELEGRAM_ID, SECRETS["first_name"], SECRETS["username"], "zyxlang", NOW
        )
        team = builders.team(chat_id=CHAT_ID, title=SECRETS["title"])
        manager = builders.manager(team, mia, name="Zyxmia")
        enrolment = builders.enrolment(team, stella, name=SECRETS["first_name"])
        account = builders.account(team, stella, external_id=SECRETS["external"], label=SECRETS["label"])
        cast = Cast(team, mia, manager, stella, enrolment, account)
        attempt = builders.attempt(
            cast,
            ask=SECRETS["ask"],
            resume=SECRETS["resume"],
            proxy=SECRETS["proxy"],
            command_message_id=MESSAGE_ID,
        )
        await unit.teams.add(team)
        await unit.managers.add(manager)
        await unit.enrolments.add(enrolment)
        await unit.accounts.add(account)
        await unit.invitations.add(builders.invitation(manager, name="Zyxinvited"), SECRETS["token"])
        await unit.attempts.add(attempt)
        card = builders.card(attempt)
        await unit.cards.claim_new(card, 60)
        await unit.cards.shown(card.id, MESSAGE_ID, SECRETS["shown"], has_buttons=True)
        await unit.outbox.add(
            builders.outbox_entry(chat_id=CHAT_ID, body=SECRETS["body"], message_id=MESSAGE_ID)
        )
        await _connect_page(unit, cast, attempt)
        await unit.audit.append(team.id, "enrolled", NOW, creator=stella.id)


async def _connect_page(unit: Unit, cast: Cast, attempt: Attempt) -> None:
    link = builders.link(attempt)
    await unit.links.add(link, SECRETS["connect_token"])
    assert await unit.links.bind(link.id, SECRETS["browser"], NOW)
    proxy = builders.own_proxy(
        cast.team,
        host=SECRETS["proxy_host"],
        username=SECRETS["proxy_username"],
        password=SECRETS["proxy_password"],
    )
    await unit.proxies.set(proxy)
    await unit.assignments.assign(
        builders.assignment(cast.team, external_id=SECRETS["assigned"], label=SECRETS["assigned_label"])
    )


def _forms(secret: str) -> list[bytes]:
    plain = secret.encode()
    return [plain, plain.hex().encode(), base64.b64encode(plain)[:-4], secret.encode("utf-16-le")]


def _assert_nothing_readable(*dumps: bytes) -> None:
    numbers = [str(abs(number)) for number in (TELEGRAM_ID, CHAT_ID, MESSAGE_ID)]
    packed = [abs(number).to_bytes(8, "big").lstrip(b"\0") for number in (TELEGRAM_ID, CHAT_ID, MESSAGE_ID)]
    for dump in dumps:
        lowered = dump.lower()
        for form in [form for secret in (*SECRETS.values(), *numbers) for form in _forms(secret)]:
            assert form.lower() not in lowered
        assert b"zyx" not in lowered
        assert not any(number in dump for number in packed)


async def test_no_byte_of_the_sqlite_files_is_readable(sqlite_url: str, keyring: Keyring) -> None:
    store = await Store.open(sqlite_url, keyring)
    await _filled(store)
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    while_open = [path.read_bytes() for path in file.parent.iterdir()]
    assert any(b"onlyfanskit" in dump for dump in while_open)
    await store.close()
    _assert_nothing_readable(*while_open, *(path.read_bytes() for path in file.parent.iterdir()))


async def test_no_value_of_a_postgresql_dump_is_readable(
    postgres_url: str, postgres: PostgresServer, keyring: Keyring
) -> None:
    store = await Store.open(postgres_url, keyring)
    await _filled(store)
    await store.close()
    database = postgres_url.split("/")[3].partition("?")[0]
    queries = [str(select(text("t")).select_from(text(f'"{table}" t'))) for table in metadata.tables]
    dump = "".join(postgres.sql(query, database) for query in queries)
    assert "onlyfanskit" in dump
    unhexed = b"".join(bytes.fromhex(part.split('"')[0]) for part in dump.split("\\x")[1:])
    _assert_nothing_readable(dump.encode(), unhexed)


async def test_a_blob_swapped_between_rows_is_refused(store: Store, cast: Cast) -> None:
    async with store.session() as session:
        blob = await session.scalar(select(people.c.sealed).where(people.c.id == cast.mia.id))
        await session.execute(update(people).where(people.c.id == cast.stella.id).values(sealed=blob))
    async with store.read() as unit:
        with pytest.raises(SealBroken):
            await unit.people.get(cast.stella.id)


async def test_a_resume_swapped_between_attempts_is_refused(store: Store, cast: Cast) -> None:
    one, two = await stored(store, cast), await stored(store, cast, state=State.FAILED)
    async with store.session() as session:
        blob = await session.scalar(select(attempts.c.resume).where(attempts.c.id == one.id))
        await session.execute(update(attempts).where(attempts.c.id == two.id).values(resume=blob))
    async with store.read() as unit:
        with pytest.raises(SealBroken):
            await unit.attempts.get(two.id)


async def test_the_wrong_key_is_refused_and_writes_nothing(url: str, store: Store, cast: Cast) -> None:
    before = await _contents(store)
    await store.close()
    file = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else None
    bytes_before = file and file.read_bytes()
    with pytest.raises(WrongKey) as caught:
        await Store.open(url, Keyring.parse(generate_key()))
    assert caught.value.__context__ is None
    assert (file and file.read_bytes()) == bytes_before
    reopened = await Store.open(url, store._vault.keyring)
    assert await _contents(reopened) == before
    async with reopened.read() as unit:
        assert await unit.people.get(cast.stella.id) == cast.stella
    await reopened.close()


async def test_a_database_whose_key_row_was_removed_gets_no_new_one(
    url: str, keyring: Keyring, store: Store, cast: Cast
) -> None:
    assert cast
    async with store.session() as session:
        await session.execute(key.delete())
    await store.close()
    with pytest.raises(WrongKey):
        await Store.open(url, keyring)


async def test_two_processes_that_open_an_empty_database_agree_on_the_hash_key(
    postgres_url: str, key: str
) -> None:
    stores = await asyncio.gather(*(Store.open(postgres_url, Keyring.parse(key)) for _ in range(4)))
    stella = await builders.person(stores[0], "Stella", telegram_id=4711)
    for store in stores:
        async with store.read() as unit:
            assert await unit.people.by_telegram_id(4711) == stella
        await store.close()


async def test_after_a_rotation_the_old_key_is_needed_no_more(url: str, key: str, store: Store) -> None:
    await _filled(store)
    await store.close()
    new = generate_key()
    rotating = await Store.open(url, Keyring.parse(f"{new},{key}"))
    assert await rotate(rotating) == SEALED_ROWS
    assert await rotate(rotating) == 0
    await rotating.close()
    with pytest.raises(WrongKey):
        await Store.open(url, Keyring.parse(key))
    reopened = await Store.open(url, Keyring.parse(new))
    async with reopened.read() as unit:
        stella = await unit.people.by_telegram_id(TELEGRAM_ID)
        assert stella is not None
        assert stella.first_name == SECRETS["first_name"]
        attempt = await unit.attempts.live_of_creator(stella.id)
        assert attempt is not None
        assert (attempt.resume, attempt.proxy) == (SECRETS["resume"], SECRETS["proxy"])
        proxy = await unit.proxies.of_team(attempt.team_id)
        assert proxy is not None
        assert proxy.password == SECRETS["proxy_password"]
        (assigned,) = await unit.assignments.of_team(attempt.team_id)
        assert assigned.external_id == SECRETS["assigned"]
    await reopened.close()


@pytest.mark.parametrize("stop_after", [0, 1, 5, SEALED_ROWS - 1])
async def test_a_rotation_killed_half_way_loses_nothing(
    url: str, key: str, store: Store, stop_after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _filled(store)
    before = await _opened(store)
    await store.close()
    rotating = await Store.open(url, Keyring.parse(f"{generate_key()},{key}"))
    reseal, count = rotation._reseal, iter(range(100))

    async def killed(*arguments: object) -> int:
        if next(count) == stop_after:
            raise KeyboardInterrupt
        return await reseal(*arguments)  # type: ignore[arg-type] # passed through as they came

    monkeypatch.setattr(rotation, "_BATCH", 1)
    with monkeypatch.context() as patch:
        patch.setattr(rotation, "_reseal", killed)
        with pytest.raises(KeyboardInterrupt):
            await rotate(rotating)
    assert await _opened(rotating) == before
    assert await rotate(rotating) == SEALED_ROWS - stop_after
    assert await _opened(rotating) == before
    await rotating.close()


async def test_a_rotation_does_not_undo_what_is_written_meanwhile(url: str, key: str, store: Store) -> None:
    stella = await builders.person(store, "Stella")
    await store.close()
    rotating = await Store.open(url, Keyring.parse(f"{generate_key()},{key}"))
    async with rotating.session() as session:
        row = await session.row(select(people))
    renamed = await builders.person(rotating, "Renamed", stella.telegram_id)
    assert row is not None
    async with rotating.session() as session:
        assert await rotation._reseal(session, people, row) == 0
    async with rotating.read() as unit:
        assert await unit.people.get(stella.id) == renamed
    await rotating.close()


async def _contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table as it is stored."""
    async with store.session() as session:
        return {
            table.name: sorted(map(tuple, await session.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }


async def _opened(store: Store) -> set[tuple[str, str, str, bytes]]:
    """Return what every sealed column opens to."""
    found = set()
    async with store.session() as session:
        for table in metadata.sorted_tables:
            columns = [column.name for column in table.columns if isinstance(column.type, LargeBinary)]
            for row in await session.rows(select(table)):
                for column in columns:
                    if row[column] is not None:
                        plain = session.vault.keyring.open(table.name, column, row["id"], row[column])
                        found.add((table.name, column, row["id"], plain))
    return found

"""What is kept: a stolen database, names that inject, an altered history, a tampered dependency."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import random
import re
import subprocess
import sys
import zipfile
from contextlib import asynccontextmanager
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import pytest
from sqlalchemy import LargeBinary, delete, insert, select, update

from sandbox.telegram.html_tags import EntityError
from sandbox.telegram.html_text import parse_html
from storage import Keyring, SealBroken, Store, WrongKey, generate_key, rotate, rotation
from storage.schema import audit_entries, metadata, people
from tests.bot.cards.scenes import view
from tests.bot.cards.test_hostile_names import SCENES, check, everything, named
from tests.faults.place import CONNECTED, LOGIN
from tests.harness.bot import ROOT
from tests.harness.dialog import CODE, play
from tests.harness.vendors import KEY
from tests.harness.world import NOBODY
from tests.storage import builders
from tests.storage.builders import NOW
from tests.threats.playing import LONG, Measure, Played, many, threat
from tests.threats.staff import well_known_team

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from bot.cards.message import Message
    from tests.harness.world import World
    from tests.storage.builders import Cast

pytestmark = LONG

History = list[dict[str, Any]]
TOKEN: Final = "123456:a-token-of-no-bot-at-all-and-of-nobody"

NAME: Final = "Zyxqwv"
MARKUP: Final = "<b>&</a>"
HOSTILE: Final = (
    *(
        "<b>",
        "</b>",
        "<a href='tg://user?id=1'>",
        "</tg-time>",
        "&amp;",
        "&",
        "<",
        ">",
        '"',
        "'",
        "{}",
        "{0}",
    ),
    *("%s", "\u202e", "\u2066", "\u2068", "\u2069", "\u200d", "\u200b", "\n", "\0", "\ufeff", "שלום", "مها"),
    *(
        "🤱🏽",
        "\U0001d510\U0001d526\U0001d51e",
        "x" * 300,
        " ",
        "Mia",
        "@",
        "/login",
        "https://evil.example",
        "`",
        "*",
        "_",
        "\\",
    ),
)


@threat(17, "seals_nothing")
async def test_no_byte_of_a_stolen_database_names_anybody(world: World, measure: Measure) -> None:
    team = await well_known_team(world, named_with=f" {NAME}")
    await play(team, [LOGIN, ("Stella", CODE, CONNECTED)])
    places = [data for name, data in world.everything_written() if not name.endswith(".log")]
    told = [NAME, team.manager.username or "", team.creator.username or "", team.account_id]
    told += [str(person.id) for person in team.people.values()]
    forms = [form for text in told for form in _forms(text)]
    hits = sum(form in place for place in places for form in forms)
    read = sum(map(len, places))
    measure(
        f"{hits} hits of {len(told)} names and ids in {read // 1024} KiB",
        reached=hits == 0 and any(b"onlyfanskit" in place for place in places),
    )


def _forms(text: str) -> list[bytes]:
    plain = text.encode()
    encoded = base64.b64encode(plain).rstrip(b"=")[:-1]
    return [plain, plain.hex().encode(), encoded, text.encode("utf-16-le")]


@threat(17, "seals_for_no_place", "rotates_out_of_place")
@pytest.mark.usefixtures("seeded_here")
async def test_a_swapped_blob_is_refused_and_a_killed_rotation_loses_nothing(
    url: str, key: str, measure: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Played against the store in this process; the rotation is killed at each row in turn."""
    store = await Store.open(url, Keyring.parse(key))
    cast = await builders.cast(store)
    swapped = await _swapped(store, cast)
    before = await _opened(store)
    await store.close()
    with pytest.raises(WrongKey):
        await Store.open(url, Keyring.parse(generate_key()))
    rotating = await Store.open(url, Keyring.parse(f"{generate_key()},{key}"))
    monkeypatch.setattr(rotation, "_BATCH", 1)
    killed = await _rotated_with_kills(rotating, monkeypatch)
    after = await _opened(rotating)
    await rotating.close()
    measure(f"{swapped} swapped blobs opened", reached=swapped == 0)
    lost = len(before - after)
    measure(f"{lost} of {len(before)} rows lost by {killed} kills", reached=lost == 0 and killed > 1)


async def _swapped(store: Store, cast: Cast) -> int:
    """Put one person's blob into another's row, and back; count what could be read of it."""
    ids = (cast.mia.id, cast.stella.id)
    async with store.session() as session:
        blobs = [await session.scalar(select(people.c.sealed).where(people.c.id == one)) for one in ids]
        await session.execute(update(people).where(people.c.id == ids[1]).values(sealed=blobs[0]))
    async with store.read() as unit:
        try:
            opened = int(await unit.people.get(ids[1]) is not None)
        except SealBroken:
            opened = 0
    async with store.session() as session:
        await session.execute(update(people).where(people.c.id == ids[1]).values(sealed=blobs[1]))
    return opened


async def _rotated_with_kills(store: Store, patch: pytest.MonkeyPatch) -> int:
    """Rotate, each time killed one row later than before, until it comes to its end; count the kills."""
    reseal = rotation._reseal  # noqa: SLF001 - a kill needs a place inside
    left, kills = 0, 0

    async def killed(*arguments: object) -> int:
        nonlocal left
        if left == 0:
            raise KeyboardInterrupt
        left -= 1
        return await reseal(*arguments)  # type: ignore[arg-type]  # passed through as they came

    patch.setattr(rotation, "_reseal", killed)
    while True:
        left = kills
        try:
            await rotate(store)
        except KeyboardInterrupt:
            kills += 1
        else:
            return kills


async def _opened(store: Store) -> set[tuple[str, str, str, bytes]]:
    """Give what every sealed column opens to; what does not open is not there."""
    found = set()
    async with store.session() as session:
        for table in metadata.sorted_tables:
            columns = [column.name for column in table.columns if isinstance(column.type, LargeBinary)]
            for row in await session.rows(select(table)):
                for column in [column for column in columns if row[column] is not None]:
                    try:
                        plain = session.vault.keyring.open(table.name, column, row["id"], row[column])
                    except SealBroken:
                        continue
                    found.add((table.name, column, row["id"], plain))
    return found


@threat(18, "escapes_nothing", "cleans_nothing", engines=("cards",))
@pytest.mark.usefixtures("seeded_here")
def test_no_name_injects_anything_into_a_card(measure: Measure) -> None:
    """Played against the cards in this process, which know no database, as Telegram reads them."""
    drawn = random.Random(7)  # noqa: S311 - the same names each time
    names = [_name(drawn) for _ in range(many(10_000, 200))]
    unescaped, unparsable, read = 0, 0, 0
    for name in names:
        for message in everything(named(view(**drawn.choice(SCENES)), name), name):
            read += 1
            unescaped += not _is_harmless(message)
            unparsable += not _can_be_parsed(message)
    measure(
        f"{unescaped} unescaped and {unparsable} unparsable of {read} messages with {len(names)} names",
        reached=unescaped == unparsable == 0,
    )


def _name(drawn: random.Random) -> str:
    return "".join(drawn.choice(HOSTILE) for _ in range(drawn.randint(1, 6)))


def _is_harmless(message: Message) -> bool:
    try:
        check(message)
    except (AssertionError, IndexError):
        return False
    return True


def _can_be_parsed(message: Message) -> bool:
    try:
        parse_html(message.text)
    except EntityError:
        return False
    return True


@threat(18, "escapes_nothing")
async def test_a_team_whose_names_are_markup_can_work(world: World, measure: Measure) -> None:
    refused = len(world.telegram.record.of("sendMessage", status=400))
    try:
        team = await well_known_team(world, named_with=MARKUP)
        await play(team, [LOGIN, ("Stella", CODE, CONNECTED)])
    except TimeoutError:
        measure("a whole login with such names came to nothing", reached=False)
    refused = len(world.telegram.record.of("sendMessage", status=400)) - refused
    measure(f"{refused} refused by Telegram in a whole login with such names", reached=refused == 0)


ENTRIES: Final = 12
CHANGES: Final = (
    {"number": 1_000},
    {"kind": "other"},
    {"at": NOW - 1},
    {"attempt_id": None},
    {"subjects": "{}"},
    {"mac": "0" * 64},
)


@threat(27, "chains_no_times", "takes_any_end")
@pytest.mark.usefixtures("seeded_here")
async def test_whatever_is_altered_in_the_history_is_found(url: str, key: str, measure: Measure) -> None:
    """By whoever writes into the database without its key: all in this process, one of a kind by `check`."""
    async with _store(url, key) as store:
        cast, whole = await _history(store)
        by_kind = {"changes": _changed(whole), "drops": _dropped(whole), "reorders": _reordered(whole)}
        for kind, histories in by_kind.items():
            found = [await _is_found(store, cast, history) for history in histories]
            measure(f"{sum(found)} of {len(found)} {kind} found", reached=all(found))
    clean = "1 whole chain" in await _checked(url, key, whole)
    each = [histories[len(histories) // 2] for histories in by_kind.values()]
    seen = sum(["Moonlight Agency: " in await _checked(url, key, one) for one in each])
    measure(f"{seen} of {len(by_kind)} kinds by `check`", reached=clean and seen == len(by_kind))


@asynccontextmanager
async def _store(url: str, key: str) -> AsyncIterator[Store]:
    """Open it for as long as no other process wants it."""
    store = await Store.open(url, Keyring.parse(key))
    try:
        yield store
    finally:
        await store.close()


async def _history(store: Store) -> tuple[Cast, History]:
    """Let a team have a record; give it with its rows."""
    cast = await builders.cast(store)
    async with store.write() as unit:
        for number in range(ENTRIES):
            await unit.audit.append(
                cast.team.id, "login", NOW + number, attempt=f"a-{number}", creator=cast.stella.id
            )
    async with store.session() as session:
        return cast, [dict(row) for row in await session.rows(select(audit_entries))]


async def _is_found(store: Store, cast: Cast, history: History) -> bool:
    await _write(store, history)
    async with store.read() as unit:
        return await unit.audit.verify(cast.team.id) is not None


async def _write(store: Store, history: History) -> None:
    async with store.session() as session:
        await session.execute(delete(audit_entries))
        for row in history:
            await session.execute(insert(audit_entries).values(row))


def _changed(whole: History) -> list[History]:
    """Give every history in which one column of one entry differs."""
    return [
        [*whole[:place], row | change, *whole[place + 1 :]]
        for place, row in enumerate(whole)
        for change in CHANGES
    ]


def _dropped(whole: History) -> list[History]:
    """Give every history that lacks an entry, as it stands or with those behind it moved up, or its end."""
    found = []
    for place in range(len(whole)):
        before, after = whole[:place], whole[place + 1 :]
        moved = [row | {"number": number} for number, row in enumerate(after, place + 1)]
        found += [before, before + after, before + moved]
    return found


def _reordered(whole: History) -> list[History]:
    """Give every history in which two entries have changed places."""
    found = []
    for first, second in combinations(range(len(whole)), 2):
        swapped = list(whole)
        swapped[first] = whole[second] | {"number": whole[first]["number"]}
        swapped[second] = whole[first] | {"number": whole[second]["number"]}
        found.append(swapped)
    return found


async def _checked(url: str, key: str, history: History) -> str:
    """Give what `python -m bot check` prints about a database with this history."""
    async with _store(url, key) as store:
        await _write(store, history)
    variables = {"DATABASE_URL": url, "ENCRYPTION_KEYS": key, "OWNER_IDS": "7", "TELEGRAM_API_URL": NOBODY}
    provider = {"ONLYFANSKIT_API_KEY": KEY, "ONLYFANSKIT_BASE_URL": NOBODY}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "check"),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "TELEGRAM_BOT_TOKEN": TOKEN, **variables, **provider},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(60):
        printed, _ = await process.communicate()
    return printed.decode()


LOCKS: Final = ("requirements.txt", "requirements-dev.txt")
REQUIREMENT: Final = re.compile(r"(?m)^(?!#|--)(\S.*(?:\n +\S.*)*)")
PINNED: Final = re.compile(r"[\w.\[\],-]+==[\w.!+]+\s")
HASHED: Final = re.compile(r"--hash=sha256:[0-9a-f]{64}")
SPOILS: Final[dict[str, Callable[[str], str]]] = {
    "drops_the_hashes_of_one": lambda text: re.sub(
        r"(?m)^(anyio==\S+).*\n(?:    --hash.*\n)+", r"\1\n", text
    ),
    "takes_any_version_of_one": lambda text: text.replace("anyio==", "anyio>="),
    "takes_one_from_elsewhere": lambda text: text + "--extra-index-url https://elsewhere.example/\n",
}


@threat(32, *SPOILS, engines=("files",))
def test_every_dependency_is_installed_by_its_hash_alone(
    played: Played, measure: Measure, tmp_path: Path
) -> None:
    """Played on the locks and with pip itself: no database has a part in it."""
    texts = [(ROOT / name).read_text() for name in LOCKS]
    if played.seed is not None:
        texts = [SPOILS[played.seed](text) for text in texts]
    named = [found for text in texts for found in REQUIREMENT.findall(text)]
    loose = [one for one in named if not (PINNED.match(one) and HASHED.search(one))]
    elsewhere = [line for text in texts for line in text.splitlines() if line.startswith("--")]
    measure(
        f"{len(named) - len(loose)} of {len(named)} pinned and hashed, {len(elsewhere)} other sources",
        reached=not loose and not elsewhere and len(named) > len(LOCKS),
    )
    installs = re.findall(r"pip install .*", (ROOT / "Makefile").read_text())
    measure(
        f"{len(installs)} way to install, by hashes",
        reached=bool(installs) and all("--require-hashes" in line for line in installs),
    )
    refused = not _installs(tmp_path, tampered=True) and _installs(tmp_path, tampered=False)
    measure("a tampered wheel is refused, the right one is taken", reached=refused)


def _installs(directory: Path, *, tampered: bool) -> bool:
    """Have pip install a wheel of ours by a lock that names its hash."""
    wheel = directory / "moonlight-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("moonlight.py", "")
        file.writestr(
            "moonlight-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: moonlight\nVersion: 1\n"
        )
        file.writestr(
            "moonlight-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        file.writestr("moonlight-1.dist-info/RECORD", "")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    lock = directory / "lock.txt"
    lock.write_text(f"moonlight==1 --hash=sha256:{digest}\n")
    if tampered:
        with zipfile.ZipFile(wheel, "a") as file:
            file.writestr("more.py", "")
    options = ("--quiet", "--no-index", "--find-links", directory, "--dry-run", "--target", directory / "to")
    done = subprocess.run(  # noqa: S603 - pip of this Python, with arguments that are written here
        [sys.executable, "-m", "pip", "install", *options, "--require-hashes", "-r", lock],
        capture_output=True,
        check=False,
        timeout=120,
    )
    return done.returncode == 0

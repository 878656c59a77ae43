"""The worlds in which rows are played: one honest bot an engine for all of them, and one for each seed."""

from __future__ import annotations

import contextlib
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from storage import Keyring, Store, generate_key, migrate
from tests.harness.bot import by_launcher
from tests.harness.canary import Canary
from tests.harness.forked import CONTEXT, LAUNCHER
from tests.harness.postgres import PostgresServer, postgres
from tests.harness.world import World, running_world
from tests.threats.playing import Measure, Missed, Played
from tests.threats.seeds import SEEDS
from tests.threats.table import NOTE, gathered, lines

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Generator, Iterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from tests.harness.bot import BotProcess

    Fresh = Callable[..., AbstractAsyncContextManager[World]]

__all__ = ["postgres"]

CONTEXT.set_forkserver_preload([LAUNCHER, "tests.threats.launcher"])
RATE = 5
"""How much faster than ours the time of these worlds runs; what is measured in seconds is in ours."""
SECRET = "only-telegram-knows-this"
METRICS = {"METRICS_TOKEN": "only-the-owner-knows-this"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Play each row on both engines, and once with each of its seeds."""
    marker = metafunc.definition.get_closest_marker("threat")
    if marker is None or "played" not in metafunc.fixturenames:
        return
    _, seeds, engines = marker.args
    played = [*(Played(engine) for engine in engines), *(Played(engines[0], seed) for seed in seeds)]
    metafunc.parametrize("played", played, ids=str)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Have a run with a seed pass if its figure was missed, and fail if all held or broke otherwise."""
    seed = _played(item).seed
    try:
        yield
    except Missed:
        if seed is None:
            raise
    else:
        if seed is not None:
            pytest.fail(f"the seeded fault {seed} was not noticed")


def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Note what was measured for the table."""
    _note(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let each report say which row it is about."""
    if call.when == "call":
        _note(item)
    return (yield)


def _note(item: pytest.Item) -> None:
    if any(name == NOTE for name, _ in item.user_properties):
        return
    marker, played = item.get_closest_marker("threat"), _played(item)
    measure = getattr(item, "funcargs", {}).get("measure", Measure())
    assert marker is not None, f"{item.name} names no row"
    said = {"row": marker.args[0], "engine": played.engine, "seed": played.seed, "said": measure.said}
    item.user_properties.append((NOTE, said))


def _played(item: pytest.Item) -> Played:
    played: Played = item.callspec.params["played"]  # type: ignore[attr-defined]  # of a parametrised function
    return played


def pytest_terminal_summary(terminalreporter: Any) -> None:  # noqa: ANN401 - pytest's class is private
    """Print the table."""
    reports = [
        report for name in ("passed", "failed", "error") for report in terminalreporter.stats.get(name, [])
    ]
    terminalreporter.section("threats")
    for line in lines(gathered(reports)):
        terminalreporter.write_line(line)


@pytest.fixture
def measure() -> Measure:
    return Measure()


@pytest.fixture
def world(played: Played, request: pytest.FixtureRequest) -> World:
    """Lend the engine's honest world, or one of its own to a seed."""
    name = f"{played.engine}_world" if played.seed is None else "seeded_world"
    found: World = request.getfixturevalue(name)
    return found


@pytest.fixture(scope="session")
async def sqlite_world(fresh_sqlite: Fresh, canaries: Canary) -> AsyncIterator[World]:
    async with fresh_sqlite(canaries) as world:
        await behind_a_webhook(world).start()
        yield world
        _judge_the_traffic(world)


@pytest.fixture(scope="session")
async def postgresql_world(fresh_postgresql: Fresh, canaries: Canary) -> AsyncIterator[World]:
    async with fresh_postgresql(canaries) as world:
        await behind_a_webhook(world).start()
        yield world
        _judge_the_traffic(world)


@pytest.fixture
async def seeded_world(fresh: Fresh, played: Played) -> AsyncIterator[World]:
    async with fresh() as world:
        await behind_a_webhook(world, played.seed).start()
        yield world


@pytest.fixture
def fresh(played: Played, request: pytest.FixtureRequest) -> Fresh:
    """Give what makes a world of its own, without a bot, for rows that kill, starve or flood one."""
    make: Fresh = request.getfixturevalue(f"fresh_{played.engine}")

    @asynccontextmanager
    async def made(**options: Any) -> AsyncIterator[World]:  # noqa: ANN401 - those of running_world
        """Let a seeded bot leak: its codes are looked for by its own test alone, and at the end by nobody."""
        forgiven = contextlib.nullcontext() if played.seed is None else contextlib.suppress(AssertionError)
        stack = contextlib.AsyncExitStack()
        world = await stack.enter_async_context(make(Canary(), **options))
        try:
            yield world
        finally:
            with forgiven:
                await stack.aclose()

    return made


@pytest.fixture(scope="session")
def fresh_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    @asynccontextmanager
    async def made(canary: Canary, **options: Any) -> AsyncIterator[World]:  # noqa: ANN401 - as above
        directory = tmp_path_factory.mktemp("threats")
        url = f"sqlite:///{directory}/bot.db"
        async with running_world(directory, url, canary, **{"rate": RATE, **options}) as world:
            yield _prepared(world)

    return made


@pytest.fixture(scope="session")
async def fresh_postgresql(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    template = postgres.create_database()
    await migrate(postgres.url(template))

    @asynccontextmanager
    async def made(canary: Canary, **options: Any) -> AsyncIterator[World]:  # noqa: ANN401 - as above
        directory = tmp_path_factory.mktemp("threats")
        name = postgres.create_database(template)
        way = directory / "socket"
        way.symlink_to(postgres.directory)
        url = f"postgres://postgres@/{name}?host={way}"
        options = {"rate": RATE, "dump": lambda: postgres.dump(name), **options}
        async with running_world(directory, url, canary, **options) as world:
            yield _prepared(world)
        postgres.drop_database(name)

    return made


def _prepared(world: World) -> World:
    world.telegram.delivery.first_pause = 0.2
    world.variables |= METRICS
    return world


def behind_a_webhook(world: World, seed: str | None = None) -> BotProcess:
    """Prepare a bot whose connect page and webhook are open; with `seed`, one that has this fault."""
    arguments = by_launcher(world.clock)
    if seed is not None:
        arguments = ("-m", "tests.threats.launcher", seed, *arguments[2:])
    bot = world.bot(arguments=arguments, WEBHOOK_SECRET=SECRET)
    bot.variables = {**bot.variables, "PUBLIC_URL": bot.url}
    return bot


def _judge_the_traffic(world: World) -> None:
    assert not world.telegram.record.request_faults
    assert not world.telegram.record.object_faults


@pytest.fixture
def seeded_here(played: Played) -> Iterator[None]:
    """Put the seed into this process, for rows that are played within it."""
    with pytest.MonkeyPatch.context() as patch:
        if played.seed is not None:
            SEEDS[played.seed](patch)
        yield


@pytest.fixture
async def url(played: Played, tmp_path: Path, postgres: PostgresServer) -> AsyncIterator[str]:
    """Give a migrated database of the engine, for rows that are played in this process."""
    if played.engine == "sqlite":
        made = f"sqlite:///{tmp_path}/bot.db"
        await migrate(made)
        yield made
        return
    name = postgres.create_database()
    await migrate(postgres.url(name))
    yield postgres.url(name)
    postgres.drop_database(name)


@pytest.fixture
def key() -> str:
    return generate_key()


@pytest.fixture
async def store(url: str, key: str) -> AsyncIterator[Store]:
    opened = await Store.open(url, Keyring.parse(key))
    yield opened
    await opened.close()

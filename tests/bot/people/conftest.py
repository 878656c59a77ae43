"""Moonlight Agency on a real database: Sam's group, Mia who manages, Stella who is invited."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from bot.people import managers, teams
from bot.people.who import Desk, desk_of_team
from bot.relay.work import Work
from storage import Keyring, Store, generate_key

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from storage import Person, Team

NOW = 1_800_000_000.0
HOUR = 3600.0
GROUP, SAM, MIA, STELLA, SOMEBODY = -1_000_000_000_001, 7_000, 7_001, 7_002, 7_003


@dataclass
class Agency:
    """What the tests act on; `later` puts the clock forward."""

    store: Store
    clock: list[float] = field(default_factory=lambda: [NOW])

    def later(self, seconds: float) -> None:
        self.clock[0] += seconds

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        async with self.store.write() as unit:
            yield Work(unit, self.clock[0])

    async def person(self, telegram_id: int, name: str) -> Person:
        async with self.work() as work:
            return await work.unit.people.ensure(telegram_id, name, None, "en", work.now)

    async def team(self, chat_id: int = GROUP, title: str = "Moonlight Agency") -> Team:
        async with self.work() as work:
            return await teams.authorise(work, chat_id, title, None)

    async def desk(self, team: Team, telegram_id: int = MIA, name: str = "Mia") -> Desk:
        """Have somebody listed as a manager."""
        person = await self.person(telegram_id, name)
        async with self.work() as work:
            owner = await work.unit.people.ensure(SAM, "Sam", None, "en", work.now)
            await managers.enlist(work, (await managers.apply(work, team, person)).id, owner)
            return await desk_of_team(work.unit, team.id, telegram_id)


@pytest.fixture
async def agency(migrated: Path, tmp_path: Path) -> AsyncIterator[Agency]:
    file = shutil.copy(migrated, tmp_path / "codebell.db")
    store = await Store.open(f"sqlite:///{file}", Keyring.parse(generate_key()))
    yield Agency(store)
    await store.close()


@pytest.fixture
async def desk(agency: Agency) -> Desk:
    return await agency.desk(await agency.team())


@pytest.fixture
async def stella(agency: Agency) -> Person:
    return await agency.person(STELLA, "Stella")

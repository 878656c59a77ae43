"""The lease of the poller when the database comes and goes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.web.lease import PollerLease
from storage import StorageUnavailable
from tests.bot.web.telegram_stub import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage import Store


class Leases:
    """The one lease, and a database that can go away or hang."""

    def __init__(self) -> None:
        """Begin with a database that answers."""
        self.owner: str | None = None
        self.is_away = False
        self.hangs = False
        self.takes = 0
        self.leases = self

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Leases]:
        if self.is_away:
            raise StorageUnavailable
        if self.hangs:
            await asyncio.Event().wait()
        yield self

    async def take(self, _name: str, owner: str, _seconds: float) -> bool:
        self.takes += 1
        self.owner = self.owner or owner
        return self.owner == owner

    async def give_up(self, _name: str, owner: str) -> None:
        self.owner = None if self.owner == owner else self.owner


def lease(leases: Leases, seconds: float = 0.1) -> PollerLease:
    store: Store = leases  # type: ignore[assignment]  # the lease uses no more of a store than this
    return PollerLease(store, seconds, 0.005)


async def test_it_outlives_a_short_absence_of_the_database() -> None:
    leases = Leases()
    held = lease(leases, 5.0)
    await held.acquire()
    keeping = asyncio.create_task(held.keep())
    leases.is_away = True
    await asyncio.sleep(0)
    leases.is_away = False
    seen = leases.takes
    await until(lambda: leases.takes > seen + 1)
    assert held.is_ours
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


async def test_it_is_over_when_the_database_stays_away() -> None:
    leases = Leases()
    held = lease(leases)
    await held.acquire()
    leases.is_away = True
    await asyncio.wait_for(held.keep(), 5)
    assert not held.is_ours


async def test_it_is_over_when_the_database_hangs() -> None:
    leases = Leases()
    held = lease(leases)
    await held.acquire()
    leases.hangs = True
    await asyncio.wait_for(held.keep(), 5)
    assert not held.is_ours


async def test_it_is_over_at_once_when_somebody_else_has_it() -> None:
    leases = Leases()
    held = lease(leases, 60.0)
    await held.acquire()
    leases.owner = "another process"
    await asyncio.wait_for(held.keep(), 5)
    assert not held.is_ours


async def test_it_is_waited_for_until_the_database_is_back() -> None:
    leases = Leases()
    leases.is_away = True
    held = lease(leases)
    acquiring = asyncio.create_task(held.acquire())
    await until(lambda: held.stands_by)
    leases.is_away = False
    await acquiring
    assert held.is_ours
    assert not held.stands_by


async def test_giving_it_up_without_a_database_is_no_error() -> None:
    leases = Leases()
    held = lease(leases)
    await held.acquire()
    leases.is_away = True
    await held.give_up()
    assert not held.is_ours

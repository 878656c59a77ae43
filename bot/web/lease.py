"""The lease that lets one process of several poll, kept in the database and judged by its clock."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import structlog

from storage import new_id
from storage.errors import StorageUnavailable

if TYPE_CHECKING:
    from storage import Store

NAME: Final = "poller"
LEASE_SECONDS: Final = 15.0
RENEW_SECONDS: Final = 4.0

log = structlog.stdlib.get_logger(__name__)


class PollerLease:
    """One process's claim to the polling."""

    def __init__(
        self, store: Store, seconds: float = LEASE_SECONDS, renew_seconds: float = RENEW_SECONDS
    ) -> None:
        """Hold for `seconds` at a time and renew every `renew_seconds`; takes nothing yet."""
        self._store = store
        self._owner = new_id()
        self._seconds = seconds
        self._renew_seconds = renew_seconds
        self._valid_until = 0.0
        self.stands_by = False
        """Whether another process has it and this one waits for it."""

    @property
    def is_ours(self) -> bool:
        """Whether it is ours for certain."""
        return asyncio.get_running_loop().time() < self._valid_until

    async def acquire(self) -> None:
        """Stand by until the lease is ours."""
        await self._take()
        if self.is_ours:
            return
        log.info("poller_standing_by")
        self.stands_by = True
        while not self.is_ours:
            await asyncio.sleep(self._renew_seconds)
            await self._take()
        self.stands_by = False
        log.info("poller_took_over")

    async def keep(self) -> None:
        """Renew the lease; return as soon as it is not ours for certain, by this process's clock."""
        while self.is_ours:
            await asyncio.sleep(self._renew_seconds)
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._valid_until):
                    await self._take()
        log.warning("poller_lease_lost")

    async def give_up(self) -> None:
        """Let another process poll at once; if the database is away the lease runs out by itself."""
        self._valid_until = 0.0
        try:
            async with self._store.write() as unit:
                await unit.leases.give_up(NAME, self._owner)
        except StorageUnavailable as error:
            log.info("poller_lease_left_to_lapse", error=type(error).__name__)

    async def _take(self) -> None:
        """Take or renew it; where the database does not answer, what was taken before runs on."""
        began = asyncio.get_running_loop().time()
        try:
            async with self._store.write() as unit:
                taken = await unit.leases.take(NAME, self._owner, self._seconds)
        except StorageUnavailable as error:
            log.warning("poller_lease_not_renewed", error=type(error).__name__)
            return
        self._valid_until = began + self._seconds if taken else 0.0

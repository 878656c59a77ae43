"""The heart on a real database: worker, driver and relay with Stella's attempts at a scripted provider."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.relay.answers import Typed
from bot.relay.budget import budgets
from bot.relay.connecting import Connections
from bot.relay.driver import Driver
from bot.relay.early import EarlyCodes
from bot.relay.landing import Landing
from bot.relay.relay import Relay
from bot.relay.work import Work
from bot.relay.worker import Worker
from providers.secret import Secret
from storage import new_id
from storage.schema import attempts
from tests.bot.relay.attempts import an_attempt
from tests.bot.relay.scripted import (
    PASSWORD_SLUG,
    SLUG,
    Changes,
    Clock,
    NotedNotices,
    PasswordProvider,
    ScriptedProvider,
)
from tests.storage.builders import spoil

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.relay.reactions import Reaction
    from providers.base import Provider
    from providers.steps import CodeNeeded, LinkNeeded
    from storage import Store
    from storage.models import Attempt, State
    from tests.storage.builders import Cast

CODE = Secret("48151623")
OWNER = "owner"


@dataclass
class Heart:
    """The parts under test and what stands around them."""

    store: Store
    cast: Cast
    clock: Clock = field(default_factory=Clock)
    provider: ScriptedProvider = field(default_factory=ScriptedProvider)
    by_password: PasswordProvider = field(default_factory=PasswordProvider)
    notices: NotedNotices = field(default_factory=NotedNotices)
    changes: Changes = field(default_factory=Changes)
    worker: Worker = field(init=False)
    driver: Driver = field(init=False)
    relay: Relay = field(init=False)
    connections: Connections = field(init=False)

    def __post_init__(self) -> None:
        """Build the parts as the composition root does."""
        providers: dict[str, Provider] = {SLUG: self.provider, PASSWORD_SLUG: self.by_password}
        rates = budgets(dict.fromkeys(providers, 1000.0), self.clock)
        landing = Landing(self.store, self.notices, self.clock, self.changes)
        self.worker = Worker(self.store, providers, rates, landing, self.notices, self.clock, self.changes)
        early = EarlyCodes(self.store, self.notices, self.clock, self.changes)
        self.driver = Driver(self.store, self.worker, early, self.clock)
        self.relay = Relay(providers, self.driver, self.notices)
        self.connections = Connections(self.relay)

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        """Open a unit as the handlers do: what is due after its commit is done after it."""
        async with self.store.write() as unit:
            work = Work(unit, self.clock())
            yield work
        for action in work.after_commit:
            action()
        self.changes()

    async def stored(
        self,
        state: State,
        *,
        ask: CodeNeeded | LinkNeeded | None = None,
        cast: Cast | None = None,
        owner: str | None = None,
        **changes: Any,  # noqa: ANN401 - any field of the model
    ) -> Attempt:
        """Store an attempt on Stella's account, or on that of another cast."""
        of = cast or self.cast
        made = replace(
            an_attempt(state, ask=ask),
            id=new_id(),
            team_id=of.team.id,
            creator_id=of.stella.id,
            account_id=of.account.id,
            manager_id=of.manager.id,
        )
        made = replace(made, **changes)
        async with self.store.write() as unit:
            await unit.attempts.add(made, owner)
        return await self.row(made)

    async def row(self, attempt: Attempt) -> Attempt:
        """Read an attempt anew."""
        async with self.store.read() as unit:
            current = await unit.attempts.get(attempt.id)
        assert current is not None
        return current

    async def becomes(self, attempt: Attempt, *states: State) -> Attempt:
        """Wait until the attempt is in one of the states."""

        async def is_there() -> bool:
            return (await self.row(attempt)).state in states

        await self.changes.until(is_there)
        return await self.row(attempt)

    async def told(self, kind: str) -> None:
        """Wait until a notice of this kind has been given."""

        async def is_told() -> bool:
            return any(said[0] == kind for said in self.notices.said)

        await self.changes.until(is_told)

    async def look(self, attempt: Attempt) -> Attempt:
        """Look once at an attempt as it stands, as the driver does when it is due."""
        await self.worker.look(await self.row(attempt), await self.lease(attempt))
        return await self.row(attempt)

    async def lease(self, attempt: Attempt) -> str:
        """Have a claim on an attempt, whoever had one."""
        await spoil(self.store, attempts, attempt.id, lease_owner=OWNER)
        return OWNER

    async def types(
        self, code: Secret = CODE, *, message_id: int = 100, reply_to: int | None = None, ago: float = 0.0
    ) -> Reaction:
        """Have her type a code; it comes in `ago` seconds later."""
        typed = Typed(message_id=message_id, date=self.clock() - ago, text=code, reply_to=reply_to)
        async with self.work() as work:
            return await self.relay.typed(work, self.cast.stella, typed)

    async def decline(self, attempt: Attempt) -> None:
        async with self.work() as work:
            await self.relay.decline(work, attempt.id, attempt.creator_id)

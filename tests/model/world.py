"""Stella in two teams with three managers, the heart on a real database, and a way back to the beginning."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from bot.handlers import requesting
from bot.people import managers
from bot.relay import calls, early
from bot.relay.early import EarlyCodes
from bot.relay.endings import Own
from bot.relay.relay import Relay
from storage import new_id
from storage.models import Audience, Card
from storage.repositories.attempts import Attempts
from storage.store import clear_leases
from tests.bot.relay.heart import Heart
from tests.bot.relay.scripted import SLUG
from tests.model.hands import Hands
from tests.model.resting import Resting
from tests.model.vendor import Made, Vendor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storage.models import Attempt, Enrolment, Manager
    from tests.model.beginning import Place


@dataclass
class World(Heart):
    """One story's heart: its driver moves by hand, its provider in memory."""

    places: tuple[Place, ...] = ()
    nora: tuple[Enrolment, ...] = ()
    resting: Resting = field(default_factory=Resting)
    hands: Hands = field(init=False)
    vendor: Vendor = field(init=False)
    message_id: int = 100

    def __post_init__(self) -> None:
        """Build the parts of the composition root around hands and vendor of the story."""
        self.provider = self.vendor = Vendor(
            resting=self.resting, on_call=self._nothing, is_over=lambda _resume: False
        )
        super().__post_init__()
        self._take_hands()

    async def _nothing(self, _made: Made) -> None:
        return

    def _take_hands(self) -> None:
        codes = EarlyCodes(self.store, self.notices, self.clock, self.changes)
        self.driver = self.hands = Hands(self.store, self.worker, codes, self.clock, resting=self.resting)
        self.relay = Relay({SLUG: self.vendor}, self.hands, self.notices)

    async def restart(self) -> None:
        """Lose all that is in memory, and begin anew on what is stored."""
        await self.hands.stop(0)
        self.vendor.held.clear()
        async with self.store.session() as session:
            await clear_leases(session)
        self._take_hands()

    async def remove(self, manager: Manager) -> None:
        """Take a manager off the list as the owner's button does."""
        async with self.work() as work:
            await managers.call_off(work, manager, Own.WITHDRAWN)
            await managers.remove(work, manager)

    def next_message(self) -> int:
        self.message_id += 1
        return self.message_id

    async def show(self, attempt: Attempt) -> int:
        """Have Telegram tell the id of the open challenge's prompt."""
        message_id = self.next_message()
        card = Card(
            id=new_id(),
            attempt_id=attempt.id,
            audience=Audience.CREATOR,
            slot=f"challenge-{attempt.challenge}",
            message_id=message_id,
            created_at=self.clock(),
        )
        async with self.store.write() as unit:
            assert await unit.cards.claim_new(card, 1.0)
        return message_id


@contextmanager
def watching(seen: Callable[[Attempt | None, Attempt], None]) -> Iterator[None]:
    """Show each row of an attempt as it is written, with the one before it."""
    add, change = Attempts.add, Attempts.change

    async def seen_add(self: Attempts, attempt: Attempt, owner: str | None = None) -> None:
        await add(self, attempt, owner)
        seen(None, attempt)

    async def seen_change(
        self: Attempts, before: Attempt, after: Attempt, *, owner: str | None = None
    ) -> Attempt | None:
        stored = await change(self, before, after, owner=owner)
        if stored is not None:
            seen(before, stored)
        return stored

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Attempts, "add", seen_add)
        patch.setattr(Attempts, "change", seen_change)
        yield


async def _nothing(*_given: object) -> None:
    return


@contextmanager
def moved_by_hand(hands: Callable[[], Hands]) -> Iterator[None]:
    """Let no wait of the relay take real time, and nobody be told in words what came of a request."""
    by_hand = SimpleNamespace(sleep=lambda seconds: hands().tick(seconds), timeout=asyncio.timeout)
    with pytest.MonkeyPatch.context() as patch:
        for module in (calls, early):
            patch.setattr(module, "asyncio", by_hand)
        patch.setattr(requesting, "answer_request", _nothing)
        yield

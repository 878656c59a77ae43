"""Stella in two teams with three managers, the heart on a real database, and a way back to the beginning."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from bot.people import managers
from bot.relay import calls, early
from bot.relay.early import EarlyCodes
from bot.relay.endings import Own
from bot.relay.relay import Relay
from storage import new_id
from storage.models import Audience, Card, State
from storage.repositories.attempts import Attempts
from storage.store import clear_leases
from tests.bot.relay.attempts import NOW
from tests.bot.relay.heart import Heart
from tests.bot.relay.scripted import SLUG
from tests.model.hands import Hands
from tests.model.numbers import DAY, HOUR
from tests.model.resting import Resting
from tests.model.vendor import Made, Vendor
from tests.storage import builders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from storage import Store
    from storage.models import Account, Attempt, Enrolment, Manager
    from tests.model.copies import Copies, Restore


@dataclass(frozen=True)
class Place:
    """A team as a manager of it sees it: what can be asked there."""

    manager: Manager
    enrolment: Enrolment
    account: Account


class Past(StrEnum):
    """What there was with the first account before a story begins, which its few steps would not come to."""

    NONE = "none"
    FOUR_WRONG_TODAY = "four_wrong_today"
    NINETEEN_WRONG_IN_A_ROW = "nineteen_wrong_in_a_row"
    FIVE_PROMPTS_TODAY = "five_prompts_today"

    @property
    def wrong(self) -> tuple[float, ...]:
        """Give when codes were wrong."""
        if self is Past.FOUR_WRONG_TODAY:
            return (NOW - 2 * HOUR,) * 3 + (NOW - HOUR,)
        if self is Past.NINETEEN_WRONG_IN_A_ROW:
            return tuple(NOW - (2 + number // 3) * DAY for number in range(19))
        return ()

    @property
    def prompts(self) -> tuple[float, ...]:
        """Give when she was asked."""
        return tuple(NOW - hours * HOUR for hours in range(1, 6)) if self is Past.FIVE_PROMPTS_TODAY else ()


@dataclass(frozen=True)
class Beginning:
    """What is stored when a story begins; a story is played on the same database as the last."""

    cast: builders.Cast
    places: tuple[Place, ...]
    restores: Mapping[Past, Restore]

    @classmethod
    async def store(cls, store: Store, copies: Copies) -> Beginning:
        """Store two teams with three managers and Stella in both; `copies` gives the way back to them."""
        cast = await builders.cast(store)
        noah, ida = await builders.person(store, "Noah"), await builders.person(store, "Ida")
        other = builders.team(title="Starlight Agency")
        her = builders.enrolment(other, cast.stella)
        places = (
            Place(cast.manager, cast.enrolment, cast.account),
            Place(builders.manager(cast.team, noah, name="Noah"), cast.enrolment, cast.account),
            Place(builders.manager(other, ida, name="Ida"), her, builders.account(other, cast.stella)),
        )
        async with store.write() as unit:
            await unit.teams.add(other)
            for place in places[1:]:
                await unit.managers.add(place.manager)
            await unit.enrolments.add(her)
            await unit.accounts.add(places[2].account)
        restores = {Past.NONE: await copies(store)}
        for past in set(Past) - {Past.NONE}:
            await _live_through(store, cast, past)
            restores[past] = await copies(store)
            await restores[Past.NONE]()
        return cls(cast, places, restores)


async def _live_through(store: Store, cast: builders.Cast, past: Past) -> None:
    """Store the logins in which she typed wrong codes, and those that were cancelled after she was asked."""
    over: dict[str, Any] = {"due_at": None, "ask": None, "resume": None}
    guessed = [
        builders.attempt(cast, **over, **_at(at), state=State.FAILED, manager_id=None, wrong_codes=count)
        for at, count in Counter(past.wrong).items()
    ]
    asked = [
        builders.attempt(cast, **over, **_at(at), state=State.CANCELLED, prompted_at=at)
        for at in past.prompts
    ]
    async with store.write() as unit:
        for attempt in (*guessed, *asked):
            await unit.attempts.add(attempt)


def _at(time: float) -> dict[str, Any]:
    return dict.fromkeys(("created_at", "state_since", "answer_by", "ends_at"), time)


@dataclass
class World(Heart):
    """One story's heart: its driver moves by hand, its provider in memory."""

    places: tuple[Place, ...] = ()
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


@contextmanager
def moved_by_hand(hands: Callable[[], Hands]) -> Iterator[None]:
    """Let no wait of the relay take real time."""
    by_hand = SimpleNamespace(sleep=lambda seconds: hands().tick(seconds), timeout=asyncio.timeout)
    with pytest.MonkeyPatch.context() as patch:
        for module in (calls, early):
            patch.setattr(module, "asyncio", by_hand)
        yield

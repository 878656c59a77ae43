"""How a story goes on: what happens, all that follows from it, and that every promise was kept."""

from __future__ import annotations

import math
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from sqlalchemy import select

from bot.relay.gates import is_blocked
from storage.schema import attempts
from tests.model.laws import Broken, Ledger
from tests.model.numbers import CHALLENGES
from tests.model.vendor import Made, Says
from tests.model.world import World, moved_by_hand, watching

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine
    from typing import Any

    from bot.relay.work import Work
    from storage import Store
    from storage.models import AskMode
    from tests.model.beginning import Beginning, Past
    from tests.model.writing import Typed

HELD_SECONDS = 35.0


@dataclass
class Telling:
    """Plays one story on a world; each act ends when all that follows from it has been done."""

    world: World
    mode: AskMode
    past: Past
    prompts_are_slow: bool
    ledger: Ledger = field(init=False)
    in_the_air: list[Typed] = field(default_factory=list)
    prompts: dict[tuple[str, int], int] = field(default_factory=dict)
    moves_at: float = math.inf

    def __post_init__(self) -> None:
        """Have the ledger told of everything."""
        self.ledger = Ledger(self.world.clock, self.world.vendor)
        self.ledger.guesses.were_wrong(self.first_account, self.past.wrong)
        grounds, places = self.ledger.grounds, self.world.places
        grounds.known |= {place.manager.id for place in places[::2]}
        grounds.leave_of_owner.add(places[0].desk.team.id)
        grounds.leave_of_hers.add(places[0].desk.team.id)
        for number, at in enumerate(self.past.prompts):
            self.ledger.prompting.prompted[f"past-{number}"] = at
        self.world.vendor.on_call = self._called
        self.world.vendor.is_over = self.ledger.is_over

    @property
    def first_account(self) -> str:
        return self.world.places[0].account.id

    async def _called(self, made: Made) -> None:
        self.ledger.called(made)

    @classmethod
    async def begin(
        cls, store: Store, beginning: Beginning, mode: AskMode, past: Past, *, prompts_are_slow: bool
    ) -> Self:
        """Bring the database back to the beginning and begin a story on it."""
        await beginning.restores[past]()
        world = World(store, beginning.cast, places=beginning.places, nora=beginning.nora)
        return cls(world, mode, past, prompts_are_slow)

    async def happens(self, act: Coroutine[Any, Any, None]) -> None:
        """Let something happen, with all that follows from it, and see that every promise was kept."""
        world = self.world
        world.clock.later(0.5)
        with watching(self.ledger.written), moved_by_hand(lambda: world.hands):
            await act
            await world.hands.settle()
            await self._show_prompts()
        self._judge()

    def _judge(self) -> None:
        for fault in self.world.hands.faults:
            raise fault
        if self.ledger.broken:
            raise Broken(self.ledger.broken[0])

    async def _nobody_else_has_lifted_it(self) -> None:
        """Judge whether what stops all is as it was left; before each change of it, and at the end."""
        async with self.world.store.read() as unit:
            creator = await unit.people.get(self.world.cast.stella.id)
        if self.ledger.is_forgotten:
            self.ledger.promise("nothing of hers is left", creator is None)
            return
        assert creator is not None
        stops, promise = self.ledger.stops, self.ledger.promise
        promise("she alone allows again", is_blocked(creator, self.world.clock()) == stops.is_blocked)
        promise("she alone ends a freeze", (creator.frozen_at is not None) == stops.frozen)
        promise("she alone takes back her wish", creator.forget_at == stops.forgotten_from)
        promise("she alone ends a pause", (creator.paused_until or 0.0) == stops.paused_until)

    def _all_is_over(self) -> None:
        self.ledger.promise("what stops all ends all that is open", not self.ledger.open)

    async def ends(self) -> None:
        """See at the end that the database holds what was seen, and that the audit is whole."""
        await self._nobody_else_has_lifted_it()
        async with self.world.store.read() as unit:
            for team_id in {place.manager.team_id for place in self.world.places}:
                self.ledger.promise("the audit is whole", await unit.audit.verify(team_id) is None)
        async with self.world.store.session() as session:
            versions = select(attempts.c.id, attempts.c.state, attempts.c.version)
            stored = {row["id"]: (row["state"], row["version"]) for row in await session.rows(versions)}
        seen = {row.id: (row.state.value, row.version) for row in self.ledger.rows.values()}
        assert seen.items() <= stored.items()
        self.ledger.promise("nothing of hers is left", not (stored and self.ledger.is_forgotten))
        await self.world.hands.stop(0)
        self._judge()

    async def _show_prompts(self) -> None:
        if not self.prompts_are_slow:
            await self.prompt_arrives()

    async def prompt_arrives(self) -> None:
        """Have Telegram tell the id of the prompt that is open."""
        row = self.ledger.live
        if row is None or row.state not in CHALLENGES or (row.id, row.challenge) in self.prompts:
            return
        self.prompts[row.id, row.challenge] = await self.world.show(row)

    async def vendor_answers(self, made: Made, says: Says) -> None:
        self.ledger.answered(made, says)
        self.world.vendor.answer(made, says)
        await self.world.hands.settle()

    async def time_passes(self, seconds: float, mood: Says, afterwards: Says) -> None:
        """Let time pass, in which no call or sleep outlives its end, and have the driver look."""
        vendor, clock = self.world.vendor, self.world.clock
        vendor.mood, vendor.afterwards = mood, afterwards
        if seconds > HELD_SECONDS and self.world.hands.is_busy:
            clock.later(HELD_SECONDS)
            await self.world.hands.settle()
            for made in tuple(vendor.held):
                await self.vendor_answers(made, Says.NO_ANSWER)
        clock.later(seconds)
        await self.world.hands.look()
        self.ledger.ends_in_time()

    async def restarts(self) -> None:
        await self.world.restart()
        await self.world.hands.look()

    @asynccontextmanager
    async def _her_act(self) -> AsyncIterator[Work]:
        """Note that what begins in it begins by her own wish."""
        self.ledger.prompting.is_her_act = True
        async with self.world.work() as work:
            yield work
        self.ledger.prompting.is_her_act = False

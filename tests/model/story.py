"""One story: what people, the provider and time do to Stella's logins, one act after another."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.people import freezing, lifting, pausing
from bot.relay import answers
from bot.relay.asks import read_ask
from bot.relay.gates import is_blocked
from bot.relay.limits import LIMITS
from bot.relay.reactions import Reaction
from bot.relay.wishing import plan_for, sign_in, start_over
from providers.secret import Secret
from storage.repositories.guesses import Target
from storage.schema import attempts
from tests.model.laws import Broken, Ledger
from tests.model.numbers import CHALLENGES, OVER
from tests.model.vendor import Made, Says
from tests.model.world import Beginning, Past, World, moved_by_hand, watching
from tests.model.writing import Typed, Writes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine
    from typing import Any

    from bot.relay.work import Work
    from storage import Store
    from storage.models import AskMode, Attempt, By

HELD_SECONDS = 35.0
FIRST_CODE = 481_500


_TEXTS = {
    Writes.TELEGRAMS_OWN: "Telegram code {}",
    Writes.WORDS: "Which code?",
}


@dataclass
class Story:
    """Plays one story on a world; each act ends when all that follows from it has been done."""

    world: World
    mode: AskMode
    past: Past
    prompts_are_slow: bool
    ledger: Ledger = field(init=False)
    in_the_air: list[Typed] = field(default_factory=list)
    prompts: dict[tuple[str, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Have the ledger told of everything."""
        self.ledger = Ledger(self.world.clock, self.world.vendor)
        self.ledger.guesses.were_wrong(self.first_account, self.past.wrong)
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
    ) -> Story:
        """Bring the database back to the beginning and begin a story on it."""
        await beginning.restores[past]()
        return cls(World(store, beginning.cast, places=beginning.places), mode, past, prompts_are_slow)

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
        assert creator is not None
        stops, promise = self.ledger.stops, self.ledger.promise
        promise("she alone allows again", is_blocked(creator, self.world.clock()) == stops.is_blocked)
        promise("she alone ends a freeze", (creator.frozen_at is not None) == stops.frozen)
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

    async def asks(self, which: int) -> None:
        place = self.world.places[which]
        plan = plan_for(self.world.relay, place.account)
        async with self.world.work() as work:
            await self.world.relay.request(
                work, replace(place.enrolment, mode=self.mode), plan, place.manager
            )

    async def cancels(self, which: int, attempt: Attempt) -> None:
        async with self.world.work() as work:
            await self.world.relay.cancel(work, attempt.id, self.world.places[which].manager)

    async def reminds(self, which: int, attempt: Attempt) -> None:
        async with self.world.work() as work:
            await self.world.relay.remind(work, attempt.id, self.world.places[which].manager)

    async def removes(self, which: int) -> None:
        manager = self.world.places[which].manager
        await self.world.remove(manager)
        self.ledger.removed.add(manager.id)
        ended = all(row.manager_id != manager.id for row in self.ledger.open)
        self.ledger.promise("what a removed manager began ends", ended)

    @asynccontextmanager
    async def _her_act(self) -> AsyncIterator[Work]:
        """Note that what begins in it begins by her own wish."""
        self.ledger.prompting.is_her_act = True
        async with self.world.work() as work:
            yield work
        self.ledger.prompting.is_her_act = False

    async def presses_ready(self, attempt: Attempt) -> None:
        async with self._her_act() as work:
            await self.world.relay.ready(work, attempt.id, attempt.creator_id)

    async def declines(self, attempt: Attempt) -> None:
        row = self.ledger.rows[attempt.id]
        if row.state not in OVER:
            self.ledger.prompting.declines(row)
        async with self.world.work() as work:
            await self.world.relay.decline(work, attempt.id, attempt.creator_id)

    async def puts_off(self, attempt: Attempt, seconds: float) -> None:
        async with self.world.work() as work:
            reaction = await self.world.relay.later(work, attempt.id, attempt.creator_id, seconds)
        if reaction is Reaction.LATER:
            self.ledger.prompting.chooses(attempt, seconds)

    async def stops_all(self) -> None:
        await self._nobody_else_has_lifted_it()
        self.ledger.prompting.declined_at = self.world.clock()
        async with self.world.work() as work:
            await self.world.relay.not_me(work, self.world.cast.stella.id)
        self.ledger.stops.stopped()
        self._all_is_over()

    async def pauses(self) -> None:
        await self._nobody_else_has_lifted_it()
        async with self.world.work() as work:
            until = await pausing.pause(work, self.world.cast.stella, pausing.Pause.DAY)
        self.ledger.stops.paused_until = until
        self._all_is_over()

    async def freezes(self, which: int) -> None:
        await self._nobody_else_has_lifted_it()
        async with self.world.work() as work:
            await freezing.freeze(work, self.world.cast.stella.id, self.world.places[which].manager.id)
        self.ledger.stops.frozen = True
        self._all_is_over()

    async def allows_again(self) -> None:
        """Have her end whatever stops all."""
        await self._nobody_else_has_lifted_it()
        stops = self.ledger.stops
        async with self.world.work() as work:
            if stops.is_blocked:
                stops.allowed()
                await self.world.relay.allow_again(work, self.world.cast.stella.id)
            if stops.frozen:
                await freezing.thaw(work, self.world.cast.stella)
            if stops.paused_until:
                await pausing.resume(work, self.world.cast.stella)
        stops.frozen, stops.paused_until = False, 0.0

    async def lets_the_account_go_on(self, by: By) -> None:
        self.ledger.guesses.lifted(self.first_account, by)
        async with self.world.work() as work:
            account = self.world.places[0].account
            target = Target(account.creator_id, account.platform)
            await lifting.lift(work, target, frozenset({by}), LIMITS)

    async def signs_in(self, which: int) -> None:
        account = self.world.places[which].account
        async with self._her_act() as work:
            await sign_in(self.world.relay, work, account, self.world.cast.stella.id)

    async def starts_over(self, attempt: Attempt) -> None:
        async with self._her_act() as work:
            await start_over(self.world.relay, work, attempt.id, attempt.creator_id)

    async def confirms(self, attempt: Attempt) -> None:
        step = read_ask(self.ledger.rows[attempt.id].ask)
        if step is not None:
            self.ledger.confirms[step.challenge] += 1
        async with self.world.work() as work:
            await self.world.relay.confirm(work, attempt.id, attempt.creator_id)

    async def says_nothing_came(self, attempt: Attempt) -> None:
        async with self.world.work() as work:
            await self.world.relay.nothing_came(work, attempt.id, attempt.creator_id)

    def writes(self, what: Writes) -> None:
        """Have her write a message, which is in the air until it arrives."""
        now = self.world.clock()
        typed = Typed(
            code=self._code(what),
            message_id=self.world.next_message(),
            date=now - 121.0 if what is Writes.OLD else now,
            what=what,
            reply_to=self._reply_to(what),
        )
        self.in_the_air.append(typed)

    def _code(self, what: Writes) -> str:
        if what is Writes.SAME_AGAIN and self.ledger.typed:
            return self.ledger.typed[-1].code
        return str(FIRST_CODE + len(self.ledger.typed) + len(self.in_the_air))

    def _reply_to(self, what: Writes) -> int | None:
        shown = sorted(self.prompts.values())
        if what is Writes.REPLY and shown:
            return shown[-1]
        return shown[0] if what is Writes.REPLY_TO_AN_OLDER and shown else None

    async def arrives(self, typed: Typed) -> None:
        """Have a message of hers reach the bot."""
        self.in_the_air.remove(typed)
        typed.handled_at = self.world.clock()
        typed.open = self.ledger.live
        self._note_prompts(typed)
        self.ledger.typed.append(typed)
        message = answers.Typed(
            typed.message_id,
            typed.date,
            Secret(_TEXTS.get(typed.what, "{}").format(typed.code)),
            is_forwarded=typed.what is Writes.FORWARDED,
            reply_to=typed.reply_to,
        )
        async with self.world.work() as work:
            await self.world.relay.typed(work, self.world.cast.stella, message)

    def _note_prompts(self, typed: Typed) -> None:
        row = typed.open
        if row is None:
            return
        own = {key: message_id for key, message_id in self.prompts.items() if key[0] == row.id}
        typed.prompts = frozenset(message_id for key, message_id in own.items() if key[1] == row.challenge)
        typed.others = frozenset(own.values()) - typed.prompts

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

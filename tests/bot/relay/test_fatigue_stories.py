"""Three managers who ask a hundred times each, and whatever she does: by the rows the caps hold."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.relay.beginnings import Plan
from bot.relay.limits import DAY, HOUR, LIMITS, MINUTE
from bot.relay.reactions import Outcome
from bot.relay.relay import Relay
from bot.relay.stopping import open_attempts
from storage.models import OVER, AskMode, Attempt, State
from tests.bot.relay.attempts import SMS
from tests.storage import builders

if TYPE_CHECKING:
    from storage.models import Account, Manager
    from tests.bot.relay.heart import Heart
    from tests.storage.builders import Cast

STARTS = 300
WAITS = (0.0, 1.0, MINUTE, 5 * MINUTE, 20 * MINUTE, HOUR)


class Story:
    """A creator of her own with three managers and three accounts, and what chance does to them."""

    def __init__(self, heart: Heart, cast: Cast, chance: random.Random) -> None:
        """Begin with one manager and one account."""
        self.heart, self.cast, self.chance = heart, cast, chance
        self.managers: list[Manager] = [cast.manager]
        self.accounts: list[Account] = [cast.account]

    async def set_up(self) -> None:
        async with self.heart.store.write() as unit:
            for number in range(2):
                person = await unit.people.ensure(
                    self.chance.getrandbits(40), f"Manager {number}", None, None, self.heart.clock()
                )
                self.managers.append(builders.manager(self.cast.team, person, name=f"Manager {number}"))
                await unit.managers.add(self.managers[-1])
                self.accounts.append(builders.account(self.cast.team, self.cast.stella))
                await unit.accounts.add(self.accounts[-1])

    async def ask(self) -> None:
        plan = Plan.reconnect(self.chance.choice(self.accounts))
        enrolment = replace(self.cast.enrolment, mode=self.chance.choice(list(AskMode)))
        self.heart.provider.answers("start", SMS)
        async with self.heart.work() as work:
            requested = await self.heart.relay.request(
                work, enrolment, plan, self.chance.choice(self.managers)
            )
        if requested.outcome is Outcome.STARTED and requested.attempt is not None:
            await self.heart.becomes(requested.attempt, State.CODE_NEEDED)

    async def whatever_comes(self) -> None:
        """Have something happen to what is open, or time pass over it."""
        for attempt in await self.open():
            act = self.chance.choice(["decline", "cancel", "later", "success", "look", "look", "nothing"])
            async with self.heart.work() as work:
                if act == "decline":
                    await self.heart.relay.decline(work, attempt.id, attempt.creator_id)
                elif act == "cancel":
                    await self.heart.relay.cancel(work, attempt.id, self.cast.manager)
                elif act == "later":
                    await self.heart.relay.later(work, attempt.id, attempt.creator_id, HOUR)
            if act == "success" and attempt.state is State.CODE_NEEDED:
                await self.signs_in(attempt)
            elif act == "look" and (attempt.due_at or 0.0) <= self.heart.clock():
                await self.look(attempt)

    async def look(self, attempt: Attempt) -> None:
        row = await self.heart.row(attempt)
        if row.state is State.ASKED or self.heart.clock() >= row.answer_by:
            await self.heart.look(row)

    async def signs_in(self, attempt: Attempt) -> None:
        await self.heart.worker.landing.write(attempt, done(attempt, self.heart.clock()), "owner")

    async def open(self) -> tuple[Attempt, ...]:
        async with self.heart.store.read() as unit:
            return await open_attempts(unit, self.cast.stella.id)

    async def rows(self) -> list[Attempt]:
        async with self.heart.store.read() as unit:
            return await unit.attempts.newest_of_creator(self.cast.stella.id, 2 * STARTS)


def done(attempt: Attempt, now: float) -> Attempt:
    return replace(attempt, state=State.CONNECTED, state_since=now, resume=None, ask=None, due_at=None)


def most_within(times: list[float], successes: list[float], seconds: float) -> int:
    """Give the most prompts in any stretch of so many seconds without a success in it."""
    return max(
        (
            sum(at - seconds < other <= at and not any(other < s <= at for s in successes) for other in times)
            for at in times
        ),
        default=0,
    )


def silent_at(failed: list[Attempt], now: float) -> list[float]:
    """Give since when she had been silent for too long about what was open at that time."""
    found = list[float]()
    for row in failed:
        if row.prompted_at is None or row.put_off_until is not None or row.state is State.DECLINED:
            continue
        at = row.prompted_at + LIMITS.silence
        if at <= (row.state_since if row.state in OVER else now):
            found.append(at)
    return found


@pytest.mark.slow
@pytest.mark.timeout(240)
@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(0, 2**32))
async def test_the_caps_hold_by_the_rows_whatever_three_managers_and_she_do(heart: Heart, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a story, and no secret  # nosec B311
    story = Story(heart, await builders.cast(heart.store), chance)
    await story.set_up()
    for number in range(STARTS):
        heart.clock.later(chance.choice(WAITS))
        await story.ask()
        await story.whatever_comes()
        if number % 50 == 0:
            heart.relay = Relay(heart.relay.providers, heart.driver, heart.notices)
    rows = await story.rows()
    failed = [row for row in rows if row.state is not State.CONNECTED]
    prompts = [row.prompted_at for row in failed if row.prompted_at is not None]
    successes = [row.state_since for row in rows if row.state is State.CONNECTED]
    assert prompts
    assert most_within(prompts, successes, 15 * MINUTE) <= LIMITS.prompts_in_15_minutes
    assert most_within(prompts, successes, DAY) <= LIMITS.prompts_a_day
    declines = [row.state_since for row in rows if row.state is State.DECLINED]
    silences = silent_at(failed, heart.clock())
    assert silences
    too_soon = [
        at
        for at in prompts
        for no in declines + silences
        # of a no and a success at one moment of the clock nobody can say which came last
        if no < at < no + LIMITS.rest_after_one_refusal and not any(no <= s <= at for s in successes)
    ]
    assert too_soon == []

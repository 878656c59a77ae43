"""What a manager might try to get more prompts or codes out of Stella than the limits allow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.people.freezing import freeze, thaw
from bot.people.leaving import leave
from bot.people.pausing import Pause, pause, resume
from bot.relay.beginnings import Plan
from bot.relay.limits import DAY, HOUR, LIMITS
from bot.relay.reactions import Outcome, Reaction, Requested
from storage import new_id
from storage.models import Purpose, State, Way
from tests.bot.relay.heart import Heart
from tests.bot.relay.scripted import PASSWORD_SLUG, SLUG
from tests.bot.relay.test_two_teams import harbour
from tests.harness.wish import sign_in
from tests.storage import builders

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.models import Account, Attempt
    from tests.storage.builders import Cast

QUARTER, REST = 15 * 60, LIMITS.rest_after_one_refusal


@dataclass
class Command:
    """What managers can do, on a heart that may have been started anew."""

    heart: Heart
    cast: Cast

    async def asks(
        self, plan: Plan | None = None, of: Cast | None = None, *, first: bool = True
    ) -> Requested:
        """Have a login be asked for, of which she is asked first."""
        cast = of or self.cast
        async with self.heart.work() as work:
            return await self.heart.relay.request(
                work, cast.enrolment, plan or Plan.reconnect(cast.account), cast.manager, ask_first=first
            )

    async def asked(self, plan: Plan | None = None, of: Cast | None = None) -> Attempt:
        requested = await self.asks(plan, of)
        assert requested.outcome is Outcome.ASKED
        assert requested.attempt is not None
        return requested.attempt

    async def cancels(self, attempt: Attempt, of: Cast | None = None) -> None:
        async with self.heart.work() as work:
            done = await self.heart.relay.cancel(work, attempt.id, (of or self.cast).manager)
        assert done is Reaction.DONE

    async def linked(self, **changes: Any) -> Account:  # noqa: ANN401 - any field of the model
        """Link another account of hers."""
        account = builders.account(self.cast.team, self.cast.stella, **changes)
        async with self.heart.store.write() as unit:
            await unit.accounts.add(account)
        return account


@pytest.fixture
def mia(heart: Heart) -> Command:
    return Command(heart, heart.cast)


FIRST = Plan(SLUG, "onlyfans", None, Purpose.CONNECT, Way.FORM)
ELSEWHERE = Plan(PASSWORD_SLUG, "fansly", None, Purpose.CONNECT, Way.FORM)


async def another_team(mia: Command) -> None:
    mia.cast = replace(await harbour(mia.heart), account=mia.cast.account)


async def a_restart(mia: Command) -> None:
    mia.heart = Heart(mia.heart.store, mia.cast, mia.heart.clock)


async def a_pause(mia: Command) -> None:
    async with mia.heart.work() as work:
        await pause(work, mia.cast.stella, Pause.DAY)
        await resume(work, mia.cast.stella)


async def a_freeze(mia: Command) -> None:
    async with mia.heart.work() as work:
        await freeze(work, mia.cast.stella.id, mia.cast.manager.id)
        await thaw(work, mia.cast.stella)


async def another_enrolment(mia: Command) -> None:
    fresh = replace(mia.cast.enrolment, id=new_id(), enrolled_at=mia.heart.clock())
    account = replace(mia.cast.account, id=new_id())
    async with mia.heart.work() as work:
        await leave(work, mia.cast.enrolment.id, mia.cast.stella)
        await work.unit.enrolments.add(fresh)
        await work.unit.accounts.add(account)
    mia.cast = replace(mia.cast, enrolment=fresh, account=account)


async def a_move(mia: Command) -> None:
    async with mia.heart.work() as work:
        await work.unit.people.move(replace(mia.cast.stella, telegram_id=4_242, moved_at=work.now))


async def another_manager(mia: Command) -> None:
    ida = builders.manager(mia.cast.team, await builders.person(mia.heart.store, "Ida"), name="Ida")
    async with mia.heart.work() as work:
        await work.unit.managers.add(ida)
    mia.cast = replace(mia.cast, manager=ida)


async def another_account(mia: Command) -> None:
    mia.cast = replace(mia.cast, account=await mia.linked(label="@stella_vip", provider="onlyfansapi"))


TRICKS = [
    another_team,
    a_restart,
    a_pause,
    a_freeze,
    another_enrolment,
    a_move,
    another_manager,
    another_account,
]
HER_WORD = [a_pause, another_enrolment]


@pytest.mark.parametrize("trick", TRICKS)
async def test_nothing_gives_a_fourth_prompt_in_a_quarter_of_an_hour(
    mia: Command, trick: Callable[[Command], Awaitable[None]]
) -> None:
    began = mia.heart.clock()
    for plan in (None, FIRST, ELSEWHERE):
        await mia.cancels(await mia.asked(plan))
        mia.heart.clock.later(60)
    await trick(mia)
    for plan in (None, FIRST, ELSEWHERE):
        assert await mia.asks(plan) == Requested(Outcome.TOO_MANY, free_at=began + QUARTER)
    assert (await mia.asks(first=False)).outcome is Outcome.TOO_MANY


@pytest.mark.parametrize("trick", TRICKS)
async def test_nothing_gives_a_sixth_wrong_code_in_a_day(
    mia: Command, trick: Callable[[Command], Awaitable[None]]
) -> None:
    began = mia.heart.clock()
    first: dict[str, Any] = {"account_id": None, "way": Way.FORM, "purpose": Purpose.CONNECT}
    nothing: dict[str, Any] = {}
    for count, changes in ((3, nothing), (2, first)):
        await mia.heart.stored(State.FAILED, wrong_codes=count, resume=None, due_at=None, **changes)
    mia.heart.clock.later(60)
    await trick(mia)
    for plan in (None, FIRST):
        assert await mia.asks(plan) == Requested(Outcome.TOO_MANY_CODES_TODAY, free_at=began + DAY)
    async with mia.heart.work() as work:
        signed_in = await sign_in(mia.heart.relay, work, mia.cast.account)
    assert signed_in is Reaction.TOO_MANY_CODES_TODAY


@pytest.mark.parametrize("trick", [a_restart, a_pause, a_move, another_manager, another_account])
async def test_what_she_put_off_stays_so_when_it_is_cancelled_and_asked_again(
    mia: Command, trick: Callable[[Command], Awaitable[None]]
) -> None:
    asked, until = await mia.asked(), mia.heart.clock() + HOUR
    async with mia.heart.work() as work:
        assert await mia.heart.relay.later(work, asked.id, mia.cast.stella.id, HOUR) is Reaction.LATER
    await mia.cancels(asked)
    await trick(mia)
    assert await mia.asks() == Requested(Outcome.TOO_MANY, free_at=until)


async def test_what_she_put_off_and_began_then_holds_nobody_off(mia: Command) -> None:
    asked = await mia.asked()
    async with mia.heart.work() as work:
        await mia.heart.relay.later(work, asked.id, mia.cast.stella.id, HOUR)
        assert await mia.heart.relay.ready(work, asked.id, mia.cast.stella.id) is Reaction.STARTING
    await mia.heart.driver.stop(1)
    await mia.cancels(asked)
    await mia.asked()


async def test_silence_is_a_refusal_also_if_it_is_cancelled_before_its_time(mia: Command) -> None:
    asked = await mia.asked()
    mia.heart.clock.later(LIMITS.silence - 1)
    await mia.cancels(asked)
    asked = await mia.asked()
    mia.heart.clock.later(LIMITS.silence)
    await mia.cancels(asked)
    assert await mia.asks() == Requested(Outcome.TOO_MANY, free_at=mia.heart.clock() + REST)


@pytest.mark.parametrize("trick", [trick for trick in TRICKS if trick not in HER_WORD])
async def test_nothing_gets_round_the_rest_after_a_question_that_she_leaves_unanswered(
    mia: Command, trick: Callable[[Command], Awaitable[None]]
) -> None:
    await mia.asked(ELSEWHERE)
    mia.heart.clock.later(LIMITS.silence)
    free_at = mia.heart.clock() + REST
    await trick(mia)
    assert await mia.asks() == Requested(Outcome.TOO_MANY, free_at=free_at)


@pytest.mark.parametrize("answer", HER_WORD)
async def test_her_word_about_all_is_an_answer_and_no_silence(
    mia: Command, answer: Callable[[Command], Awaitable[None]]
) -> None:
    await mia.asked()
    mia.heart.clock.later(LIMITS.silence + 1)
    await answer(mia)
    await mia.asked()


async def test_what_she_put_off_is_no_silence_when_it_is_cancelled(mia: Command) -> None:
    asked = await mia.asked()
    async with mia.heart.work() as work:
        await mia.heart.relay.later(work, asked.id, mia.cast.stella.id, HOUR)
    mia.heart.clock.later(LIMITS.silence + 1)
    await mia.cancels(asked)
    mia.heart.clock.later(HOUR - LIMITS.silence - 1)
    await mia.asked()


async def test_a_login_that_connects_without_her_is_no_answer_of_hers(mia: Command) -> None:
    await mia.heart.decline(await mia.asked())
    refused = await mia.asks()
    assert refused.outcome is Outcome.TOO_MANY
    mia.heart.clock.later(1)
    await mia.heart.stored(State.CONNECTED, state_since=mia.heart.clock(), challenge=0)
    assert await mia.asks() == refused
    await mia.heart.stored(State.CONNECTED, state_since=mia.heart.clock(), challenge=1)
    await mia.asked()


async def test_what_waits_is_not_asked_while_she_rests_though_a_login_connects_without_her(
    mia: Command,
) -> None:
    await mia.heart.decline(await mia.asked())
    live = await mia.heart.stored(State.WORKING)
    waiting = await mia.asks(Plan.reconnect(await mia.linked()))
    assert waiting.attempt is not None
    now = mia.heart.clock()
    ended = replace(live, state=State.CONNECTED, state_since=now, resume=None, due_at=None)
    assert await mia.heart.worker.landing.write(live, ended, "owner")
    row = await mia.heart.row(waiting.attempt)
    assert (row.asked_first, row.due_at, row.prompted_at) == (False, now + REST, None)

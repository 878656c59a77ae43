"""Step-ups: off until both allow them, few a day, always asked, and begun by her own agreement alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.relay.endings import Own
from bot.relay.limits import DAY, LIMITS
from bot.relay.reactions import Outcome, Reaction, Requested
from bot.relay.stepping_up import offers_step_up, step_up
from bot.relay.wishing import start_over
from providers.logins import StepUp
from providers.steps import Channel, CodeNeeded, Done
from storage.models import Account, Action, AskMode, Attempt, Purpose, State
from tests.bot.relay.attempts import NOW, SMS
from tests.bot.relay.page import opens
from tests.bot.relay.scripted import PASSWORD_SLUG
from tests.harness.wish import sign_in
from tests.storage import builders

if TYPE_CHECKING:
    from storage.models import Manager
    from tests.bot.relay.heart import Heart

MAIL = CodeNeeded("r2", "mail-1", Channel.EMAIL)


async def allowed(heart: Heart, *, by_owner: bool = True, by_her: bool = True) -> None:
    """Have the switches of the owner and of the creator as told."""
    async with heart.store.write() as unit:
        await unit.teams.set_step_up(heart.cast.team.id, NOW if by_owner else None)
        await unit.enrolments.set_step_up(heart.cast.enrolment.id, NOW if by_her else None)


async def asks(heart: Heart, *, account: Account | None = None, manager: Manager | None = None) -> Requested:
    """Have a manager ask for a step-up."""
    async with heart.work() as work:
        return await step_up(
            heart.relay,
            work,
            heart.cast.enrolment,
            account or heart.cast.account,
            manager=manager or heart.cast.manager,
            action=Action.PAYOUT,
        )


async def asked(heart: Heart) -> Attempt:
    """Give a step-up that she has been asked about."""
    await allowed(heart)
    requested = await asks(heart)
    assert (requested.outcome, requested.attempt is not None) == (Outcome.ASKED, True)
    assert requested.attempt is not None
    return await heart.row(requested.attempt)


async def ready(heart: Heart, attempt: Attempt) -> Reaction:
    async with heart.work() as work:
        return await heart.relay.ready(work, attempt.id, attempt.creator_id)


@pytest.mark.parametrize(("by_owner", "by_her"), [(False, False), (True, False), (False, True)])
async def test_both_have_to_allow_step_ups(heart: Heart, *, by_owner: bool, by_her: bool) -> None:
    await allowed(heart, by_owner=by_owner, by_her=by_her)
    assert (await asks(heart)).outcome is Outcome.NOT_ALLOWED
    assert heart.notices.said == []


async def test_the_switches_count_as_they_are_and_not_as_the_manager_saw_them(heart: Heart) -> None:
    stale = replace(heart.cast.enrolment, step_up_at=NOW)
    async with heart.work() as work:
        requested = await step_up(
            heart.relay, work, stale, heart.cast.account, manager=heart.cast.manager, action=Action.OTHER
        )
    assert requested.outcome is Outcome.NOT_ALLOWED


@pytest.mark.parametrize("gone", ["team", "enrolment"])
async def test_who_has_left_is_asked_for_nothing(heart: Heart, gone: str) -> None:
    attempt = await asked(heart)
    async with heart.store.write() as unit:
        if gone == "team":
            await unit.teams.save(replace(heart.cast.team, closed_at=NOW))
        else:
            await unit.enrolments.save(replace(heart.cast.enrolment, ended_at=NOW))
    assert (await asks(heart)).outcome is Outcome.NOT_ALLOWED
    assert await ready(heart, attempt) is Reaction.OVER
    assert heart.provider.made == []


async def test_she_is_asked_first_in_whatever_mode_she_is_and_the_owner_is_told(heart: Heart) -> None:
    assert heart.cast.enrolment.mode is AskMode.START
    attempt = await asked(heart)
    assert (attempt.state, attempt.purpose, attempt.action) == (State.ASKED, Purpose.STEP_UP, Action.PAYOUT)
    assert (attempt.asked_first, heart.provider.made) == (True, [])
    assert heart.notices.said == [("step_up_asked", attempt.id)]


async def test_her_agreement_starts_it_and_her_code_ends_it(heart: Heart) -> None:
    attempt = await asked(heart)
    heart.provider.answers("start", MAIL)
    heart.provider.answers("submit_code", Done(None))
    assert await ready(heart, attempt) is Reaction.STARTING
    await heart.becomes(attempt, State.CODE_NEEDED)
    assert heart.provider.logins == [StepUp(heart.cast.account.external_id)]
    assert await heart.types() is Reaction.CODE_TAKEN
    row = await heart.becomes(attempt, State.CONNECTED)
    assert row.account_id == heart.cast.account.id


async def test_there_are_two_a_day_for_her_over_all_managers_whatever_became_of_them(heart: Heart) -> None:
    sam = await builders.person(heart.store, "Sam")
    other = builders.manager(heart.cast.team, sam, name="Sam")
    async with heart.store.write() as unit:
        await unit.managers.add(other)
    await heart.decline(await asked(heart))
    heart.clock.later(3600)
    second = await asks(heart, manager=other)
    assert second.outcome is Outcome.ASKED
    assert second.attempt is not None
    await heart.decline(second.attempt)
    for manager in (heart.cast.manager, other):
        assert (await asks(heart, manager=manager)).outcome is Outcome.TOO_MANY_STEP_UPS
    heart.clock.later(DAY - 3600 + 1)
    assert (await asks(heart)).outcome is Outcome.ASKED
    assert [kind for kind, _ in heart.notices.said] == ["step_up_asked"] * 3


async def test_of_many_at_once_two_are_asked(either: Heart) -> None:
    await allowed(either)
    accounts = [builders.account(either.cast.team, either.cast.stella) for _ in range(8)]
    async with either.store.write() as unit:
        for account in accounts:
            await unit.accounts.add(account)
    requested = await asyncio.gather(*(asks(either, account=account) for account in accounts))
    outcomes = sorted(one.outcome for one in requested)
    assert outcomes == [Outcome.ASKED] * LIMITS.step_ups_a_day + [Outcome.TOO_MANY_STEP_UPS] * 6


async def test_one_that_waits_behind_a_login_is_asked_later_and_never_started(heart: Heart) -> None:
    await allowed(heart)
    live = await heart.stored(State.CODE_NEEDED, ask=SMS)
    account = builders.account(heart.cast.team, heart.cast.stella)
    async with heart.store.write() as unit:
        await unit.accounts.add(account)
    requested = await asks(heart, account=account)
    assert requested.outcome is Outcome.WAITING
    assert requested.attempt is not None
    await heart.decline(live)
    heart.clock.later(LIMITS.after_unhappy_end)
    row = await heart.look(requested.attempt)
    assert (row.state, row.asked_first, row.offers) == (State.ASKED, True, 1)
    assert heart.provider.made == []
    assert heart.notices.said == [("step_up_asked", row.id)]


@pytest.mark.parametrize(("by_owner", "by_her"), [(False, True), (True, False)])
async def test_agreeing_starts_nothing_once_it_is_not_allowed_any_more(
    heart: Heart, *, by_owner: bool, by_her: bool
) -> None:
    attempt = await asked(heart)
    await allowed(heart, by_owner=by_owner, by_her=by_her)
    assert await ready(heart, attempt) is Reaction.OVER
    row = await heart.row(attempt)
    assert (row.state, row.ending) == (State.CANCELLED, Own.WITHDRAWN)
    assert heart.provider.made == []


async def test_she_is_not_asked_later_about_what_is_not_allowed_any_more(heart: Heart) -> None:
    attempt = await asked(heart)
    async with heart.work() as work:
        await heart.relay.later(work, attempt.id, attempt.creator_id, 1800)
    await allowed(heart, by_her=False)
    heart.clock.later(1800)
    row = await heart.look(attempt)
    assert (row.state, row.ending, row.offers) == (State.CANCELLED, Own.WITHDRAWN, 1)


@pytest.mark.parametrize("state", [State.ASKED, State.CODE_NEEDED, State.EXPIRED, State.DECLINED])
async def test_starting_over_never_asks_for_a_step_up(heart: Heart, state: State) -> None:
    attempt = await heart.stored(
        state, purpose=Purpose.STEP_UP, ask=SMS if state is State.CODE_NEEDED else None
    )
    async with heart.work() as work:
        assert await start_over(heart.relay, work, attempt.id, attempt.creator_id) is Reaction.OVER
    assert (await opens(heart, attempt)).reaction is Reaction.OVER
    assert (await heart.row(attempt)).state is state
    assert heart.provider.made == []


async def test_signing_in_the_account_herself_does_not_agree_to_the_step_up_that_waits(heart: Heart) -> None:
    attempt = await asked(heart)
    held = heart.provider.holds("start", SMS)
    async with heart.work() as work:
        reaction = await sign_in(heart.relay, work, heart.cast.account)
    assert reaction is Reaction.STARTING
    assert (await heart.row(attempt)).state is State.ASKED
    async with heart.store.read() as unit:
        live = await unit.attempts.live_of_creator(heart.cast.stella.id)
    assert live is not None
    assert live.purpose is Purpose.RECONNECT
    held.go()


async def test_her_password_comes_before_a_step_up_that_waits(heart: Heart) -> None:
    account = builders.account(heart.cast.team, heart.cast.stella, provider=PASSWORD_SLUG, platform="fansly")
    async with heart.store.write() as unit:
        await unit.accounts.add(account)
    await allowed(heart)
    requested = await asks(heart, account=account)
    assert requested.attempt is not None
    async with heart.work() as work:
        assert await sign_in(heart.relay, work, account) is Reaction.OPEN_PAGE
    row = await heart.row(requested.attempt)
    assert (row.state, row.ending) == (State.CANCELLED, Own.STARTED_OVER)
    assert heart.by_password.made == []


async def test_nobody_is_told_of_a_step_up_that_was_not_asked_for(heart: Heart) -> None:
    await allowed(heart)
    await heart.stored(State.CODE_NEEDED, ask=SMS)
    assert (await asks(heart)).outcome is Outcome.RUNNING
    assert heart.notices.said == []


async def test_only_providers_that_know_step_ups_offer_them(heart: Heart) -> None:
    assert offers_step_up(heart.relay, heart.cast.account)
    assert not offers_step_up(heart.relay, replace(heart.cast.account, provider=PASSWORD_SLUG))
    assert not offers_step_up(heart.relay, replace(heart.cast.account, provider="unknown"))

"""What people do to attempts: "Not me" ends all, and a waiting login is offered when its time has come."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.relay.asks import read_ask
from bot.relay.beginnings import Plan
from bot.relay.limits import LIMITS, PACE
from bot.relay.reactions import Outcome, Reaction, Requested
from providers.steps import Done, Failed, Reason
from storage.models import Account, Attempt, CallKind, State
from tests.bot.relay.attempts import NOW, SMS
from tests.bot.relay.heart import CODE, OWNER
from tests.harness.wish import sign_in
from tests.storage import builders

if TYPE_CHECKING:
    from providers.steps import Step
    from tests.bot.relay.heart import Heart
    from tests.storage.builders import Cast


async def other_team(heart: Heart) -> Cast:
    """Have Stella enrolled in a second team, with an account there."""
    cast = await builders.cast(heart.store)
    enrolment = builders.enrolment(cast.team, heart.cast.stella, name="Bella")
    account = builders.account(cast.team, heart.cast.stella)
    async with heart.store.write() as unit:
        await unit.enrolments.add(enrolment)
        await unit.accounts.add(account)
    return replace(cast, stella=heart.cast.stella, enrolment=enrolment, account=account)


async def second_account(heart: Heart) -> Account:
    account = builders.account(heart.cast.team, heart.cast.stella)
    async with heart.store.write() as unit:
        await unit.accounts.add(account)
    return account


async def asks(heart: Heart, cast: Cast, account: Account | None = None) -> Requested:
    """Have the team's manager ask for a login."""
    async with heart.work() as work:
        plan = Plan.reconnect(account or cast.account)
        return await heart.relay.request(work, cast.enrolment, plan, cast.manager)


async def waiting_behind(heart: Heart, live: State = State.SUBMITTING) -> tuple[Attempt, Attempt]:
    """Give a live attempt of hers, and a login that waits until it is over."""
    first = await heart.stored(
        live, ask=SMS, owner=OWNER, call=CallKind.CODE, submitted_at=NOW, due_at=NOW + 180
    )
    requested = await asks(heart, heart.cast, await second_account(heart))
    assert requested.outcome is Outcome.WAITING
    assert requested.attempt is not None
    return first, await heart.row(requested.attempt)


async def test_not_me_ends_what_is_asked_waiting_and_live_in_all_teams(heart: Heart) -> None:
    elsewhere = await other_team(heart)
    live = await heart.stored(State.CODE_NEEDED, ask=SMS)
    asked = await heart.stored(State.ASKED, cast=elsewhere, resume=None, asked_first=True, offers=1)
    waiting = await heart.stored(State.ASKED, resume=None, account_id=(await second_account(heart)).id)
    async with heart.work() as work:
        assert await heart.relay.not_me(work, heart.cast.stella.id) is Reaction.BLOCKED
    rows = [await heart.row(attempt) for attempt in (live, asked, waiting)]
    assert [(row.state, row.ending) for row in rows] == [(State.DECLINED, "blocked")] * 3
    assert heart.notices.said == [("stopped", heart.cast.stella.id)]


async def test_not_me_refuses_every_team_until_she_allows_logins_again(heart: Heart) -> None:
    elsewhere = await other_team(heart)
    heart.provider.answers("start", SMS)
    async with heart.work() as work:
        await heart.relay.not_me(work, heart.cast.stella.id)
    for cast in (heart.cast, elsewhere):
        assert (await asks(heart, cast)).outcome is Outcome.BLOCKED
    async with heart.work() as work:
        own = await sign_in(heart.relay, work, heart.cast.account)
        assert own is Reaction.BLOCKED
        assert await heart.relay.allow_again(work, heart.cast.stella.id) is Reaction.ALLOWED
    requested = await asks(heart, elsewhere)
    assert requested.outcome is Outcome.STARTED
    assert requested.attempt is not None
    await heart.becomes(requested.attempt, State.CODE_NEEDED)


async def test_what_was_ended_by_not_me_is_not_offered_again(heart: Heart) -> None:
    _, waiting = await waiting_behind(heart)
    async with heart.work() as work:
        await heart.relay.not_me(work, heart.cast.stella.id)
    heart.clock.later(LIMITS.asked)
    async with heart.store.write() as unit:
        claimed = await unit.attempts.claim_due(lambda: OWNER, heart.clock(), 9)
    assert waiting.id not in {one.attempt.id for one in claimed}


async def test_a_waiting_login_is_offered_at_once_after_a_success(heart: Heart) -> None:
    live, waiting = await waiting_behind(heart)
    heart.provider.answers("submit_code", Done(None))
    await heart.worker.call(live, OWNER, CODE)
    row = await heart.row(waiting)
    assert (row.state, row.asked_first, row.offers) == (State.ASKED, True, 1)


@pytest.mark.parametrize("step", [None, Failed(Reason.LOGIN_FAILED)])
async def test_a_waiting_login_is_not_offered_before_five_minutes_after_an_unhappy_end(
    heart: Heart, step: Step | None
) -> None:
    live, waiting = await waiting_behind(heart)
    if step is None:
        await heart.decline(live)
    else:
        heart.provider.answers("submit_code", step)
        await heart.worker.call(live, OWNER, CODE)
    row = await heart.row(waiting)
    assert (row.asked_first, row.due_at) == (False, NOW + LIMITS.after_unhappy_end)
    heart.clock.later(LIMITS.after_unhappy_end)
    row = await heart.look(waiting)
    assert (row.asked_first, row.offers, row.due_at) == (
        True,
        1,
        NOW + LIMITS.after_unhappy_end + LIMITS.asked,
    )


async def test_nothing_is_offered_while_another_login_of_hers_is_live(heart: Heart) -> None:
    _, waiting = await waiting_behind(heart)
    heart.clock.later(PACE.waiting)
    row = await heart.look(waiting)
    assert (row.asked_first, row.offers) == (False, 0)
    assert row.due_at == NOW + 2 * PACE.waiting


async def test_a_login_of_another_team_waits_as_well(heart: Heart) -> None:
    elsewhere = await other_team(heart)
    await heart.stored(State.CODE_NEEDED, ask=SMS)
    assert (await asks(heart, elsewhere)).outcome is Outcome.WAITING


async def test_what_she_has_put_off_is_not_offered_early_by_a_success(heart: Heart) -> None:
    live, waiting = await waiting_behind(heart)
    async with heart.work() as work:
        await heart.relay.later(work, waiting.id, waiting.creator_id, 3600)
    heart.provider.answers("submit_code", Done(None))
    await heart.worker.call(live, OWNER, CODE)
    row = await heart.row(waiting)
    assert (row.asked_first, row.due_at) == (False, NOW + 3600)


async def test_a_decline_of_what_is_being_submitted_wipes_the_challenge(heart: Heart) -> None:
    live, _ = await waiting_behind(heart)
    await heart.decline(live)
    row = await heart.row(live)
    assert (row.state, read_ask(row.ask), row.watch_until) == (State.DECLINED, None, NOW + LIMITS.watched)

"""How a login is begun: with what the provider has stored, or by the page where only her password helps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.relay.beginnings import Plan
from bot.relay.endings import Own
from bot.relay.reactions import Outcome, Reaction, Requested
from bot.relay.wishing import plan_for, start_over
from providers.logins import Credentials
from providers.steps import Failed, Reason, Working
from storage.models import Account, AskMode, Attempt, Purpose, State, Way, Why
from tests.bot.relay.attempts import SMS
from tests.bot.relay.page import Page, asked, opens, page_of
from tests.bot.relay.scripted import PASSWORD_SLUG
from tests.harness.wish import sign_in
from tests.storage import builders

if TYPE_CHECKING:
    from tests.bot.relay.heart import Heart


async def on_fansly(heart: Heart) -> Account:
    """Give an account whose provider stores nothing to sign in with."""
    account = builders.account(heart.cast.team, heart.cast.stella, provider=PASSWORD_SLUG, platform="fansly")
    async with heart.store.write() as unit:
        await unit.accounts.add(account)
    return account


async def asks(heart: Heart, plan: Plan) -> Requested:
    async with heart.work() as work:
        return await heart.relay.request(work, heart.cast.enrolment, plan, heart.cast.manager)


async def starts_over(heart: Heart, attempt: Attempt) -> Reaction:
    async with heart.work() as work:
        return await start_over(heart.relay, work, attempt.id, attempt.creator_id)


async def test_ask_again_under_an_old_end_starts_nothing_once_a_later_login_has_connected(
    heart: Heart,
) -> None:
    over = await heart.stored(State.EXPIRED, created_at=heart.clock() - 60)
    await heart.stored(State.CONNECTED)
    assert await starts_over(heart, over) is Reaction.ALREADY_IN
    assert heart.provider.made == []


async def newest(heart: Heart) -> Attempt:
    async with heart.store.read() as unit:
        (found,) = await unit.attempts.asked_of_creator(heart.cast.stella.id)
    return found


def test_an_account_signs_in_with_what_its_provider_stores(heart: Heart) -> None:
    assert plan_for(heart.relay, heart.cast.account) == Plan.reconnect(heart.cast.account)


async def test_an_account_whose_provider_stores_nothing_needs_her_password(heart: Heart) -> None:
    account = await on_fansly(heart)
    plan = plan_for(heart.relay, account)
    assert (plan.purpose, plan.way, plan.account_id) == (Purpose.CONNECT, Way.FORM, account.id)


async def test_she_is_asked_about_what_needs_her_password_in_whatever_mode_she_is(heart: Heart) -> None:
    assert heart.cast.enrolment.mode is AskMode.START
    requested = await asks(heart, plan_for(heart.relay, await on_fansly(heart)))
    assert requested.outcome is Outcome.ASKED
    assert requested.attempt is not None
    row = await heart.row(requested.attempt)
    assert (row.state, row.asked_first, row.way) == (State.ASKED, True, Way.FORM)
    assert heart.by_password.made == []


async def test_agreeing_to_what_needs_her_password_leads_to_the_page_and_starts_nothing(heart: Heart) -> None:
    requested = await asks(heart, plan_for(heart.relay, await on_fansly(heart)))
    assert requested.attempt is not None
    async with heart.work() as work:
        reaction = await heart.relay.ready(work, requested.attempt.id, heart.cast.stella.id)
    assert reaction is Reaction.OPEN_PAGE
    assert await heart.row(requested.attempt) == requested.attempt
    assert heart.by_password.made == []


async def test_the_page_signs_in_the_account_that_it_was_asked_for(heart: Heart) -> None:
    account = await on_fansly(heart)
    requested = await asks(heart, plan_for(heart.relay, account))
    assert requested.attempt is not None
    page = await page_of(heart, requested.attempt)
    await page.begin()
    heart.by_password.answers("start", Working("r2"))
    await page.sign_in()
    await heart.becomes(requested.attempt, State.WORKING)
    (login,) = heart.by_password.logins
    assert isinstance(login, Credentials)
    assert login.account == account.external_id


async def test_her_own_wish_leads_to_the_page_as_well(heart: Heart) -> None:
    account = await on_fansly(heart)
    async with heart.work() as work:
        assert await sign_in(heart.relay, work, account) is Reaction.OPEN_PAGE
    row = await newest(heart)
    assert (row.why, row.manager_id, row.way, row.offers) == (Why.OWN_WISH, None, Way.FORM, 1)


@pytest.mark.parametrize("state", [State.CODE_NEEDED, State.EXPIRED, State.FAILED])
@pytest.mark.parametrize("way", Way)
async def test_starting_a_connection_over_leads_to_the_page(heart: Heart, way: Way, state: State) -> None:
    attempt = await heart.stored(
        state,
        ask=SMS if state is State.CODE_NEEDED else None,
        purpose=Purpose.CONNECT,
        way=way,
        account_id=None,
        proxy="us",
    )
    assert await starts_over(heart, attempt) is Reaction.OPEN_PAGE
    row = await newest(heart)
    assert (row.way, row.proxy, row.account_id, row.asked_first) == (way, "us", None, True)
    over = await heart.row(attempt)
    assert over.state is (State.CANCELLED if state is State.CODE_NEEDED else state)
    assert heart.provider.made == []


@pytest.mark.parametrize(
    "reason", [Reason.NO_STORED_CREDENTIALS, Reason.CREDENTIALS_REFUSED, Reason.SESSION_EXPIRED]
)
async def test_a_login_that_only_her_password_helps_leads_to_the_page(heart: Heart, reason: Reason) -> None:
    requested = await asks(heart, plan_for(heart.relay, heart.cast.account))
    assert requested.outcome is Outcome.STARTED
    assert requested.attempt is not None
    heart.provider.answers("start", Failed(reason))
    over = await heart.becomes(requested.attempt, State.FAILED)
    assert await starts_over(heart, over) is Reaction.OPEN_PAGE
    row = await newest(heart)
    assert (row.purpose, row.way, row.account_id) == (Purpose.CONNECT, Way.FORM, heart.cast.account.id)
    opened = await opens(heart, over)
    assert opened.token is not None
    visit = await Page(heart, opened.token).visit()
    assert visit is not None
    assert visit.attempt.id == row.id


@pytest.mark.parametrize("reason", [Reason.LOGIN_FAILED, Reason.KEY_REFUSED, Reason.PROVIDER_DOWN])
async def test_another_failure_of_a_login_has_no_page(heart: Heart, reason: Reason) -> None:
    over = await heart.stored(State.FAILED, ending=reason)
    assert (await opens(heart, over)).reaction is Reaction.OVER


async def test_the_page_comes_before_a_login_that_waits_without_her_password(heart: Heart) -> None:
    over = await heart.stored(State.FAILED, ending=Reason.NO_STORED_CREDENTIALS)
    waiting = await heart.stored(State.ASKED, resume=None, asked_first=True, offers=1)
    opened = await opens(heart, over)
    assert opened.token is not None
    row = await heart.row(waiting)
    assert (row.state, row.ending) == (State.CANCELLED, Own.STARTED_OVER)
    assert (await newest(heart)).way is Way.FORM
    assert heart.provider.made == []


async def test_what_waits_for_her_password_serves_her_wish(heart: Heart) -> None:
    waiting = await asked(heart, account_id=heart.cast.account.id)
    async with heart.work() as work:
        reaction = await sign_in(heart.relay, work, heart.cast.account)
    assert reaction is Reaction.OPEN_PAGE
    assert (await newest(heart)).id == waiting.id


@pytest.mark.parametrize("offers", [0, 1])
async def test_what_waited_is_put_before_her_when_she_wants_it(heart: Heart, offers: int) -> None:
    waiting = await asked(heart, asked_first=False, offers=offers)
    over = await heart.stored(State.EXPIRED, purpose=Purpose.CONNECT, way=Way.FORM, account_id=None)
    assert await starts_over(heart, over) is Reaction.OPEN_PAGE
    row = await heart.row(waiting)
    assert (row.state, row.asked_first, row.offers) == (State.ASKED, True, offers + 1)


async def test_a_connection_of_the_same_platform_is_asked_for_once(heart: Heart) -> None:
    plan = Plan("onlyfanskit", "onlyfans", None, Purpose.CONNECT, Way.HOSTED)
    first = await asks(heart, plan)
    again = await asks(heart, replace(plan, way=Way.FORM))
    assert (first.outcome, again.outcome) == (Outcome.ASKED, Outcome.RUNNING)
    assert first.attempt is not None
    assert again.attempt is not None
    assert first.attempt.id == again.attempt.id


async def test_a_removed_account_is_not_started_over(heart: Heart) -> None:
    over = await heart.stored(State.FAILED, ending=Reason.NO_STORED_CREDENTIALS)
    async with heart.store.write() as unit:
        await unit.accounts.save(replace(heart.cast.account, removed_at=heart.clock()))
    assert await starts_over(heart, over) is Reaction.OVER
    assert (await opens(heart, over)).reaction is Reaction.OVER

"""What a removed manager or a closed team asked for has no effect, however it came to be left over."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.people import managers
from bot.people.who import desk_of_team
from bot.relay.beginnings import Plan
from bot.relay.endings import Own
from bot.relay.reactions import Outcome, Reaction
from providers.steps import Done, Working
from storage import Keyring, Store, generate_key
from storage.models import AskMode, ManagerState, Purpose, State, Way
from tests.bot.relay.attempts import NOW
from tests.bot.relay.heart import Heart
from tests.bot.relay.page import asked, begun, opens, page_of
from tests.bot.relay.scripted import SLUG, soon
from tests.storage import builders

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.relay.reactions import Requested
    from storage.models import Attempt

FORM = Plan(SLUG, "onlyfans", None, Purpose.CONNECT, Way.FORM)
WITHDRAWN = (State.CANCELLED, Own.WITHDRAWN)


@pytest.fixture
async def crowd(postgres_url: str) -> AsyncIterator[Heart]:
    """Give a heart on a database where acts really are at once."""
    opened = await Store.open(postgres_url, Keyring.parse(generate_key()))
    made = Heart(opened, await builders.cast(opened))
    yield made
    await made.driver.stop(0)
    await opened.close()


async def removes(heart: Heart) -> None:
    """Have Sam remove Mia, with what she has under way."""
    async with heart.work() as work:
        mia = heart.cast.manager
        for attempt in await work.unit.attempts.open_of_team(mia.team_id):
            if attempt.manager_id == mia.id:
                await heart.relay.withdraw(work, attempt)
        await managers.remove(work, mia)


async def asks_while_she_is_removed(heart: Heart, plan: Plan) -> Attempt:
    """Have Mia's request be under way while she is removed: neither transaction sees the other."""
    async with heart.work() as work:
        desk = await desk_of_team(work.unit, heart.cast.team.id, heart.cast.mia.telegram_id)
        await soon(asyncio.shield(asyncio.create_task(removes(heart))))
        requested = await heart.relay.request(work, heart.cast.enrolment, plan, desk.manager)
    assert requested.attempt is not None
    return requested.attempt


async def ended(heart: Heart, attempt: Attempt) -> tuple[State, str | None]:
    row = await heart.row(attempt)
    return row.state, row.ending


async def test_a_request_that_crossed_its_managers_removal_never_opens_the_provider(crowd: Heart) -> None:
    attempt = await asks_while_she_is_removed(crowd, FORM)
    page = await page_of(crowd, attempt)
    assert await page.begin() is Reaction.DONE
    assert await page.sign_in() is Reaction.OVER
    assert await ended(crowd, attempt) == WITHDRAWN
    assert crowd.provider.made == []


async def test_a_login_that_crossed_its_managers_removal_is_called_off_before_it_starts(crowd: Heart) -> None:
    attempt = await asks_while_she_is_removed(crowd, Plan.reconnect(crowd.cast.account))
    assert attempt.state is State.STARTING
    await crowd.becomes(attempt, State.CANCELLED)
    assert await ended(crowd, attempt) == WITHDRAWN
    assert crowd.provider.made == []


async def test_a_question_that_crossed_its_managers_removal_begins_nothing(crowd: Heart) -> None:
    async with crowd.work() as work:
        await work.unit.enrolments.save(replace(crowd.cast.enrolment, mode=AskMode.ASK_FIRST))
    crowd.cast = replace(crowd.cast, enrolment=replace(crowd.cast.enrolment, mode=AskMode.ASK_FIRST))
    attempt = await asks_while_she_is_removed(crowd, Plan.reconnect(crowd.cast.account))
    async with crowd.work() as work:
        assert await crowd.relay.ready(work, attempt.id, attempt.creator_id) is Reaction.OVER
    assert await ended(crowd, attempt) == WITHDRAWN
    assert crowd.provider.made == []


async def test_what_waited_and_crossed_its_managers_removal_is_never_asked(crowd: Heart) -> None:
    await crowd.stored(State.WORKING, manager_id=None)
    attempt = await asks_while_she_is_removed(crowd, FORM)
    async with crowd.work() as work:
        live = await work.unit.attempts.live_of_creator(attempt.creator_id)
        assert live is not None
        await crowd.relay.decline(work, live.id, live.creator_id)
    await crowd.look(attempt)
    assert await ended(crowd, attempt) == WITHDRAWN


async def leaves(heart: Heart, who: str) -> None:
    """Take away whom a request came from, and leave over what is open."""
    async with heart.store.write() as unit:
        if who == "team":
            await unit.teams.save(replace(heart.cast.team, closed_at=NOW))
        else:
            state = ManagerState.REMOVED if who == "manager" else ManagerState.CANDIDATE
            await unit.managers.save(replace(heart.cast.manager, state=state))


FROM_WHOM = pytest.mark.parametrize("who", ["manager", "listing", "team"])


@FROM_WHOM
@pytest.mark.parametrize("way", [Way.HOSTED, Way.FORM, Way.APP])
async def test_the_page_starts_nothing_of_those_who_are_gone(heart: Heart, who: str, way: Way) -> None:
    attempt = await asked(heart, way)
    page = await page_of(heart, attempt)
    if way is Way.FORM:
        await page.begin()
    await leaves(heart, who)
    assert await (page.sign_in() if way is Way.FORM else page.begin()) is Reaction.OVER
    assert await ended(heart, attempt) == WITHDRAWN
    assert await page.visit() is None
    assert heart.provider.made == []


@FROM_WHOM
async def test_agreeing_starts_nothing_of_those_who_are_gone(heart: Heart, who: str) -> None:
    attempt = await heart.stored(State.ASKED, resume=None, asked_first=True, offers=1)
    await leaves(heart, who)
    async with heart.work() as work:
        assert await heart.relay.ready(work, attempt.id, attempt.creator_id) is Reaction.OVER
    assert await ended(heart, attempt) == WITHDRAWN
    assert heart.provider.made == []


@FROM_WHOM
async def test_she_is_not_asked_for_those_who_are_gone(heart: Heart, who: str) -> None:
    attempt = await asked(heart, asked_first=False, offers=0)
    await leaves(heart, who)
    await heart.look(attempt)
    assert await ended(heart, attempt) == WITHDRAWN


async def test_after_a_success_she_is_asked_for_the_next_whose_manager_is_still_there(heart: Heart) -> None:
    live = await heart.stored(State.WORKING, manager_id=None)
    gone = await asked(heart, asked_first=False, offers=0)
    hers = await heart.stored(
        State.ASKED, resume=None, manager_id=None, created_at=NOW + 1, account_id=heart.cast.account.id
    )
    await leaves(heart, "manager")
    heart.provider.answers("check", Done(heart.cast.account.external_id))
    assert (await heart.look(live)).state is State.CONNECTED
    assert await ended(heart, gone) == WITHDRAWN
    assert (await heart.row(hers)).asked_first


async def test_her_own_wish_needs_no_manager(heart: Heart) -> None:
    attempt, page = await begun(heart, manager_id=None)
    await leaves(heart, "manager")
    heart.provider.answers("start", Working("r2"))
    assert await page.sign_in() is Reaction.STARTING
    await heart.becomes(attempt, State.WORKING)
    assert (await opens(heart, attempt)).reaction is Reaction.OPEN_PAGE


async def test_a_manager_who_is_there_starts_what_she_asked_for(heart: Heart) -> None:
    heart.provider.answers("start", Working("r2"))
    async with heart.work() as work:
        requested: Requested = await heart.relay.request(
            work, heart.cast.enrolment, Plan.reconnect(heart.cast.account), heart.cast.manager
        )
    assert requested.outcome is Outcome.STARTED
    assert requested.attempt is not None
    await heart.becomes(requested.attempt, State.WORKING)

"""Stella is in two teams: what one of them asks for is never what the other one's buttons lead to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.relay.beginnings import Plan
from bot.relay.endings import Own
from bot.relay.reactions import Outcome, Reaction
from bot.relay.wishing import by_own_wish, start_over
from providers.steps import Done, Failed, Reason
from storage.models import Attempt, Purpose, State, Way
from tests.bot.relay.page import Page, asked, begun, opens, page_of
from tests.bot.relay.scripted import SLUG
from tests.storage import builders

if TYPE_CHECKING:
    from bot.relay.connecting import Opened
    from bot.relay.reactions import Requested
    from tests.bot.relay.heart import Heart
    from tests.storage.builders import Cast

FORM = Plan(SLUG, "onlyfans", None, Purpose.CONNECT, Way.FORM)


async def harbour(heart: Heart) -> Cast:
    """Have Stella enrolled at Harbour Agency as well, where Mia is a manager too."""
    team = builders.team(title="Harbour Agency")
    made = replace(
        heart.cast,
        team=team,
        manager=builders.manager(team, heart.cast.mia),
        enrolment=builders.enrolment(team, heart.cast.stella),
    )
    async with heart.store.write() as unit:
        await unit.teams.add(made.team)
        await unit.managers.add(made.manager)
        await unit.enrolments.add(made.enrolment)
    return made


async def asks(heart: Heart, of: Cast, plan: Plan = FORM) -> Requested:
    async with heart.work() as work:
        return await heart.relay.request(work, of.enrolment, plan, of.manager)


async def leads_to(heart: Heart, opened: Opened) -> Attempt:
    """Give the attempt whose page a button has opened."""
    assert opened.token is not None, opened.reaction
    async with heart.store.read() as unit:
        link = await unit.links.by_token(opened.token.reveal())
        assert link is not None
        attempt = await unit.attempts.get(link.attempt_id)
    assert attempt is not None
    return attempt


async def test_each_team_asks_her_for_its_own_connection(heart: Heart) -> None:
    other = await harbour(heart)
    mine, theirs = await asks(heart, heart.cast), await asks(heart, other)
    assert (mine.outcome, theirs.outcome) == (Outcome.ASKED, Outcome.ASKED)
    assert theirs.attempt is not None
    assert theirs.attempt.team_id == other.team.id
    again = await asks(heart, other)
    assert (again.outcome, again.attempt) == (Outcome.RUNNING, await heart.row(theirs.attempt))


async def test_a_connection_of_another_team_that_is_under_way_is_waited_for(heart: Heart) -> None:
    other = await harbour(heart)
    live = await heart.stored(State.WORKING, account_id=None, purpose=Purpose.CONNECT, way=Way.FORM)
    requested = await asks(heart, other)
    assert requested.outcome is Outcome.WAITING
    assert requested.attempt is not None
    assert (requested.attempt.team_id, requested.attempt.id == live.id) == (other.team.id, False)


async def test_the_button_of_a_team_begins_that_teams_connection_anew(heart: Heart) -> None:
    other = await harbour(heart)
    waiting = await asked(heart)
    over = await heart.stored(
        State.FAILED,
        cast=other,
        account_id=None,
        purpose=Purpose.CONNECT,
        way=Way.FORM,
        resume=None,
        ending=Reason.CREDENTIALS_REFUSED,
    )
    begun_anew = await leads_to(heart, await opens(heart, over))
    assert (begun_anew.team_id, begun_anew.id == waiting.id) == (other.team.id, False)
    async with heart.work() as work:
        assert await start_over(heart.relay, work, over.id, over.creator_id) is Reaction.OPEN_PAGE
    assert await heart.row(waiting) == waiting


async def test_what_failed_on_the_page_of_one_team_is_tried_again_for_that_team(heart: Heart) -> None:
    other = await harbour(heart)
    attempt, page = await begun(heart, team_id=other.team.id, manager_id=other.manager.id)
    heart.provider.answers("start", Failed(Reason.CREDENTIALS_REFUSED))
    await page.sign_in()
    await heart.becomes(attempt, State.FAILED)
    await asked(heart)
    opened = await page.again()
    assert opened.token is not None
    page = Page(heart, opened.token, page.browser)
    visit = await page.visit()
    assert visit is not None
    heart.provider.answers("start", Done("acct_new", "stella"))
    assert await page.sign_in() is Reaction.STARTING
    await heart.becomes(visit.attempt, State.CONNECTED)
    async with heart.store.read() as unit:
        account = await unit.accounts.by_external(SLUG, "acct_new")
    assert account is not None
    assert account.team_id == other.team.id


@pytest.mark.parametrize(
    "differs", [{"way": Way.APP}, {"way": Way.HOSTED}, {"proxy": "us"}, {"proxy": None}, {"force": True}]
)
async def test_what_waits_for_another_way_gives_way_to_what_she_wants(
    heart: Heart, differs: dict[str, Any]
) -> None:
    waiting = await asked(heart, proxy="de")
    fields: dict[str, Any] = {"proxy": "de", **differs}
    plan = replace(FORM, **fields)
    async with heart.work() as work:
        wanted = await by_own_wish(heart.relay, work, plan, heart.cast.team.id, heart.cast.stella.id)
    assert (wanted.reaction, wanted.attempt is None) == (Reaction.OPEN_PAGE, False)
    assert wanted.attempt is not None
    assert Plan.again(wanted.attempt) == plan
    ended = await heart.row(waiting)
    assert (ended.state, ended.ending) == (State.CANCELLED, Own.STARTED_OVER)


async def test_what_is_forced_by_her_word_is_never_the_unforced_one_that_waits(heart: Heart) -> None:
    refused, page = await begun(heart)
    heart.provider.answers("start", Failed(Reason.ALREADY_CONNECTED))
    await page.sign_in()
    await heart.becomes(refused, State.FAILED)
    waiting = await asked(heart)
    forced = await leads_to(heart, await page.again(force=True))
    assert (forced.force, forced.id == waiting.id) == (True, False)


async def test_what_waits_alike_is_what_she_wants(heart: Heart) -> None:
    waiting = await asked(heart, proxy="de")
    async with heart.work() as work:
        plan = replace(FORM, proxy="de")
        wanted = await by_own_wish(heart.relay, work, plan, heart.cast.team.id, heart.cast.stella.id)
    assert (wanted.reaction, wanted.attempt) == (Reaction.OPEN_PAGE, waiting)
    assert await page_of(heart, waiting)

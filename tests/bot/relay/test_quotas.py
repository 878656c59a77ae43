"""A team has no more than half of an hour's starts while another team waits for one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bot.relay.beginnings import Plan
from bot.relay.limits import HOUR, MINUTE
from bot.relay.quotas import share_free_from
from bot.relay.reactions import Outcome, Requested
from storage.models import State
from storage.repositories.starts import Start
from tests.bot.relay.attempts import NOW
from tests.bot.relay.scripted import MANIFEST, SLUG
from tests.storage import builders

if TYPE_CHECKING:
    from tests.bot.relay.heart import Heart
    from tests.storage.builders import Cast

SIX = 6


@given(st.lists(st.tuples(st.floats(0, 30 * MINUTE), st.sampled_from(["ours", "theirs"])), max_size=60))
def test_however_teams_ask_neither_gets_more_than_half_in_any_hour(story: list[tuple[float, str]]) -> None:
    now, starts = NOW, list[Start]()
    for wait, team in story:
        now += wait
        recent = tuple(start for start in starts if start.at >= now - HOUR)
        if share_free_from(recent, team, SIX) <= now:
            starts.append(Start(team, now))
    for one in starts:
        near = [other for other in starts if one.at - HOUR < other.at <= one.at]
        assert sum(other.team_id == one.team_id for other in near) <= SIX // 2


async def busy(heart: Heart) -> Cast:
    """Have the team use its half of six starts an hour; give another team with an account at the provider."""
    heart.provider.manifest = replace(MANIFEST, starts_per_hour=SIX)
    for minutes in (50, 40, 30):
        await heart.stored(State.FAILED, provider=SLUG, started_at=NOW - minutes * MINUTE, state_since=NOW)
    return await builders.cast(heart.store)


async def asks(heart: Heart, cast: Cast) -> Requested:
    async with heart.work() as work:
        plan = replace(Plan.reconnect(cast.account), provider=SLUG)
        return await heart.relay.request(work, cast.enrolment, plan, cast.manager)


async def test_a_team_that_has_used_its_half_waits_while_another_team_does(heart: Heart) -> None:
    other = await busy(heart)
    await heart.stored(State.ASKED, cast=other, provider=SLUG, resume=None)
    assert await asks(heart, heart.cast) == Requested(Outcome.SHARE_USED, free_at=NOW + 10 * MINUTE)
    heart.clock.later(10 * MINUTE)
    assert (await asks(heart, heart.cast)).outcome is Outcome.STARTED


async def test_where_nobody_waits_a_team_may_have_all(heart: Heart) -> None:
    await busy(heart)
    assert (await asks(heart, heart.cast)).outcome is Outcome.STARTED


async def test_the_other_team_is_not_held_up(heart: Heart) -> None:
    other = await busy(heart)
    await heart.stored(State.ASKED, provider=SLUG, resume=None)
    assert (await asks(heart, other)).outcome is Outcome.STARTED


async def test_where_no_quota_is_known_none_is_shared(heart: Heart) -> None:
    other = await busy(heart)
    heart.provider.manifest = MANIFEST
    await heart.stored(State.ASKED, cast=other, provider=SLUG, resume=None)
    assert (await asks(heart, heart.cast)).outcome is Outcome.STARTED

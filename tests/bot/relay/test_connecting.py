"""Links to the connect page: what opens them, what begins, and when they are dead."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.relay.endings import Own
from bot.relay.limits import LIMITS
from bot.relay.reactions import Reaction
from providers.secret import Secret
from providers.steps import Done, Failed, LinkKind, LinkNeeded, Reason, Working
from storage.models import Attempt, State, Way
from tests.bot.relay.attempts import SMS
from tests.bot.relay.page import Page, asked, begun, forces, opens, page_of
from tests.bot.relay.scripted import MANIFEST, PASSWORD_SLUG, soon

if TYPE_CHECKING:
    from storage.models import ConnectLink
    from tests.bot.relay.heart import Heart

FRAME = LinkNeeded("r2", "hosted", LinkKind.HOSTED, "https://app.vendor.example/embed")


async def link_of(page: Page) -> ConnectLink | None:
    async with page.heart.store.read() as unit:
        return await unit.links.by_token(page.token.reveal())


async def failed(heart: Heart, reason: Reason, way: Way = Way.FORM) -> tuple[Attempt, Page]:
    """Give a connection that its page has seen fail."""
    heart.provider.answers("start", Failed(reason))
    attempt, page = await begun(heart, way)
    if way is Way.FORM:
        assert await page.sign_in() is Reaction.STARTING
    await heart.becomes(attempt, State.FAILED)
    return attempt, page


async def blocks(heart: Heart) -> None:
    async with heart.work() as work:
        await heart.relay.not_me(work, heart.cast.stella.id)


async def test_looking_at_the_page_changes_nothing(heart: Heart) -> None:
    attempt = await asked(heart, Way.HOSTED)
    page = await page_of(heart, attempt)
    before = await link_of(page)
    for browser in (page.browser, Secret("another")):
        visit = await page.visit(browser)
        assert visit is not None
        assert (visit.attempt.id, visit.is_bound) == (attempt.id, False)
    assert await link_of(page) == before
    assert await heart.row(attempt) == attempt
    assert heart.provider.made == []


async def test_unknown_expired_used_and_another_browsers_links_are_alike(heart: Heart) -> None:
    _, page = await begun(heart)
    heart.provider.answers("start", Working("r2"))
    stranger = page.elsewhere()
    assert await stranger.visit() is None
    assert await Page(heart, Secret("never minted")).visit() is None
    assert await page.sign_in() is Reaction.STARTING
    assert await stranger.visit() is None
    for act in (stranger.begin, stranger.sign_in, stranger.code, stranger.confirm, stranger.decline):
        assert await act() is Reaction.OVER
    assert (await stranger.again()).reaction is Reaction.OVER
    assert await stranger.not_me() is Reaction.OVER


async def test_a_link_that_nobody_has_begun_expires_after_ten_minutes(heart: Heart) -> None:
    attempt = await asked(heart, Way.HOSTED)
    page = await page_of(heart, attempt)
    heart.clock.later(LIMITS.page - 0.001)
    assert await page.visit() is not None
    heart.clock.later(0.001)
    assert await page.visit() is None
    assert await page.begin() is Reaction.OVER
    assert (await heart.row(attempt)).state is State.ASKED


async def test_a_form_that_was_begun_expires_with_its_link(heart: Heart) -> None:
    attempt, page = await begun(heart)
    heart.clock.later(LIMITS.page)
    assert await page.sign_in() is Reaction.OVER
    assert (await heart.row(attempt)).state is State.ASKED


async def test_a_running_connection_outlives_its_link_in_its_own_browser(heart: Heart) -> None:
    attempt, page = await begun(heart)
    heart.provider.answers("start", SMS)
    await page.sign_in()
    await heart.becomes(attempt, State.CODE_NEEDED)
    heart.clock.later(LIMITS.page + 1)
    assert await page.visit() is not None
    assert await page.elsewhere().visit() is None


async def test_nothing_begins_after_her_twelve_hours_though_nobody_has_looked_since(heart: Heart) -> None:
    attempt = await asked(heart, Way.HOSTED)
    heart.clock.later(LIMITS.asked - 1)
    page = await page_of(heart, attempt)
    heart.clock.later(1)
    assert await page.visit() is None
    assert await page.begin() is Reaction.OVER
    assert (await opens(heart, attempt)).reaction is Reaction.OVER
    async with heart.work() as work:
        assert await heart.relay.ready(work, attempt.id, attempt.creator_id) is Reaction.OVER
    assert (await heart.row(attempt)).state is State.ASKED


@pytest.mark.parametrize("way", [Way.HOSTED, Way.APP])
async def test_what_needs_nothing_typed_here_starts_when_she_begins(heart: Heart, way: Way) -> None:
    heart.provider.answers("start", FRAME)
    attempt, page = await begun(heart, way)
    row = await heart.becomes(attempt, State.LINK_NEEDED)
    assert row.ends_at == heart.clock() + LIMITS.whole_attempt
    assert await page.begin() is Reaction.DONE
    assert await page.sign_in() is Reaction.BUSY
    assert heart.provider.made == ["start"]


async def test_a_form_starts_only_with_what_she_typed(heart: Heart) -> None:
    attempt, page = await begun(heart)
    assert await page.begin() is Reaction.DONE
    assert (await heart.row(attempt)).state is State.ASKED
    assert heart.provider.made == []
    heart.provider.answers("start", Working("r2"))
    assert await page.sign_in() is Reaction.STARTING
    await heart.becomes(attempt, State.WORKING)
    assert heart.provider.made == ["start"]


async def test_nothing_is_taken_from_a_browser_that_has_not_begun(heart: Heart) -> None:
    attempt = await asked(heart)
    page = await page_of(heart, attempt)
    assert await page.sign_in() is Reaction.OVER
    assert await page.decline() is Reaction.OVER
    assert (await heart.row(attempt)).state is State.ASKED


async def test_two_who_sign_in_at_once_start_once(either: Heart) -> None:
    attempt, page = await begun(either)
    either.provider.answers("start", Working("r2"))
    reactions = await asyncio.gather(page.sign_in(), page.sign_in())
    assert sorted(reactions) == [Reaction.BUSY, Reaction.STARTING]
    await either.becomes(attempt, State.WORKING)
    assert either.provider.made == ["start"]


async def test_of_a_hundred_browsers_that_begin_at_once_one_wins(either: Heart) -> None:
    attempt = await asked(either, Way.HOSTED)
    page = await page_of(either, attempt)
    either.provider.answers("start", FRAME)
    pages = [page.elsewhere() for _ in range(100)]
    reactions = await asyncio.gather(*(one.begin() for one in pages))
    assert sorted(reactions) == [Reaction.OVER] * 99 + [Reaction.STARTING]
    await either.becomes(attempt, State.LINK_NEEDED)
    winner = pages[reactions.index(Reaction.STARTING)]
    assert [await one.visit() is not None for one in pages] == [one is winner for one in pages]
    assert either.provider.made == ["start"]


@pytest.mark.parametrize("live", [False, True])
async def test_the_link_is_dead_after_she_declines(heart: Heart, *, live: bool) -> None:
    attempt, page = await begun(heart)
    if live:
        heart.provider.answers("start", SMS)
        await page.sign_in()
        await heart.becomes(attempt, State.CODE_NEEDED)
    assert await page.decline() is Reaction.TOLD_MANAGERS
    assert await page.visit() is None
    assert await page.sign_in() is Reaction.OVER
    assert await page.code() is Reaction.OVER


@pytest.mark.parametrize("live", [False, True])
async def test_the_link_is_dead_after_a_manager_cancels(heart: Heart, *, live: bool) -> None:
    attempt, page = await begun(heart)
    if live:
        heart.provider.answers("start", SMS)
        await page.sign_in()
        await heart.becomes(attempt, State.CODE_NEEDED)
    async with heart.work() as work:
        assert await heart.relay.cancel(work, attempt.id, heart.cast.manager) is Reaction.DONE
    assert await page.visit() is None
    assert await page.sign_in() is Reaction.OVER
    assert (await opens(heart, attempt)).reaction is Reaction.OVER


async def test_the_link_is_dead_after_not_me_in_the_chat(heart: Heart) -> None:
    attempt, page = await begun(heart)
    await blocks(heart)
    assert await page.visit() is None
    assert await page.sign_in() is Reaction.OVER
    assert (await opens(heart, attempt)).reaction is Reaction.BLOCKED
    assert heart.provider.made == []


async def test_not_me_on_the_page_needs_no_browser_of_hers_and_stops_everything(heart: Heart) -> None:
    attempt = await asked(heart)
    page = await page_of(heart, attempt)
    assert await page.not_me() is Reaction.BLOCKED
    row = await heart.row(attempt)
    assert (row.state, row.ending) == (State.DECLINED, Own.BLOCKED)
    assert await page.visit() is None


async def test_the_page_shows_for_ten_minutes_that_no_answer_came_in_time(heart: Heart) -> None:
    attempt, page = await begun(heart)
    heart.provider.answers("start", SMS)
    await page.sign_in()
    await heart.becomes(attempt, State.CODE_NEEDED)
    heart.clock.later(LIMITS.code)
    assert (await heart.look(attempt)).state is State.EXPIRED
    visit = await page.visit()
    assert visit is not None
    assert visit.is_bound
    assert await page.elsewhere().visit() is None
    heart.clock.later(LIMITS.page)
    assert await page.visit() is None


async def test_nothing_can_be_done_on_the_page_of_what_has_expired(heart: Heart) -> None:
    attempt, page = await begun(heart)
    heart.provider.answers("start", SMS)
    await page.sign_in()
    await heart.becomes(attempt, State.CODE_NEEDED)
    heart.clock.later(LIMITS.code)
    expired = await heart.look(attempt)
    assert (await page.again()).reaction is Reaction.OVER
    assert await page.sign_in() is Reaction.BUSY
    for act in (page.begin, page.code, page.confirm, page.decline):
        await act()
    assert await heart.row(attempt) == expired
    assert heart.provider.made == ["start"]


async def test_what_expires_behind_a_link_that_was_dead_by_then_is_not_shown(heart: Heart) -> None:
    attempt, page = await begun(heart)
    heart.clock.later(LIMITS.asked)
    assert (await heart.look(attempt)).state is State.EXPIRED
    assert await page.visit() is None


async def test_what_expires_while_its_form_is_open_is_shown(heart: Heart) -> None:
    attempt = await asked(heart)
    heart.clock.later(LIMITS.asked - 1)
    page = await page_of(heart, attempt)
    assert await page.begin() is Reaction.DONE
    heart.clock.later(1)
    assert (await heart.look(attempt)).state is State.EXPIRED
    assert await page.visit() is not None


@pytest.mark.parametrize("step", [Done("acct_new"), Failed(Reason.LOGIN_FAILED)])
async def test_the_page_shows_for_ten_minutes_what_came_of_it_to_its_own_browser(
    heart: Heart, step: Done | Failed
) -> None:
    attempt, page = await begun(heart)
    heart.provider.answers("start", step)
    await page.sign_in()
    await heart.becomes(attempt, State.CONNECTED, State.FAILED)
    heart.clock.later(LIMITS.page - 0.001)
    assert await page.visit() is not None
    assert await page.elsewhere().visit() is None
    assert await page.visit(Secret("another")) is None
    heart.clock.later(0.001)
    assert await page.visit() is None


async def test_what_failed_shows_nothing_to_a_browser_that_never_began(heart: Heart) -> None:
    attempt = await asked(heart)
    page = await page_of(heart, attempt)
    async with heart.work() as work:
        await heart.relay.unreachable(work, attempt.creator_id)
    assert (await heart.row(attempt)).state is State.FAILED
    assert await page.visit() is None


async def test_a_new_link_voids_the_older_one_and_its_browser(heart: Heart) -> None:
    attempt, page = await begun(heart)
    newer = await page_of(heart, attempt)
    assert newer.token != page.token
    assert await page.visit() is None
    assert await page.sign_in() is Reaction.OVER
    assert await newer.begin() is Reaction.DONE
    heart.provider.answers("start", Working("r2"))
    assert await newer.sign_in() is Reaction.STARTING


async def test_a_new_link_follows_a_connection_that_is_under_way(heart: Heart) -> None:
    heart.provider.answers("start", FRAME)
    attempt, page = await begun(heart, Way.HOSTED)
    await heart.becomes(attempt, State.LINK_NEEDED)
    newer = await page_of(heart, attempt)
    assert await page.visit() is None
    assert await newer.begin() is Reaction.DONE
    heart.clock.later(LIMITS.page + 1)
    assert await newer.visit() is not None
    assert heart.provider.made == ["start"]


async def test_another_live_login_of_hers_comes_first(heart: Heart) -> None:
    attempt, page = await begun(heart)
    await heart.stored(State.CODE_NEEDED, ask=SMS)
    assert await page.sign_in() is Reaction.OTHER_FIRST
    assert (await opens(heart, attempt)).reaction is Reaction.OTHER_FIRST
    assert (await heart.row(attempt)).state is State.ASKED
    assert heart.provider.made == []


async def test_a_link_is_used_only_by_what_starts(heart: Heart) -> None:
    attempt, page = await begun(heart)
    other = await heart.stored(State.CODE_NEEDED, ask=SMS)
    assert await page.sign_in() is Reaction.OTHER_FIRST
    await heart.decline(other)
    heart.provider.answers("start", Working("r2"))
    assert await page.sign_in() is Reaction.STARTING
    await heart.becomes(attempt, State.WORKING)


async def test_nobody_but_her_opens_or_forces_a_connection(heart: Heart) -> None:
    attempt = replace(await asked(heart), creator_id=heart.cast.mia.id)
    assert (await opens(heart, attempt)).reaction is Reaction.NOT_YOURS
    assert (await forces(heart, attempt)).reaction is Reaction.NOT_YOURS


async def test_a_login_that_goes_without_the_page_has_no_link(heart: Heart) -> None:
    attempt = await heart.stored(State.CODE_NEEDED, ask=SMS)
    assert (await opens(heart, attempt)).reaction is Reaction.OVER


async def test_what_failed_is_begun_again_in_the_same_browser(heart: Heart) -> None:
    attempt, page = await failed(heart, Reason.CREDENTIALS_REFUSED)
    opened = await page.again()
    assert opened.token is not None
    newer = Page(heart, opened.token, page.browser)
    visit = await newer.visit()
    assert visit is not None
    assert visit.is_bound
    assert visit.attempt.id != attempt.id
    assert (visit.attempt.manager_id, visit.attempt.force) == (attempt.manager_id, False)
    assert await newer.elsewhere().visit() is None
    heart.provider.answers("start", Working("r2"))
    assert await newer.sign_in() is Reaction.STARTING


async def test_what_connected_is_not_begun_again(heart: Heart) -> None:
    attempt, page = await begun(heart)
    heart.provider.answers("start", Done("acct_new"))
    await page.sign_in()
    await heart.becomes(attempt, State.CONNECTED)
    assert (await page.again()).reaction is Reaction.OVER
    assert (await opens(heart, attempt)).reaction is Reaction.OVER


@pytest.mark.parametrize("way", [Way.FORM, Way.APP])
async def test_what_is_connected_already_there_is_forced_by_her_word_and_once(heart: Heart, way: Way) -> None:
    attempt, page = await failed(heart, Reason.ALREADY_CONNECTED, way)
    opened = await page.again(force=True)
    assert opened.token is not None
    newer = Page(heart, opened.token, page.browser)
    visit = await newer.visit()
    assert visit is not None
    assert (visit.attempt.force, visit.attempt.way) == (True, way)
    heart.provider.answers("start", Failed(Reason.ALREADY_CONNECTED))
    assert await (newer.sign_in() if way is Way.FORM else newer.begin()) is Reaction.STARTING
    await heart.becomes(visit.attempt, State.FAILED)
    assert [getattr(login, "force", None) for login in heart.provider.logins] == [False, True]
    assert (await forces(heart, visit.attempt)).reaction is Reaction.OVER
    assert (await heart.row(attempt)).state is State.FAILED


@pytest.mark.parametrize(
    ("reason", "way"),
    [(Reason.LOGIN_FAILED, Way.FORM), (Reason.ALREADY_CONNECTED, Way.HOSTED)],
)
async def test_nothing_else_is_forced(heart: Heart, reason: Reason, way: Way) -> None:
    attempt, page = await failed(heart, reason, way)
    assert (await page.again(force=True)).reaction is Reaction.OVER
    assert (await forces(heart, attempt)).reaction is Reaction.OVER


async def test_nothing_is_forced_where_the_provider_cannot(heart: Heart) -> None:
    attempt, page = await failed(heart, Reason.ALREADY_CONNECTED)
    heart.provider.manifest = replace(MANIFEST, can_force=False)
    assert (await page.again(force=True)).reaction is Reaction.OVER
    elsewhere = await heart.stored(
        State.FAILED, way=Way.FORM, provider=PASSWORD_SLUG, ending=Reason.ALREADY_CONNECTED
    )
    assert (await forces(heart, elsewhere)).reaction is Reaction.OVER
    assert (await heart.row(attempt)).state is State.FAILED


async def test_what_she_put_off_begins_when_she_opens_it(heart: Heart) -> None:
    attempt = await asked(heart, Way.HOSTED)
    async with heart.work() as work:
        assert await heart.relay.later(work, attempt.id, attempt.creator_id, 3600) is Reaction.LATER
    page = await page_of(heart, attempt)
    heart.provider.answers("start", FRAME)
    assert await page.begin() is Reaction.STARTING
    await heart.becomes(attempt, State.LINK_NEEDED)


async def test_a_link_declined_while_its_start_is_under_way_starts_nothing_more(heart: Heart) -> None:
    attempt, page = await begun(heart)
    held = heart.provider.holds("start", SMS)
    await page.sign_in()
    await soon(held.reached.wait())
    assert await page.decline() is Reaction.TOLD_MANAGERS
    held.go()
    await soon(heart.driver.stop(5))
    row = await heart.row(attempt)
    assert (row.state, row.resume) == (State.DECLINED, SMS.resume)
    assert await page.visit() is None
    assert heart.provider.made == ["start"]

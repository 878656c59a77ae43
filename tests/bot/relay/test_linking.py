"""Which account a first connection brings: hers, somebody else's, or one that only people can tell."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from bot.relay.endings import Own
from bot.relay.limits import LIMITS
from providers.steps import Done, LinkKind, LinkNeeded, ListedAccount, Unclear, Working
from storage import new_id
from storage.models import Account, Action, Assignment, Attempt, Purpose, State, Way
from storage.schema import attempts, audit_entries
from tests.bot.relay.attempts import NOW, SMS
from tests.bot.relay.heart import OWNER
from tests.bot.relay.page import begun
from tests.bot.relay.scripted import SLUG, soon
from tests.storage import builders
from tests.storage.builders import spoil

if TYPE_CHECKING:
    from storage.models import Person
    from tests.bot.relay.heart import Heart
    from tests.storage.builders import Cast

NEW = "acct_new"
SIGNED_IN = Done(NEW, "stella")
APPEARED = Done(NEW, "stella", certain=False)
FRAME = LinkNeeded("r2", "hosted", LinkKind.HOSTED, "https://app.vendor.example/embed")


async def connecting(heart: Heart, **changes: Any) -> Attempt:  # noqa: ANN401 - any field of the model
    """Store a first connection that the provider works on."""
    fields: dict[str, Any] = {
        "state": State.WORKING,
        "account_id": None,
        "purpose": Purpose.CONNECT,
        "way": Way.FORM,
    }
    return await heart.stored(**fields | changes)


async def looked(heart: Heart, attempt: Attempt, step: Done | Unclear) -> Attempt:
    heart.provider.answers("check", step)
    return await heart.look(attempt)


async def account_of(heart: Heart, external_id: str = NEW) -> Account | None:
    async with heart.store.read() as unit:
        return await unit.accounts.by_external(SLUG, external_id)


async def audited(heart: Heart) -> list[tuple[str, str | None]]:
    async with heart.store.session() as session:
        rows = await session.rows(select(audit_entries).order_by(audit_entries.c.number))
    return [(row["kind"], row["attempt_id"]) for row in rows]


async def known(heart: Heart, cast: Cast, who: Person, **changes: Any) -> Account:  # noqa: ANN401 - likewise
    account = builders.account(cast.team, who, external_id=NEW, **changes)
    async with heart.store.write() as unit:
        await unit.accounts.add(account)
    return account


async def colleague(heart: Heart) -> Cast:
    """Have Bella enrolled in the same team."""
    bella = await builders.person(heart.store, "Bella")
    enrolment = builders.enrolment(heart.cast.team, bella, name="Bella")
    account = builders.account(heart.cast.team, bella, label="@bella")
    async with heart.store.write() as unit:
        await unit.enrolments.add(enrolment)
        await unit.accounts.add(account)
    return replace(heart.cast, stella=bella, enrolment=enrolment, account=account)


async def test_a_first_connection_links_the_account_which_counts_at_once(heart: Heart) -> None:
    row = await looked(heart, await connecting(heart), SIGNED_IN)
    account = await account_of(heart)
    assert account is not None
    assert (row.state, row.account_id) == (State.CONNECTED, account.id)
    assert (account.creator_id, account.team_id) == (heart.cast.stella.id, heart.cast.team.id)
    assert (account.confirmed_at, account.label, account.platform) == (NOW, "@stella", "onlyfans")
    assert ("account_connected", row.id) in await audited(heart)


async def test_a_challenge_that_she_answered_proves_the_account(heart: Heart) -> None:
    await looked(heart, await connecting(heart, challenge=1), SIGNED_IN)
    account = await account_of(heart)
    assert account is not None
    assert account.proven_at == NOW


async def test_an_account_of_hers_is_taken_up_again(heart: Heart) -> None:
    hers = await known(heart, heart.cast, heart.cast.stella, label=None)
    row = await looked(heart, await connecting(heart), SIGNED_IN)
    assert (row.state, row.account_id) == (State.CONNECTED, hers.id)
    account = await account_of(heart)
    assert account == replace(hers, label="@stella")
    assert ("account_connected", row.id) in await audited(heart)


@pytest.mark.parametrize("label", ["ste11a", "STELLA", "St\u0435lla"])
async def test_a_label_that_looks_like_another_creators_is_not_taken_over(heart: Heart, label: str) -> None:
    bella = await colleague(heart)
    before = await known(heart, bella, bella.stella, label=None)
    row = await looked(heart, await connecting(heart, creator_id=bella.stella.id), Done(NEW, label))
    account = await account_of(heart)
    assert (row.state, account) == (State.CONNECTED, before)
    row = await looked(heart, await connecting(heart, creator_id=bella.stella.id), Done("acct_newer", label))
    account = await account_of(heart, "acct_newer")
    assert account is not None
    assert (row.account_id, account.label) == (account.id, None)


async def test_signing_in_is_her_yes_to_what_was_proposed_to_her(heart: Heart) -> None:
    hers = await known(heart, heart.cast, heart.cast.stella, confirmed_at=None)
    row = await looked(heart, await connecting(heart), SIGNED_IN)
    account = await account_of(heart)
    assert account is not None
    assert (row.account_id, account.id, account.confirmed_at) == (hers.id, hers.id, NOW)


async def test_what_was_only_proposed_to_another_creator_of_the_team_gives_way(heart: Heart) -> None:
    bella = await colleague(heart)
    proposed = await known(heart, bella, bella.stella, confirmed_at=None)
    row = await looked(heart, await connecting(heart), SIGNED_IN)
    account = await account_of(heart)
    assert account is not None
    assert row.state is State.CONNECTED
    assert (account.creator_id, row.account_id) == (heart.cast.stella.id, account.id)
    async with heart.store.read() as unit:
        gone = await unit.accounts.get(proposed.id)
    assert gone is not None
    assert gone.removed_at == NOW


@pytest.mark.parametrize("where", ["team", "elsewhere", "proposed elsewhere"])
async def test_somebody_elses_account_is_not_taken(heart: Heart, where: str) -> None:
    other = await (colleague(heart) if where == "team" else builders.cast(heart.store))
    confirmed_at = None if where.startswith("proposed") else NOW
    theirs = await known(heart, other, other.stella, confirmed_at=confirmed_at)
    row = await looked(heart, await connecting(heart), SIGNED_IN)
    assert (row.state, row.ending, row.account_id) == (State.FAILED, Own.ACCOUNT_TAKEN, None)
    assert (row.resume, row.watch_until) == (None, None)
    assert await account_of(heart) == theirs
    assert ("account_connected", row.id) not in await audited(heart)


async def test_what_the_owner_gave_to_another_team_is_not_taken(heart: Heart) -> None:
    other = await builders.cast(heart.store)
    given = Assignment(
        id=new_id(),
        team_id=other.team.id,
        provider=SLUG,
        platform="onlyfans",
        external_id=NEW,
        created_at=NOW,
    )
    async with heart.store.write() as unit:
        await unit.assignments.assign(given)
    row = await looked(heart, await connecting(heart), SIGNED_IN)
    assert (row.state, row.ending) == (State.FAILED, Own.ACCOUNT_TAKEN)
    assert await account_of(heart) is None


async def test_of_two_that_bring_one_account_at_once_one_has_it(either: Heart) -> None:
    bella = await colleague(either)
    first, second = await connecting(either), await connecting(either, cast=bella)
    either.provider.answers("check", SIGNED_IN, SIGNED_IN)
    await soon(asyncio.gather(*[either.worker.look(one, await either.lease(one)) for one in (first, second)]))
    rows = [await either.row(one) for one in (first, second)]
    assert sorted(row.state for row in rows) == [State.CONNECTED, State.FAILED]
    assert [row.ending for row in rows if row.state is State.FAILED] == [Own.ACCOUNT_TAKEN]
    (winner,) = [row for row in rows if row.state is State.CONNECTED]
    account = await account_of(either)
    assert account is not None
    assert (account.id, account.creator_id) == (winner.account_id, winner.creator_id)


async def test_a_login_that_names_no_account_links_none(heart: Heart) -> None:
    row = await looked(heart, await connecting(heart), Done(None))
    assert (row.state, row.account_id) == (State.FAILED, None)


async def test_new_credentials_for_a_known_account_link_nothing_else(heart: Heart) -> None:
    attempt = await connecting(heart, account_id=heart.cast.account.id)
    row = await looked(heart, attempt, SIGNED_IN)
    assert (row.state, row.ending) == (State.FAILED, Own.ANOTHER_ACCOUNT)
    assert await account_of(heart) is None


async def test_what_was_declined_during_the_check_links_nothing(either: Heart) -> None:
    attempt = await connecting(either)
    held = either.provider.holds("check", SIGNED_IN)
    looking = asyncio.create_task(either.worker.look(attempt, await either.lease(attempt)))
    await soon(held.reached.wait())
    await either.decline(attempt)
    held.go()
    await soon(looking)
    row = await either.row(attempt)
    assert (row.state, row.account_id) == (State.DECLINED, None)
    assert await account_of(either) is None
    assert ("account_connected", row.id) not in await audited(either)


async def test_what_lands_after_not_me_is_told_and_not_linked(heart: Heart) -> None:
    attempt, page = await begun(heart)
    held = heart.provider.holds("start", SIGNED_IN)
    await page.sign_in()
    await soon(held.reached.wait())
    await page.not_me()
    held.go()
    await heart.told("connected_after_all")
    row = await heart.row(attempt)
    assert (row.state, row.account_id) == (State.DECLINED, None)
    assert await account_of(heart) is None
    assert (f"stray {NEW}", row.id) in heart.notices.said


async def test_another_account_than_the_linked_one_is_told_and_not_linked(either: Heart) -> None:
    attempt = await either.stored(State.WORKING)
    row = await looked(either, attempt, SIGNED_IN)
    assert (row.state, row.ending) == (State.FAILED, Own.ANOTHER_ACCOUNT)
    assert await account_of(either) is None
    assert (f"stray {NEW}", row.id) in either.notices.said


async def test_of_another_account_that_signs_in_after_the_end_it_alone_is_told(heart: Heart) -> None:
    attempt = await heart.stored(State.WORKING)
    await heart.decline(attempt)
    await looked(heart, attempt, SIGNED_IN)
    assert heart.notices.said == [(f"stray {NEW}", attempt.id)]


async def test_a_step_up_that_is_done_after_the_end_offers_no_sign_out_of_a_healthy_account(
    heart: Heart,
) -> None:
    attempt = await heart.stored(State.WORKING, purpose=Purpose.STEP_UP, action=Action.PAYOUT)
    await heart.decline(attempt)
    await looked(heart, attempt, Done(None))
    assert heart.notices.said == [("connected_after_all", attempt.id)]


async def test_what_signs_in_again_after_it_was_taken_off_is_told_and_a_stray(heart: Heart) -> None:
    attempt = await heart.stored(State.WORKING)
    await heart.decline(attempt)
    account = heart.cast.account
    async with heart.store.write() as unit:
        await unit.accounts.save(replace(account, removed_at=NOW))
    await looked(heart, attempt, Done(account.external_id))
    told = [("connected_after_all", attempt.id), (f"stray {account.external_id}", attempt.id)]
    assert heart.notices.said == told


@pytest.mark.parametrize("team", ["hers", "another"])
async def test_what_is_linked_to_her_and_signs_in_after_the_end_she_can_have_signed_out(
    heart: Heart, team: str
) -> None:
    cast = heart.cast if team == "hers" else await builders.cast(heart.store)
    hers = await known(heart, cast, heart.cast.stella)
    attempt = await connecting(heart)
    await heart.decline(attempt)
    await looked(heart, attempt, SIGNED_IN)
    told = [("connected_after_all", attempt.id), (f"may_be_signed_in {hers.id}", attempt.id)]
    assert heart.notices.said == told


@pytest.mark.parametrize("ended", [False, True])
@pytest.mark.parametrize("whose", ["hers", "a colleague's", "another team's"])
async def test_of_another_account_that_is_linked_whoever_has_it_is_told_live_or_late(
    heart: Heart, whose: str, *, ended: bool
) -> None:
    cast = heart.cast if whose == "hers" else await builders.cast(heart.store)
    cast = await colleague(heart) if whose == "a colleague's" else cast
    linked = await known(heart, cast, cast.stella)
    attempt = await heart.stored(State.WORKING)
    if ended:
        await heart.decline(attempt)
    row = await looked(heart, attempt, SIGNED_IN)
    assert (row.ending == Own.ANOTHER_ACCOUNT) is not ended
    assert heart.notices.said == [(f"signed_in_instead {linked.id}", attempt.id)]
    assert await account_of(heart) == linked


@pytest.mark.parametrize("ended", [False, True])
async def test_another_account_that_was_only_proposed_to_somebody_is_a_stray(
    heart: Heart, *, ended: bool
) -> None:
    bella = await colleague(heart)
    await known(heart, bella, bella.stella, confirmed_at=None)
    attempt = await heart.stored(State.WORKING)
    if ended:
        await heart.decline(attempt)
    await looked(heart, attempt, SIGNED_IN)
    assert heart.notices.said == [(f"stray {NEW}", attempt.id)]


@pytest.mark.parametrize("ended", [False, True])
async def test_whose_account_a_first_connection_has_signed_in_hears_of_it(
    heart: Heart, *, ended: bool
) -> None:
    bella = await colleague(heart)
    theirs = await known(heart, bella, bella.stella)
    attempt = await connecting(heart)
    if ended:
        await heart.decline(attempt)
    await looked(heart, attempt, SIGNED_IN)
    after_all = [("connected_after_all", attempt.id)] if ended else []
    assert heart.notices.said == [*after_all, (f"signed_in_instead {theirs.id}", attempt.id)]


@pytest.mark.parametrize("ended", [False, True])
async def test_a_step_up_that_signs_in_another_account_is_told_of(heart: Heart, *, ended: bool) -> None:
    bella = await colleague(heart)
    theirs = await known(heart, bella, bella.stella)
    attempt = await heart.stored(State.WORKING, purpose=Purpose.STEP_UP, action=Action.PAYOUT)
    if ended:
        await heart.decline(attempt)
    await looked(heart, attempt, SIGNED_IN)
    assert heart.notices.said == [(f"signed_in_instead {theirs.id}", attempt.id)]


async def test_a_start_that_became_unsure_meanwhile_links_what_it_brings(heart: Heart) -> None:
    attempt, page = await begun(heart)
    held = heart.provider.holds("start", SIGNED_IN)
    await page.sign_in()
    await soon(held.reached.wait())
    await spoil(heart.store, attempts, attempt.id, lease_until=0.0)
    async with heart.store.write() as unit:
        (claimed,) = await unit.attempts.claim_due(lambda: OWNER, heart.clock(), 9)
    await heart.worker.look(claimed.attempt, OWNER)
    assert (await heart.row(attempt)).state is State.UNSURE
    held.go()
    row = await heart.becomes(attempt, State.CONNECTED)
    account = await account_of(heart)
    assert account is not None
    assert row.account_id == account.id


async def elsewhere_hosted(heart: Heart, state: State = State.LINK_NEEDED, **changes: Any) -> Cast:  # noqa: ANN401 - likewise
    """Have another team's creator have a hosted login at the provider."""
    other = await builders.cast(heart.store)
    await connecting(heart, **{"state": state, "ask": FRAME, "cast": other, "way": Way.HOSTED, **changes})
    return other


async def hosted(heart: Heart, **changes: Any) -> Attempt:  # noqa: ANN401 - likewise
    return await connecting(heart, **{"way": Way.HOSTED, "state": State.LINK_NEEDED, **changes})


async def test_an_account_that_appeared_while_no_other_page_was_open_is_hers(heart: Heart) -> None:
    row = await looked(heart, await hosted(heart), APPEARED)
    account = await account_of(heart)
    assert account is not None
    assert (row.state, row.account_id) == (State.CONNECTED, account.id)
    assert heart.notices.said == []


@pytest.mark.parametrize(
    ("state", "changes"),
    [
        (State.LINK_NEEDED, {}),
        (State.EXPIRED, {"state_since": NOW - LIMITS.page_left_open}),
        (State.CONNECTED, {"state_since": NOW}),
        (State.WORKING, {"way": Way.FORM}),
        (State.FAILED, {"state_since": NOW, "way": Way.APP}),
    ],
)
async def test_an_account_that_appeared_while_somebody_else_connected_too_is_for_people_to_tell(
    heart: Heart, state: State, changes: dict[str, Any]
) -> None:
    await elsewhere_hosted(heart, state, **changes)
    attempt = await hosted(heart)
    row = await looked(heart, attempt, APPEARED)
    assert (row.state, row.ending, row.resume) == (State.FAILED, Own.ACCOUNT_UNCLEAR, None)
    assert heart.notices.said == [("account_unclear", attempt.id)]
    assert await account_of(heart) is None


async def test_two_interleaved_pages_never_swap_their_accounts(heart: Heart) -> None:
    other = await elsewhere_hosted(heart)
    mine = await hosted(heart)
    heart.provider.answers("check", APPEARED, Done("acct_other", certain=False))
    await heart.look(mine)
    async with heart.store.read() as unit:
        theirs = await unit.attempts.live_of_creator(other.stella.id)
    assert theirs is not None
    await heart.look(theirs)
    assert [(await heart.row(one)).ending for one in (mine, theirs)] == [Own.ACCOUNT_UNCLEAR] * 2
    assert await account_of(heart) is None
    assert await account_of(heart, "acct_other") is None


async def test_an_account_that_bears_the_reference_is_hers_whatever_else_is_open(heart: Heart) -> None:
    await elsewhere_hosted(heart)
    row = await looked(heart, await hosted(heart), SIGNED_IN)
    assert row.state is State.CONNECTED
    assert await account_of(heart) is not None


async def test_several_candidates_are_for_people_to_tell(heart: Heart) -> None:
    attempt = await hosted(heart)
    row = await looked(heart, attempt, Unclear((ListedAccount(NEW), ListedAccount("acct_other"))))
    assert (row.state, row.ending) == (State.FAILED, Own.ACCOUNT_UNCLEAR)
    assert heart.notices.said == [("account_unclear", attempt.id)]


async def test_nobody_is_asked_about_what_was_declined_during_the_check(heart: Heart) -> None:
    await elsewhere_hosted(heart)
    attempt = await hosted(heart)
    held = heart.provider.holds("check", APPEARED)
    looking = asyncio.create_task(heart.worker.look(attempt, await heart.lease(attempt)))
    await soon(held.reached.wait())
    await heart.decline(attempt)
    held.go()
    await soon(looking)
    assert heart.notices.said == []


@pytest.mark.parametrize(("others", "said"), [(False, 1), (True, 0)])
async def test_an_account_that_appears_after_the_end_is_told_where_it_can_only_be_hers(
    heart: Heart, *, others: bool, said: int
) -> None:
    if others:
        await elsewhere_hosted(heart)
    attempt = await hosted(heart)
    await heart.decline(attempt)
    heart.provider.answers("check", Working("r3"), APPEARED)
    await heart.look(attempt)
    row = await heart.look(attempt)
    told = [("connected_after_all", attempt.id), (f"appeared {NEW}", attempt.id)]
    assert heart.notices.said == told * said
    assert (row.state, row.resume is None) == (State.DECLINED, bool(said))
    assert await account_of(heart) is None


async def test_another_account_that_only_appeared_is_no_proof_that_she_has_signed_in_to_it(
    heart: Heart,
) -> None:
    attempt = await hosted(heart, account_id=heart.cast.account.id)
    row = await looked(heart, attempt, APPEARED)
    assert row.ending == Own.ANOTHER_ACCOUNT
    assert heart.notices.said == [(f"appeared {NEW}", attempt.id)]


async def test_an_account_that_is_somebodys_is_none_that_a_page_brought(heart: Heart) -> None:
    bella = await colleague(heart)
    theirs = await known(heart, bella, bella.stella, label="@bella2")
    attempt = await hosted(heart)
    row = await looked(heart, attempt, APPEARED)
    assert (row.state, row.version) == (State.LINK_NEEDED, attempt.version)
    row = await looked(heart, attempt, Unclear((ListedAccount(NEW), ListedAccount("acct_mine", "stella"))))
    account = await account_of(heart, "acct_mine")
    assert account is not None
    assert (row.state, row.account_id, account.label) == (State.CONNECTED, account.id, "@stella")
    assert await account_of(heart) == theirs
    assert heart.notices.said == []


async def test_people_are_asked_about_nobodys_accounts_alone(heart: Heart) -> None:
    bella = await colleague(heart)
    await known(heart, bella, bella.stella)
    nobodys = ListedAccount("acct_1"), ListedAccount("acct_2")
    row = await looked(heart, await hosted(heart), Unclear((ListedAccount(NEW), *nobodys)))
    assert row.ending == Own.ACCOUNT_UNCLEAR
    assert heart.notices.unclear == [nobodys]


async def test_an_account_that_was_only_proposed_to_somebody_may_be_what_a_page_brought(heart: Heart) -> None:
    bella = await colleague(heart)
    await known(heart, bella, bella.stella, confirmed_at=None)
    row = await looked(heart, await hosted(heart), APPEARED)
    account = await account_of(heart)
    assert account is not None
    assert (row.state, account.creator_id) == (State.CONNECTED, heart.cast.stella.id)


async def test_a_page_takes_nothing_that_a_form_of_somebody_else_brings(heart: Heart) -> None:
    bella = await colleague(heart)
    page = await hosted(heart)
    form = await connecting(heart, cast=bella)
    heart.provider.answers("check", APPEARED, SIGNED_IN)
    page, form = await heart.look(page), await heart.look(form)
    assert (page.ending, form.state) == (Own.ACCOUNT_UNCLEAR, State.CONNECTED)
    account = await account_of(heart)
    assert account is not None
    assert account.creator_id == bella.stella.id


async def test_a_page_that_is_not_watched_any_more_is_not_forgotten(heart: Heart) -> None:
    bella = await colleague(heart)
    ended = await connecting(
        heart, cast=bella, way=Way.HOSTED, state=State.EXPIRED, watch_until=NOW + LIMITS.watched
    )
    attempt = await hosted(heart, created_at=NOW + 100, answer_by=NOW + 1500)
    heart.clock.later(LIMITS.watched + 1)
    assert (await heart.look(ended)).watch_until is None
    row = await looked(heart, attempt, APPEARED)
    assert row.ending == Own.ACCOUNT_UNCLEAR
    assert await account_of(heart) is None


@pytest.mark.parametrize("found", [APPEARED, Unclear((ListedAccount(NEW),))])
async def test_somebodys_account_after_the_end_of_a_page_is_no_news(
    heart: Heart, found: Done | Unclear
) -> None:
    bella = await colleague(heart)
    await known(heart, bella, bella.stella)
    attempt = await hosted(heart)
    await heart.decline(attempt)
    row = await looked(heart, attempt, found)
    assert (heart.notices.said, row.resume is None) == ([], False)


async def test_a_call_that_brings_somebodys_account_is_unsure(heart: Heart) -> None:
    bella = await colleague(heart)
    await known(heart, bella, bella.stella)
    heart.provider.answers("start", APPEARED)
    attempt, _ = await begun(heart, Way.HOSTED)
    row = await heart.becomes(attempt, State.UNSURE)
    assert (row.account_id, row.ending) == (None, None)


async def test_what_was_done_on_a_providers_page_proves_no_challenge(heart: Heart) -> None:
    row = await looked(heart, await hosted(heart, challenge=1), SIGNED_IN)
    account = await account_of(heart)
    assert account is not None
    assert (row.state, account.proven_at) == (State.CONNECTED, None)


async def test_what_a_call_brings_uncertainly_is_judged_like_what_a_check_finds(heart: Heart) -> None:
    await elsewhere_hosted(heart)
    attempt, page = await begun(heart)
    heart.provider.answers("start", SMS)
    heart.provider.answers("submit_code", APPEARED)
    await page.sign_in()
    await heart.becomes(attempt, State.CODE_NEEDED)
    await page.code()
    row = await heart.becomes(attempt, State.FAILED, State.CONNECTED)
    assert row.ending == Own.ACCOUNT_UNCLEAR

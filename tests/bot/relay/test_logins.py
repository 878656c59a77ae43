"""What an attempt asks its provider for, and what is known of it once its start was lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.relay.endings import Own
from bot.relay.logins import SignIn
from bot.relay.reactions import Reaction
from providers.errors import NoAnswer
from providers.logins import (
    AppLogin,
    CountryProxy,
    Credentials,
    CustomProxy,
    Hosted,
    Lost,
    Platform,
    StepUp,
    StoredCredentials,
)
from providers.secret import Secret
from providers.steps import Done, Working
from storage import OWN_PROXY
from storage.models import Attempt, Purpose, State, Way
from tests.bot.relay.attempts import NOW
from tests.bot.relay.heart import CODE, OWNER
from tests.bot.relay.page import SIGN_IN, asked, begun
from tests.storage import builders

if TYPE_CHECKING:
    from bot.relay.logins import Given
    from providers.logins import Login
    from tests.bot.relay.heart import Heart


async def started(heart: Heart, given: Given | None = None, **changes: Any) -> Attempt:  # noqa: ANN401 - any field
    """Make the start call of an attempt."""
    attempt = await heart.stored(State.STARTING, owner=OWNER, resume=None, **changes)
    heart.provider.answers("start", Working("r2"))
    await heart.worker.call(attempt, OWNER, given)
    return await heart.row(attempt)


async def login(heart: Heart, given: Given | None = None, **changes: Any) -> Login:  # noqa: ANN401 - likewise
    """Give the login that an attempt starts."""
    await started(heart, given, **changes)
    (found,) = heart.provider.logins
    return found


def connecting(way: Way, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - likewise
    return {"purpose": Purpose.CONNECT, "way": way, "account_id": None, **changes}


async def own_proxy(heart: Heart) -> None:
    async with heart.store.write() as unit:
        await unit.proxies.set(builders.own_proxy(heart.cast.team))


async def test_a_reconnect_uses_what_the_provider_has_stored(heart: Heart) -> None:
    assert await login(heart) == StoredCredentials(heart.cast.account.external_id)


async def test_a_step_up_names_the_account(heart: Heart) -> None:
    async with heart.store.write() as unit:
        await unit.teams.set_step_up(heart.cast.team.id, NOW)
        await unit.enrolments.set_step_up(heart.cast.enrolment.id, NOW)
    assert await login(heart, purpose=Purpose.STEP_UP) == StepUp(heart.cast.account.external_id)


async def test_a_form_is_labelled_for_the_agencys_list_and_ends_with_its_reference(heart: Heart) -> None:
    row = await started(heart, SIGN_IN, **connecting(Way.FORM, force=True, proxy="us"))
    (found,) = heart.provider.logins
    reference = f"cb-{row.id[:12]}"
    assert found == Credentials(
        Platform.ONLYFANS,
        SIGN_IN.username,
        SIGN_IN.password,
        label=f"Stella (Moonlight Agency) {reference}",
        reference=reference,
        proxy=CountryProxy("us"),
        account=None,
        force=True,
    )


async def test_the_longest_names_leave_the_reference_whole(heart: Heart) -> None:
    async with heart.store.write() as unit:
        await unit.teams.save(replace(heart.cast.team, title="M" * 500))
        await unit.enrolments.save(replace(heart.cast.enrolment, name="S" * 500))
    found = await login(heart, SIGN_IN, **connecting(Way.FORM))
    assert isinstance(found, Credentials)
    assert found.label.split()[-1] == found.reference
    assert len(found.label) <= 100


async def test_a_name_that_looks_like_a_reference_does_not_become_one(heart: Heart) -> None:
    async with heart.store.write() as unit:
        await unit.teams.save(replace(heart.cast.team, title="Moonlight cb-b7Jq-0_sLw4Z"))
        await unit.enrolments.save(replace(heart.cast.enrolment, name="Stella cb-b7Jq-0_sLw4Z"))
    row = await started(heart, SIGN_IN, **connecting(Way.FORM))
    (found,) = heart.provider.logins
    assert isinstance(found, Credentials)
    assert found.reference == f"cb-{row.id[:12]}"
    assert found.label.split()[-1] == found.reference


async def test_new_credentials_name_the_account_that_they_are_for(heart: Heart) -> None:
    found = await login(heart, SIGN_IN, **connecting(Way.FORM, account_id=heart.cast.account.id))
    assert isinstance(found, Credentials)
    assert found.account == heart.cast.account.external_id


@pytest.mark.parametrize(("way", "kind"), [(Way.HOSTED, Hosted), (Way.APP, AppLogin)])
async def test_a_page_or_an_app_is_labelled_alike(heart: Heart, way: Way, kind: type) -> None:
    found = await login(heart, **connecting(way, proxy="uk"))
    assert isinstance(found, kind)
    assert isinstance(found, Hosted | AppLogin)
    assert found.label == f"Stella (Moonlight Agency) {found.reference}"
    assert found.proxy == CountryProxy("uk")


async def test_the_teams_own_proxy_is_handed_over(heart: Heart) -> None:
    await own_proxy(heart)
    found = await login(heart, SIGN_IN, **connecting(Way.FORM, proxy=OWN_PROXY))
    assert isinstance(found, Credentials)
    expected = CustomProxy("proxy.example", 8080, Secret("moonlight"), Secret("a-proxy-password"))
    assert found.proxy == expected


@pytest.mark.parametrize(("proxy", "country"), [(None, "de"), ("us", "us")])
async def test_the_country_that_she_chose_counts_where_the_manager_chose_none(
    heart: Heart, proxy: str | None, country: str
) -> None:
    given = SignIn(SIGN_IN.username, SIGN_IN.password, "de")
    found = await login(heart, given, **connecting(Way.FORM, proxy=proxy))
    assert isinstance(found, Credentials)
    assert found.proxy == CountryProxy(country)


@pytest.mark.parametrize(
    ("given", "changes"),
    [
        (None, connecting(Way.FORM)),
        (CODE, connecting(Way.FORM)),
        (SIGN_IN, connecting(Way.FORM, proxy=OWN_PROXY)),
        (None, connecting(Way.APP, proxy=OWN_PROXY)),
        (None, {"account_id": None}),
        (None, {"account_id": None, "purpose": Purpose.STEP_UP}),
    ],
)
async def test_nothing_is_sent_where_what_it_needs_is_gone(
    heart: Heart, given: Given | None, changes: dict[str, Any]
) -> None:
    row = await started(heart, given, **changes)
    assert (row.state, row.ending, heart.provider.made) == (State.CANCELLED, Own.WITHDRAWN, [])
    assert (row.resume, row.watch_until) == (None, None)


async def test_a_proxy_removed_after_she_was_asked_is_not_left_out(heart: Heart) -> None:
    await own_proxy(heart)
    attempt, page = await begun(heart, proxy=OWN_PROXY)
    async with heart.store.write() as unit:
        await unit.proxies.remove(heart.cast.team.id)
    assert await page.sign_in() is Reaction.STARTING
    await heart.becomes(attempt, State.CANCELLED)
    assert heart.provider.made == []


@pytest.mark.parametrize(
    ("given", "changes"),
    [
        (None, {}),
        (None, {"purpose": Purpose.STEP_UP}),
        (SIGN_IN, {"purpose": Purpose.CONNECT, "way": Way.FORM}),
    ],
)
async def test_nothing_is_sent_for_an_account_that_was_removed_meanwhile(
    heart: Heart, given: Given | None, changes: dict[str, Any]
) -> None:
    async with heart.store.write() as unit:
        await unit.accounts.save(replace(heart.cast.account, removed_at=NOW))
    row = await started(heart, given, **changes)
    assert (row.state, row.ending, heart.provider.made) == (State.CANCELLED, Own.WITHDRAWN, [])


@pytest.mark.parametrize("way", [Way.FORM, Way.HOSTED])
async def test_nothing_is_sent_for_her_who_has_left_the_team(heart: Heart, way: Way) -> None:
    async with heart.store.write() as unit:
        await unit.enrolments.save(replace(heart.cast.enrolment, ended_at=NOW))
    row = await started(heart, SIGN_IN, **connecting(way))
    assert (row.state, row.ending, heart.provider.made) == (State.CANCELLED, Own.WITHDRAWN, [])


async def test_a_lost_start_is_looked_for_by_its_reference_and_since_when(heart: Heart) -> None:
    attempt, page = await begun(heart)
    heart.clock.later(300)
    heart.provider.answers("start", NoAnswer())
    await page.sign_in()
    await heart.becomes(attempt, State.UNSURE)
    heart.clock.later(5)
    heart.provider.answers("recover", Done("acct_new"))
    assert (await heart.look(attempt)).state is State.CONNECTED
    expected = Lost(Platform.ONLYFANS, None, f"cb-{attempt.id[:12]}", NOW + 300)
    assert heart.provider.lost == [expected]
    assert heart.provider.made == ["start", "recover"]


async def test_a_lost_start_for_a_known_account_is_looked_for_by_it(heart: Heart) -> None:
    attempt = await heart.stored(State.UNSURE, resume=None)
    heart.provider.answers("recover", None)
    await heart.look(attempt)
    assert heart.provider.lost[0].account == heart.cast.account.external_id


async def test_two_connections_never_share_a_reference(heart: Heart) -> None:
    first, second = await asked(heart), await asked(heart, platform="fansly")
    assert first.id[:12] != second.id[:12]

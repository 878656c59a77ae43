"""A newer text of the agreement: the old one holds for thirty days, and each prompt asks for it meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.people.consent import consent_to, renew
from bot.relay.beginnings import Plan
from bot.relay.connecting import Connections
from bot.relay.consents import CONSENTS, OLD_HOLDS, Consents, ConsentText
from bot.relay.reactions import Outcome, Reaction
from storage.models import AskMode, State, Way
from tests.bot.relay.attempts import NOW
from tests.harness.wish import sign_in
from tests.storage import builders

if TYPE_CHECKING:
    from storage.models import Attempt, Consent
    from tests.bot.relay.heart import Heart

DAY = 24 * 3600.0
FIRST = ConsentText(1, NOW - 400 * DAY, "consent.text.1")
PUBLISHED_NOW = Consents((FIRST, ConsentText(2, NOW, "consent.text.1", "consent.change")))
LAPSED = Consents((FIRST, ConsentText(2, NOW - OLD_HOLDS, "consent.text.1", "consent.change")))


def agreed_to(version: int) -> Consent:
    return consent_to(version, "I agree.", "en", NOW - 50 * DAY)


def with_table(heart: Heart, consents: Consents) -> Heart:
    heart.relay = replace(heart.relay, consents=consents)
    heart.connections = Connections(heart.relay)
    return heart


async def asked(heart: Heart, way: Way | None = None) -> Attempt:
    until = NOW + DAY
    return await heart.stored(
        State.ASKED, asked_first=True, offers=1, answer_by=until, ends_at=until, due_at=until, way=way
    )


async def ready(heart: Heart, attempt: Attempt) -> Reaction:
    async with heart.work() as work:
        return await heart.relay.ready(work, attempt.id, heart.cast.stella.id)


async def agrees(heart: Heart, version: int) -> None:
    async with heart.work() as work:
        await renew(work, heart.cast.enrolment.id, agreed_to(version))


def test_the_products_texts_are_numbered_from_one_in_the_order_of_their_days() -> None:
    versions = CONSENTS.versions
    assert [each.version for each in versions] == list(range(1, len(versions) + 1))
    assert sorted(each.published_at for each in versions) == [each.published_at for each in versions]
    assert all(each.change is not None for each in versions[1:])


def test_an_agreement_to_the_newest_text_needs_no_renewal() -> None:
    assert PUBLISHED_NOW.renewal_of(agreed_to(2), NOW) is None
    assert CONSENTS.renewal_of(agreed_to(1), NOW) is None


def test_a_text_that_is_not_published_yet_changes_nothing() -> None:
    assert PUBLISHED_NOW.renewal_of(agreed_to(1), NOW - 1) is None
    assert PUBLISHED_NOW.current(NOW - 1) is FIRST


@pytest.mark.parametrize(("seconds", "holds"), [(0, True), (OLD_HOLDS - 1, True), (OLD_HOLDS, False)])
def test_an_older_agreement_holds_for_thirty_days(seconds: float, *, holds: bool) -> None:
    assert PUBLISHED_NOW.holds(agreed_to(1), NOW + seconds) is holds
    assert PUBLISHED_NOW.holds(agreed_to(2), NOW + seconds)


def test_the_thirty_days_count_from_the_first_text_that_she_has_not_agreed_to() -> None:
    third = Consents((*PUBLISHED_NOW.versions, ConsentText(3, NOW + 20 * DAY, "text", "change")))
    renewal = third.renewal_of(agreed_to(1), NOW + 25 * DAY)
    assert renewal is not None
    assert (renewal.newest.version, renewal.due_at) == (3, NOW + OLD_HOLDS)


async def test_the_next_login_is_asked_about_whatever_her_mode(heart: Heart) -> None:
    with_table(heart, PUBLISHED_NOW)
    enrolment = replace(heart.cast.enrolment, mode=AskMode.START, consent=agreed_to(1))
    async with heart.work() as work:
        requested = await heart.relay.request(
            work, enrolment, Plan.reconnect(heart.cast.account), heart.cast.manager
        )
    assert requested.outcome is Outcome.ASKED


async def test_while_the_old_agreement_holds_she_may_go_on_by_it(heart: Heart) -> None:
    with_table(heart, PUBLISHED_NOW)
    assert await ready(heart, await asked(heart)) is Reaction.STARTING


async def test_afterwards_nothing_starts_without_her_agreement(heart: Heart) -> None:
    with_table(heart, LAPSED)
    attempt = await asked(heart)
    assert await ready(heart, attempt) is Reaction.AGREE_FIRST
    assert (await heart.row(attempt)).state is State.ASKED
    async with heart.work() as work:
        own = await sign_in(heart.relay, work, builders.account(heart.cast.team, heart.cast.stella))
    assert own is Reaction.AGREE_FIRST
    async with heart.store.read() as unit:
        assert await unit.attempts.live_of_creator(heart.cast.stella.id) is None


async def test_no_page_is_opened_without_it_either(heart: Heart) -> None:
    with_table(heart, LAPSED)
    attempt = await asked(heart, way=Way.FORM)
    async with heart.work() as work:
        opened = await heart.connections.open(work, attempt.id, heart.cast.stella.id)
    assert (opened.reaction, opened.token) == (Reaction.AGREE_FIRST, None)


async def test_with_her_agreement_it_starts(heart: Heart) -> None:
    with_table(heart, LAPSED)
    attempt = await asked(heart)
    await agrees(heart, 2)
    assert await ready(heart, attempt) is Reaction.STARTING


async def test_an_older_agreement_never_takes_the_place_of_a_newer(heart: Heart) -> None:
    await agrees(heart, 3)
    await agrees(heart, 2)
    async with heart.work() as work:
        enrolment = await work.unit.enrolments.get(heart.cast.enrolment.id)
        kinds = [entry.kind for entry in await work.unit.audit.entries(heart.cast.team.id)]
    assert enrolment is not None
    assert enrolment.consent.version == 3
    assert kinds.count("consent_renewed") == 1

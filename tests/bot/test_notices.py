"""What people are told that no row derives: once each, and the owner without what only the group may see."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from typing import cast as typed

import pytest

from bot.cards.buttons import Verb, parse
from bot.cards.message import Message
from bot.notices import CANDIDATES, Notices
from bot.people.accounts import Listed
from bot.relay.limits import DAY, HOUR
from bot.relay.work import Work
from providers.registry import ADAPTERS
from providers.steps import Done, ListedAccount, Reason
from storage import Keyring, Store, generate_key
from storage.models import Action, Purpose, State, Way
from tests.bot.handlers.office import Vendor
from tests.storage import builders
from tests.storage.builders import NOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from providers.base import Provider
    from storage.models import Account, Attempt
    from tests.storage.builders import Cast

SAM, SECOND_OWNER = 7_100_000_001, 7_100_000_002
MANIFEST = ADAPTERS["onlyfanskit"].manifest
NOTICES = Notices(frozenset({SAM, SECOND_OWNER}), {"onlyfanskit": MANIFEST})
VENDOR = Vendor(MANIFEST)
STRAY = Done("acct_stray", "luna")
SIGNING_OUT = replace(NOTICES, providers={"onlyfanskit": typed("Provider", VENDOR)})
FOUND = (ListedAccount("acct_1", "stella"), ListedAccount("acct_2"))


@pytest.fixture
async def store(migrated: Path, tmp_path: Path) -> AsyncIterator[Store]:
    file = shutil.copy(migrated, tmp_path / "codebell.db")
    opened = await Store.open(f"sqlite:///{file}", Keyring.parse(generate_key()))
    yield opened
    await opened.close()


@pytest.fixture
async def cast(store: Store) -> Cast:
    return await builders.cast(store)


async def unclear(store: Store, cast: Cast, found: tuple[ListedAccount, ...] = FOUND) -> Attempt:
    """Tell the owners twice that it is not clear which account a connection brought."""
    attempt = await builders.stored(
        store, cast, state=State.FAILED, account_id=None, purpose=Purpose.CONNECT, way=Way.HOSTED, ask=None
    )
    for _ in range(2):
        async with store.write() as unit:
            await NOTICES.account_unclear(Work(unit, NOW), attempt, found)
    return attempt


async def said(store: Store) -> list[tuple[int, Message]]:
    """Give whom the outbox tells what."""
    async with store.write() as unit:
        entries = await unit.outbox.due(NOW, 99)
    return [(entry.chat_id, Message.load(entry.body)) for entry in entries if entry.body is not None]


async def test_each_owner_is_asked_once_which_account_is_hers(store: Store, cast: Cast) -> None:
    attempt = await unclear(store, cast)
    told = await said(store)
    assert sorted(chat for chat, _ in told) == [SAM, SECOND_OWNER]
    for _, message in told:
        presses = [parse(button.data) for row in message.buttons for button in row]
        handles = [Listed("onlyfanskit", "onlyfans", account.id).handle for account in FOUND]
        assert [(press.verb, press.parts) for press in presses if press is not None] == [
            (Verb.HERS, (attempt.id, handle)) for handle in handles
        ]
        assert [row[0].text for row in message.buttons] == ["@stella · acct_1 is hers", "acct_2 is hers"]


@pytest.mark.parametrize(("count", "buttons"), [(0, 0), (CANDIDATES + 5, CANDIDATES)])
async def test_none_or_very_many_candidates_break_no_message(
    store: Store, cast: Cast, count: int, buttons: int
) -> None:
    await unclear(store, cast, tuple(ListedAccount(f"acct_{number}") for number in range(count)))
    for _, message in await said(store):
        assert len(message.buttons) == buttons
        assert "Stella" in message.text


async def test_a_hostile_name_of_a_candidate_is_only_text(store: Store, cast: Cast) -> None:
    await unclear(store, cast, (ListedAccount("acct_1", "<b>\u202estella</b>" * 50),))
    for _, message in await said(store):
        ((button,),) = message.buttons
        assert len(button.text) <= 64
        assert "\u202e" not in button.text


@pytest.mark.parametrize("action", Action)
async def test_each_owner_is_told_once_of_a_step_up_and_what_it_is_said_to_be_for(
    store: Store, cast: Cast, action: Action
) -> None:
    asked: dict[str, Any] = {"state": State.ASKED, "purpose": Purpose.STEP_UP, "action": action}
    attempt = await builders.stored(store, cast, **asked)
    for _ in range(2):
        async with store.write() as unit:
            await NOTICES.step_up_asked(Work(unit, NOW), attempt)
    told = await said(store)
    assert sorted(chat for chat, _ in told) == [SAM, SECOND_OWNER]
    for _, message in told:
        for fact in ("Mia", "Stella", "Moonlight Agency", "@stella"):
            assert fact in message.text
        assert message.buttons == ()


@pytest.mark.parametrize("closed", [False, True])
async def test_the_group_of_a_team_is_told_what_connected_after_all_while_the_team_is_open(
    store: Store, cast: Cast, *, closed: bool
) -> None:
    attempt = await builders.stored(store, cast, state=State.DECLINED)
    async with store.write() as unit:
        if closed:
            await unit.teams.save(replace(cast.team, closed_at=NOW))
        await NOTICES.connected_after_all(Work(unit, NOW), attempt)
    group = [] if closed else [cast.team.chat_id]
    told = sorted(chat for chat, _ in await said(store))
    assert told == sorted([cast.stella.telegram_id, *group, SAM, SECOND_OWNER])


def verbs(message: Message) -> list[Verb]:
    presses = [parse(button.data) for row in message.buttons for button in row]
    return [press.verb for press in presses if press is not None]


@pytest.mark.parametrize(("notices", "offered"), [(NOTICES, []), (SIGNING_OUT, [[Verb.SIGN_OUT]])])
async def test_what_connected_after_all_she_is_offered_in_a_message_of_its_own_to_have_signed_out(
    store: Store, cast: Cast, notices: Notices, offered: list[list[Verb]]
) -> None:
    attempt = await builders.stored(store, cast, state=State.DECLINED)
    async with store.write() as unit:
        work = Work(unit, NOW)
        await notices.connected_after_all(work, attempt)
        await notices.may_be_signed_in(work, attempt, cast.account)
    told = [(chat, verbs(message)) for chat, message in await said(store) if message.buttons]
    assert sorted(told) == sorted((cast.stella.telegram_id, each) for each in [[Verb.NOT_ME], *offered])


async def signed_in_instead(
    store: Store, cast: Cast, notices: Notices, account: Account
) -> list[tuple[int, Message]]:
    """Tell twice that a login of Stella has signed in an account that is linked; give who is told what."""
    attempt = await builders.stored(store, cast, state=State.FAILED, ending="another_account", ask=None)
    for _ in range(2):
        async with store.write() as unit:
            await notices.signed_in_instead(Work(unit, NOW), attempt, account)
    return await said(store)


async def bellas(store: Store) -> Cast:
    """Have Bella in another team, with an account of the same provider."""
    other = await builders.cast(store)
    account = replace(other.account, label="@bella")
    team, enrolment = replace(other.team, title="Daylight Agency"), replace(other.enrolment, name="Bella")
    async with store.write() as unit:
        await unit.accounts.save(account)
        await unit.teams.save(team)
        await unit.enrolments.save(enrolment)
    return replace(other, account=account, team=team, enrolment=enrolment)


@pytest.mark.parametrize(("notices", "offered"), [(NOTICES, []), (SIGNING_OUT, [[Verb.SIGN_OUT]])])
async def test_another_account_of_hers_that_was_signed_in_she_is_told_by_name_with_the_ways_out(
    store: Store, cast: Cast, notices: Notices, offered: list[list[Verb]]
) -> None:
    other = builders.account(cast.team, cast.stella, label="@stella2")
    async with store.write() as unit:
        await unit.accounts.add(other)
    told = await signed_in_instead(store, cast, notices, other)
    assert {chat for chat, _ in told} == {cast.stella.telegram_id}
    assert sorted(verbs(message) for _, message in told) == [[Verb.NOT_ME_BY_ACCOUNT], *offered]
    assert all("@stella2" in message.text for _, message in told)


async def test_whoever_has_an_account_that_anothers_login_signed_in_is_told_and_not_whose_login(
    store: Store, cast: Cast
) -> None:
    bella = await bellas(store)
    told = await signed_in_instead(store, cast, SIGNING_OUT, bella.account)
    hers = [message for chat, message in told if chat == bella.stella.telegram_id]
    assert sorted(verbs(message) for message in hers) == [[Verb.NOT_ME_BY_ACCOUNT], [Verb.SIGN_OUT]]
    for message in hers:
        assert "OnlyFans @bella" in message.text
        assert not any(name in message.text for name in ("Stella", "@stella", "Mia", "Moonlight Agency"))
    (receipt,) = [message for message in hers if Verb.NOT_ME_BY_ACCOUNT in verbs(message)]
    assert "ask Daylight Agency" in receipt.text


async def test_the_owners_alone_are_told_beside_her_whose_login_signed_in_whose_account(
    store: Store, cast: Cast
) -> None:
    bella = await bellas(store)
    told = await signed_in_instead(store, cast, SIGNING_OUT, bella.account)
    assert sorted(chat for chat, _ in told) == sorted([bella.stella.telegram_id] * 2 + [SAM, SECOND_OWNER])
    for message in (message for chat, message in told if chat in {SAM, SECOND_OWNER}):
        for fact in ("Stella", "Moonlight Agency", "Bella", "Daylight Agency", "OnlyFansKit"):
            assert fact in message.text
        assert f"@bella · {bella.account.external_id}" in message.text
        assert message.buttons == ()


async def stray(store: Store, cast: Cast, notices: Notices, found: Done) -> dict[int, Message]:
    """Tell twice of an account that is linked to nobody; give what each is told, who is told once."""
    attempt = await builders.stored(store, cast, state=State.FAILED, ending="another_account", ask=None)
    for _ in range(2):
        async with store.write() as unit:
            await notices.stray(Work(unit, NOW), attempt, found)
    told = await said(store)
    assert len(told) == len(dict(told))
    return dict(told)


async def test_she_and_the_owners_can_have_signed_out_what_is_linked_to_nobody(
    store: Store, cast: Cast
) -> None:
    told = await stray(store, cast, SIGNING_OUT, STRAY)
    assert set(told) == {cast.stella.telegram_id, SAM, SECOND_OWNER}
    for message in told.values():
        assert "@luna · acct_stray" in message.text
        assert verbs(message) == [Verb.SIGN_OUT_STRAY]


async def test_each_has_a_button_that_is_nobody_elses(store: Store, cast: Cast) -> None:
    told = await stray(store, cast, SIGNING_OUT, STRAY)
    assert len({button.data for message in told.values() for row in message.buttons for button in row}) == 3


async def test_while_she_has_stopped_everything_she_alone_can_have_it_signed_out(
    store: Store, cast: Cast
) -> None:
    async with store.write() as unit:
        await unit.people.set_blocked(cast.stella.id, NOW)
    told = await stray(store, cast, SIGNING_OUT, STRAY)
    with_button = {chat for chat, message in told.items() if verbs(message)}
    assert with_button == {cast.stella.telegram_id}
    assert {SAM, SECOND_OWNER} <= set(told)


@pytest.mark.parametrize("blocked_at", [None, NOW])
async def test_what_only_appeared_may_be_anybodys_and_is_the_owners_affair(
    store: Store, cast: Cast, blocked_at: float | None
) -> None:
    async with store.write() as unit:
        await unit.people.set_blocked(cast.stella.id, blocked_at)
    told = await stray(store, cast, SIGNING_OUT, replace(STRAY, certain=False))
    assert {chat: verbs(message) for chat, message in told.items()} == {
        SAM: [Verb.SIGN_OUT_STRAY],
        SECOND_OWNER: [Verb.SIGN_OUT_STRAY],
    }


async def test_of_a_stray_people_are_told_also_where_the_provider_signs_nothing_out(
    store: Store, cast: Cast
) -> None:
    told = await stray(store, cast, NOTICES, STRAY)
    assert set(told) == {cast.stella.telegram_id, SAM, SECOND_OWNER}
    assert not any(message.buttons for message in told.values())


async def refused(store: Store, cast: Cast, reason: Reason, at: float) -> None:
    """Have a login end by a fault of the operator's key."""
    attempt = await builders.stored(store, cast, state=State.FAILED, ending=reason, ask=None)
    async with store.write() as unit:
        await NOTICES.key_refused(Work(unit, at), attempt)


@pytest.mark.parametrize("reason", [Reason.KEY_REFUSED, Reason.PLAN_REFUSED, Reason.SCOPE_REFUSED])
async def test_each_owner_is_told_what_to_do_about_the_key_and_by_which_name(
    store: Store, cast: Cast, reason: Reason
) -> None:
    await refused(store, cast, reason, NOW)
    told = await said(store)
    assert sorted(chat for chat, _ in told) == [SAM, SECOND_OWNER]
    for _, message in told:
        assert MANIFEST.label in message.text
        assert MANIFEST.key_variable in message.text
        assert "Stella" not in message.text


async def test_that_codes_stand_still_the_owners_hear_hourly_and_she_daily_with_a_button_for_the_platform(
    store: Store, cast: Cast
) -> None:
    hour = NOW - NOW % DAY
    for platform, at in (("onlyfans", hour), ("onlyfans", hour + HOUR - 1), ("fansly", hour + 1)):
        attempt = await builders.stored(store, cast, state=State.FAILED, platform=platform, ask=None)
        async with store.write() as unit:
            await NOTICES.codes_stopped(Work(unit, at), attempt)
    everybody = {SAM, SECOND_OWNER, cast.stella.telegram_id}
    assert await labels(store, hour + HOUR) == {
        chat: ["Let OnlyFans go on", "Let Fansly go on"] for chat in everybody
    }
    again = await builders.stored(store, cast, state=State.FAILED, ask=None)
    for at, hers, owners in ((hour + HOUR, 2, 3), (hour + DAY, 3, 4)):
        async with store.write() as unit:
            await NOTICES.codes_stopped(Work(unit, at), again)
        told = {chat: len(found) for chat, found in (await labels(store, at)).items()}
        assert told == {SAM: owners, SECOND_OWNER: owners, cast.stella.telegram_id: hers}


async def labels(store: Store, now: float) -> dict[int, list[str]]:
    """Give the labels of all buttons that each chat is to get by now, oldest first."""
    async with store.write() as unit:
        entries = await unit.outbox.due(now, 99)
    found: dict[int, list[str]] = {}
    for entry in entries:
        message = Message.load(entry.body or "")
        found.setdefault(entry.chat_id, []).extend(button.text for row in message.buttons for button in row)
    return found


async def test_a_key_that_is_refused_is_told_once_an_hour_for_each_reason(store: Store, cast: Cast) -> None:
    hour = NOW - NOW % HOUR
    for reason, at in (
        (Reason.KEY_REFUSED, hour),
        (Reason.KEY_REFUSED, hour + HOUR - 1),
        (Reason.PLAN_REFUSED, hour + 1),
        (Reason.KEY_REFUSED, hour + HOUR),
    ):
        await refused(store, cast, reason, at)
    async with store.write() as unit:
        told = await unit.outbox.due(hour + HOUR, 99)
    assert len([entry for entry in told if entry.chat_id == SAM]) == 3

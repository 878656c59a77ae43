"""/disconnect: a manager only asks; her tap or the owner's does it, at the provider first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.cards.buttons import Verb, data
from bot.handlers.choices import Choice, choose
from bot.relay.limits import DAY, HOUR
from providers.errors import NoAnswer
from providers.steps import Failed, Reason
from storage.models import State
from tests.bot.handlers.office import SAM, Mute, Office, Said, Vendor, labels, manifest, texts
from tests.storage import builders

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.models import Account


def vendor(office: Office) -> Vendor:
    made = office.vendors["onlyfanskit"]
    assert isinstance(made, Vendor)
    return made


async def account(office: Office) -> Account:
    async with office.heart.store.read() as unit:
        found = await unit.accounts.get(office.heart.cast.account.id)
    assert found is not None
    return found


async def is_linked(office: Office) -> bool:
    return (await account(office)).removed_at is None and vendor(office).signed_out == []


async def manager_asks(office: Office) -> str:
    """Have Mia ask for it; give what the group sees."""
    await office.says(office.mia, "/disconnect Stella", where=office.group)
    return texts(await office.presses(office.mia, "OnlyFans"), office.group)


async def test_a_manager_only_asks_her_and_the_owner(office: Office) -> None:
    assert "I've asked Stella and the owner" in await manager_asks(office)
    assert labels(office.said, office.stella) == ["Disconnect", "Keep it"]
    assert labels(office.said, SAM) == ["Disconnect", "Keep it"]
    assert await is_linked(office)


async def test_the_group_sees_no_handle(office: Office) -> None:
    await manager_asks(office)
    assert "@stella" not in texts(office.said, office.group)
    assert "@stella" in texts(office.said, office.stella)


@pytest.mark.parametrize("by", ["stella", "owner"])
async def test_one_tap_of_hers_or_of_the_owner_does_it_and_all_are_told(office: Office, by: str) -> None:
    await manager_asks(office)
    said = await office.presses(office.stella if by == "stella" else SAM, "Disconnect")
    cast = office.heart.cast
    assert vendor(office).signed_out == [cast.account.external_id]
    assert (await account(office)).removed_at == office.heart.clock()
    assert "is signed out" in texts(said, office.group)
    assert "is signed out" in texts(said, office.stella)
    assert "is signed out" in texts(said, SAM)
    assert (await office.audited())[-1] == "account_disconnected"


async def test_a_managers_tap_does_nothing(office: Office) -> None:
    await manager_asks(office)
    await office.presses(office.mia, "Disconnect")
    assert office.toasts() == ["This button is not for you."]
    assert await is_linked(office)


async def test_she_keeps_it_and_the_group_hears_of_it(office: Office) -> None:
    await manager_asks(office)
    hers = next(said for said in office.said if said.chat_id == office.stella)
    said = await office.presses(office.stella, "Keep it", under=hers)
    assert "keeps the OnlyFans account" in texts(said, office.group)
    assert "wants to keep" in texts(said, SAM)
    assert await is_linked(office)


async def test_the_owner_keeps_it_and_the_group_hears_of_it(office: Office) -> None:
    await manager_asks(office)
    owners = next(said for said in office.said if said.chat_id == SAM)
    said = await office.presses(SAM, "Keep it", under=owners)
    assert "The owner keeps the OnlyFans account of Stella" in texts(said, office.group)
    assert await is_linked(office)


async def test_her_no_is_heard_once_for_a_question_and_written_down(office: Office) -> None:
    for _ in range(2):
        await manager_asks(office)
        hers = next(said for said in reversed(office.said) if said.chat_id == office.stella)
        assert "keeps the OnlyFans" in texts(
            await office.presses(office.stella, "Keep it", under=hers), office.group
        )
        assert await office.presses(office.stella, "Keep it", under=hers) == []
        office.heart.clock.later(HOUR)
    assert (await office.audited()).count("disconnect_kept") == 2
    assert await is_linked(office)


async def test_a_no_to_what_nobody_has_asked_is_not_heard(office: Office) -> None:
    made = choose(Choice.STAY, office.heart.cast.account.id, office.heart.cast.manager.id)
    assert await office.sends_data(office.stella, made, Said(office.stella, "A card", {})) == []


@pytest.mark.parametrize("answer", ["Disconnect", "Keep it"])
async def test_the_wish_of_a_manager_who_was_removed_since_is_void(office: Office, answer: str) -> None:
    await manager_asks(office)
    await office.removes_mia()
    for who in (office.stella, SAM):
        put = next(said for said in office.said if said.chat_id == who)
        before = len(office.deleted)
        assert texts(await office.presses(who, answer, under=put), office.group) == ""
        assert len(office.deleted) == before + 1
    assert await is_linked(office)


async def test_a_team_asks_three_times_a_day_at_most(office: Office) -> None:
    for _ in range(3):
        assert "I've asked" in await manager_asks(office)
        office.heart.clock.later(HOUR)
    assert await manager_asks(office) == ""
    assert "3 times within a day" in office.toasts()[-1]
    assert (await office.audited()).count("disconnect_asked") == 3
    office.heart.clock.later(DAY + 1)
    assert "I've asked" in await manager_asks(office)


async def test_the_same_is_asked_once_an_hour_and_counts_once(office: Office) -> None:
    await manager_asks(office)
    before = len(office.said)
    assert "were asked this within the last hour" in await manager_asks(office)
    assert {said.chat_id for said in office.said[before:]} == {office.group}
    assert (await office.audited()).count("disconnect_asked") == 1


async def test_the_next_manager_has_it_asked_once_the_one_who_did_was_removed(office: Office) -> None:
    await manager_asks(office)
    bob = await office.enlists("Bob")
    await office.says(bob, "/disconnect Stella", where=office.group)
    assert "within the last hour" in texts(await office.presses(bob, "OnlyFans"), office.group)
    await office.removes_mia()
    await office.says(bob, "/disconnect Stella", where=office.group)
    said = await office.presses(bob, "OnlyFans")
    assert "I've asked Stella and the owner" in texts(said, office.group)
    assert "Bob" in texts(said, office.stella)
    await office.presses(office.stella, "Disconnect")
    assert not await is_linked(office)


async def test_an_hour_is_an_hour_and_not_the_rest_of_one(office: Office) -> None:
    office.heart.clock.later(HOUR / 2)
    await manager_asks(office)
    office.heart.clock.later(HOUR - 1)
    assert "within the last hour" in await manager_asks(office)


async def test_where_nothing_is_linked_it_is_said_to_be_so(office: Office) -> None:
    async with office.heart.work() as work:
        await work.unit.accounts.save(replace(office.heart.cast.account, removed_at=work.now))
    for who, where in ((office.mia, office.group), (SAM, office.group), (SAM, SAM)):
        said = await office.says(who, "/disconnect Stella", where=where)
        assert texts(said, where) == "No account of Stella is linked, so there is nothing to sign out."


async def test_she_does_it_alone_with_one_confirmation(office: Office) -> None:
    shown = await office.says(office.stella, "/disconnect")
    assert labels(shown, office.stella) == ["OnlyFans · @stella · OnlyFansKit"]
    await office.presses(office.stella, "OnlyFans · @stella · OnlyFansKit")
    assert await is_linked(office)
    await office.presses(office.stella, "Disconnect")
    assert not await is_linked(office)


@pytest.mark.parametrize(
    "made", [lambda one: choose(Choice.SIGN_OUT, one), lambda one: data(Verb.SIGN_OUT, one)]
)
async def test_what_was_only_proposed_to_her_is_not_hers_to_sign_out(
    office: Office, made: Callable[[str], str]
) -> None:
    """It may be anybody's, and the question whether it is hers tells her client its id."""
    cast = office.heart.cast
    proposed = builders.account(cast.team, cast.stella, confirmed_at=None)
    async with office.heart.work() as work:
        await work.unit.accounts.add(proposed)
    await office.sends_data(office.stella, made(proposed.id), Said(office.stella, "Is it yours?", {}))
    assert vendor(office).signed_out == []
    assert "not there any more" in office.toasts()[-1]


async def test_she_may_change_her_mind(office: Office) -> None:
    await office.says(office.stella, "/disconnect")
    await office.presses(office.stella, "OnlyFans · @stella · OnlyFansKit")
    assert await office.presses(office.stella, "Keep it") == []
    assert await is_linked(office)


async def test_the_owner_does_it_alone_in_the_group_and_in_private(office: Office) -> None:
    await office.says(SAM, "/disconnect Stella", where=office.group)
    said = await office.presses(SAM, "OnlyFans")
    assert "@stella" not in texts(said, office.group)
    await office.presses(SAM, "Keep it")
    await office.says(SAM, "/disconnect stella")
    await office.presses(SAM, "OnlyFans · @stella · OnlyFansKit")
    await office.presses(SAM, "Disconnect")
    assert not await is_linked(office)


async def test_somebody_without_an_account_is_told_so(office: Office) -> None:
    said = await office.says(office.mia, "/disconnect")
    assert texts(said, office.mia) == "There is no linked account of yours to sign out."


async def test_a_login_that_is_open_ends_with_the_account(office: Office) -> None:
    attempt = await office.heart.stored(State.ASKED, asked_first=True)
    await office.says(office.stella, "/disconnect")
    await office.presses(office.stella, "OnlyFans · @stella · OnlyFansKit")
    await office.presses(office.stella, "Disconnect")
    assert (await office.heart.row(attempt)).state is State.DECLINED


@pytest.mark.parametrize(
    "failure", [Failed(Reason.RATE_LIMITED), NoAnswer()], ids=["refused for now", "no answer"]
)
async def test_who_pressed_is_asked_to_try_again_where_that_may_help(
    office: Office, failure: Failed | NoAnswer
) -> None:
    vendor(office).fails = failure
    await manager_asks(office)
    assert await office.presses(office.stella, "Disconnect") == []
    assert "try again" in office.toasts()[-1]
    assert await is_linked(office)


@pytest.mark.parametrize("reason", [Reason.KEY_REFUSED, Reason.PLAN_REFUSED, Reason.SCOPE_REFUSED])
async def test_a_key_that_is_refused_is_put_to_owner_and_managers_and_not_to_her(
    office: Office, reason: Reason
) -> None:
    vendor(office).fails = Failed(reason)
    await manager_asks(office)
    said = await office.presses(office.stella, "Disconnect")
    assert "refused this bot's own key" in texts(said, SAM)
    assert "@stella" not in texts(said, office.group)
    assert "refused this bot's key. The owner has to look at it." in texts(said, office.group)
    assert texts(said, office.stella) == ""
    assert "nothing you did" in office.toasts()[-1]
    assert "key" not in office.toasts()[-1]
    assert await is_linked(office)
    vendor(office).fails = None
    await office.presses(office.stella, "Disconnect")
    assert not await is_linked(office)


async def test_a_key_that_is_refused_is_told_once_an_hour_however_often_she_presses(office: Office) -> None:
    vendor(office).fails = Failed(Reason.KEY_REFUSED)
    await manager_asks(office)
    for told in (True, False, True):
        said = await office.presses(office.stella, "Disconnect")
        assert ("refused this bot's own key" in texts(said, SAM)) is told
        assert ("refused this bot's key" in texts(said, office.group)) is told
        assert "nothing you did" in office.toasts()[-1]
        office.heart.clock.later(HOUR / 2)


async def test_a_vendor_that_cannot_is_said_to_be_so_before_anybody_is_asked(office: Office) -> None:
    office.vendors = {"onlyfanskit": Mute(manifest("onlyfanskit", label="OnlyFansKit"))}
    assert await manager_asks(office) == ""
    assert "OnlyFansKit cannot be told from here" in office.toasts()[-1]
    assert "disconnect_asked" not in await office.audited()


async def test_the_second_of_two_taps_does_nothing(office: Office) -> None:
    await manager_asks(office)
    hers, owners = (
        next(said for said in office.said if said.chat_id == chat) for chat in (office.stella, SAM)
    )
    await office.presses(office.stella, "Disconnect", under=hers)
    assert await office.presses(SAM, "Disconnect", under=owners) == []
    assert len(vendor(office).signed_out) == 1
    assert "not there any more" in office.toasts()[-1]


async def test_several_accounts_are_told_apart_by_their_numbers_in_the_group(office: Office) -> None:
    cast = office.heart.cast
    async with office.heart.work() as work:
        await work.unit.accounts.add(
            replace(builders.account(cast.team, cast.stella), created_at=work.now + 1, label="@stella2")
        )
    said = await office.says(office.mia, "/disconnect Stella", where=office.group)
    assert labels(said, office.group) == ["OnlyFans 1", "OnlyFans 2"]

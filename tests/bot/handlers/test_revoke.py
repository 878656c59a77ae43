"""A creator leaves a team by two taps, and may sign her accounts out afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.models import State
from tests.bot.handlers.office import SAM, Office, Vendor, labels, manifest, texts
from tests.storage import builders

if TYPE_CHECKING:
    from storage.models import Account

LEAVE = "Leave Moonlight Agency"


async def account(office: Office) -> Account:
    async with office.heart.store.read() as unit:
        found = await unit.accounts.get(office.heart.cast.account.id)
    assert found is not None
    return found


async def leaves(office: Office) -> None:
    await office.says(office.stella, "/revoke")
    await office.presses(office.stella, LEAVE)


async def test_two_taps_end_what_is_open_her_place_and_her_accounts(office: Office) -> None:
    live = await office.heart.stored(State.WORKING)
    await leaves(office)
    assert (await office.heart.row(live)).ending == "left"
    assert (await account(office)).removed_at is not None
    async with office.heart.store.read() as unit:
        assert await unit.enrolments.of_creator(office.heart.cast.stella.id) == []
    assert "creator_left" in await office.audited()


async def test_the_team_and_the_owner_are_told(office: Office) -> None:
    await office.knows(SAM, "Sam")
    await leaves(office)
    assert "You have left" in texts(office.said, office.stella)
    assert "Stella has left the team" in texts(office.said, office.group)
    assert "Stella has left" in texts(office.said, SAM)


async def test_nobody_can_ask_her_for_anything_afterwards(office: Office) -> None:
    await leaves(office)
    assert "Stella" in texts(await office.says(office.mia, "/login Stella", where=office.group), office.group)
    async with office.heart.store.read() as unit:
        assert await unit.attempts.newest_of_creator(office.heart.cast.stella.id, 9) == []


async def test_she_is_offered_to_sign_her_accounts_out(office: Office) -> None:
    await leaves(office)
    [label] = [one for one in labels(office.said, office.stella) if one.startswith("Sign out")]
    await office.presses(office.stella, label)
    vendor = office.vendors["onlyfanskit"]
    assert isinstance(vendor, Vendor)
    assert vendor.signed_out == [office.heart.cast.account.external_id]
    assert "is signed out" in office.toasts()[-1]


async def test_no_other_presses_her_buttons(office: Office) -> None:
    await office.says(office.stella, "/revoke")
    await office.presses(office.mia, LEAVE)
    assert (await account(office)).removed_at is None
    await office.presses(office.stella, LEAVE)
    [label] = [one for one in labels(office.said, office.stella) if one.startswith("Sign out")]
    await office.presses(office.mia, label)
    vendor = office.vendors["onlyfanskit"]
    assert isinstance(vendor, Vendor)
    assert vendor.signed_out == []


async def test_of_two_teams_she_leaves_the_one_and_stays_in_the_other(office: Office) -> None:
    stella = office.heart.cast.stella
    other = builders.team(title="Daylight Agency")
    place = builders.enrolment(other, stella)
    async with office.heart.work() as work:
        await work.unit.teams.add(other)
        await work.unit.enrolments.add(place)
    shown = await office.says(office.stella, "/revoke")
    assert set(labels(shown, office.stella)) == {LEAVE, "Leave Daylight Agency"}
    await office.presses(office.stella, "Leave Daylight Agency")
    assert (await account(office)).removed_at is None
    async with office.heart.store.read() as unit:
        [left] = await unit.enrolments.of_creator(stella.id)
    assert left.team_id == office.heart.cast.team.id


async def test_who_is_in_no_team_has_none_to_leave(office: Office) -> None:
    office.vendors["onlyfanskit"] = Vendor(manifest("onlyfanskit"))
    assert "not enrolled with any team" in texts(await office.says(office.mia, "/revoke"), office.mia)

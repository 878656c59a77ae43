"""A creator leaves a team by two taps, and may sign her accounts out afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.handlers.choices import Choice, choose
from bot.people.accounts import disown
from bot.people.undoing import undo_enrolment
from storage.models import State
from tests.bot.handlers.office import SAM, Office, Said, Vendor, labels, manifest, texts
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


def signed_out(office: Office) -> list[str]:
    vendor = office.vendors["onlyfanskit"]
    assert isinstance(vendor, Vendor)
    return vendor.signed_out


async def signs_out(office: Office, who: int, account_id: str) -> None:
    """Press the button to sign an account out that was left, or send what it would carry."""
    made = choose(Choice.LEFT_SIGN_OUT, account_id)
    await office.sends_data(who, made, Said(who, "You have left", {"Sign out": made}))


async def test_she_is_offered_to_sign_her_accounts_out(office: Office) -> None:
    await leaves(office)
    [label] = [one for one in labels(office.said, office.stella) if one.startswith("Sign out")]
    await office.presses(office.stella, label)
    assert signed_out(office) == [office.heart.cast.account.external_id]
    assert "is signed out" in office.toasts()[-1]
    assert (await office.audited())[-1] == "left_account_signed_out"


async def test_an_account_that_she_has_left_is_signed_out_once(office: Office) -> None:
    await leaves(office)
    for _ in range(2):
        await signs_out(office, office.stella, office.heart.cast.account.id)
    assert len(signed_out(office)) == 1
    assert "not there any more" in office.toasts()[-1]


@pytest.mark.parametrize("confirmed", [True, False])
async def test_an_account_that_somebody_has_since_is_that_ones_and_a_proposal_gives_it_to_nobody(
    office: Office, *, confirmed: bool
) -> None:
    await leaves(office)
    cast, hers = office.heart.cast, office.heart.cast.account
    bella = await office.knows(4_711, "Bella")
    async with office.heart.work() as work:
        fields = {"external_id": hers.external_id, "confirmed_at": work.now if confirmed else None}
        await work.unit.accounts.add(builders.account(cast.team, bella, **fields))
    await signs_out(office, office.stella, hers.id)
    assert signed_out(office) == ([] if confirmed else [hers.external_id])


async def test_what_she_said_is_not_hers_she_cannot_have_signed_out(office: Office) -> None:
    cast = office.heart.cast
    proposed = builders.account(cast.team, cast.stella, confirmed_at=None)
    async with office.heart.work() as work:
        await work.unit.accounts.add(proposed)
        await disown(work, proposed.id, cast.stella)
    await signs_out(office, office.stella, proposed.id)
    assert signed_out(office) == []


async def test_whose_enrolment_the_owner_has_undone_signs_nothing_out(office: Office) -> None:
    async with office.heart.work() as work:
        await undo_enrolment(work, office.heart.cast.enrolment.id)
    await signs_out(office, office.stella, office.heart.cast.account.id)
    assert signed_out(office) == []


async def test_no_other_presses_her_buttons(office: Office) -> None:
    await office.says(office.stella, "/revoke")
    await office.presses(office.mia, LEAVE)
    assert (await account(office)).removed_at is None
    await office.presses(office.stella, LEAVE)
    await signs_out(office, office.mia, office.heart.cast.account.id)
    assert signed_out(office) == []


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

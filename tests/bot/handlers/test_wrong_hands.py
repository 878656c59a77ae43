"""The buttons of signing out, disconnecting and step-ups in hands that they were not made for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.cards.buttons import Verb, data
from bot.handlers.choices import Choice, choose
from bot.leftovers import stray_handle
from providers.steps import ListedAccount
from storage.models import State
from tests.bot.handlers.office import Office, Said, SteppingUp, manifest
from tests.bot.relay.attempts import SMS
from tests.storage import builders

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

STRAY = "acct_stray"


async def removed(office: Office) -> int:
    await office.removes_mia()
    return office.mia


async def stranger(_office: Office) -> int:
    return 4_711


async def of_another_team(office: Office) -> int:
    person, team = await office.knows(4_712, "Bob"), builders.team(title="Daylight Agency")
    async with office.heart.work() as work:
        await work.unit.teams.add(team)
        await work.unit.managers.add(builders.manager(team, person, name="Bob"))
    return person.telegram_id


async def another_creator(office: Office) -> int:
    bella = await office.knows(4_713, "Bella")
    async with office.heart.work() as work:
        place = builders.enrolment(office.heart.cast.team, bella, name="Bella")
        await work.unit.enrolments.add(place)
    return bella.telegram_id


async def every_button(office: Office) -> list[str]:
    """Give the data of each button once, as those would carry it for whom it is made."""
    cast = office.heart.cast
    attempt = await office.heart.stored(State.FAILED, ask=None, ending="another_account")
    left = builders.account(cast.team, cast.stella, removed_at=office.heart.clock())
    async with office.heart.work() as work:
        await work.unit.accounts.add(left)
        await work.unit.teams.set_step_up(cast.team.id, work.now)
        handle = stray_handle(work.unit, attempt, STRAY, cast.stella.telegram_id)
    account, place, manager = cast.account.id, cast.enrolment.id, cast.manager.id
    return [
        data(Verb.NOT_ME_BY_ACCOUNT, account),
        data(Verb.SIGN_OUT, account),
        data(Verb.SIGN_OUT_STRAY, attempt.id, handle),
        choose(Choice.SIGN_OUT, account),
        choose(Choice.SIGN_OUT, account, manager),
        choose(Choice.LEFT_SIGN_OUT, left.id),
        choose(Choice.STAY, account, manager),
        choose(Choice.DISCONNECT_CREATOR, place),
        choose(Choice.DISCONNECT, account),
        choose(Choice.STEP_UP_CREATOR, place),
        choose(Choice.STEP_UP, account),
        choose(Choice.STEP_UP, account, "payout"),
        choose(Choice.STEP_UP_ALLOW, place),
        choose(Choice.STEP_UP_ALLOW, place, manager),
        choose(Choice.STEP_UP_REFUSE, place),
    ]


@pytest.mark.parametrize("where", ["group", "private"])
@pytest.mark.parametrize("whose", [removed, stranger, of_another_team, another_creator])
async def test_in_other_hands_they_do_and_say_nothing(
    office: Office, whose: Callable[[Office], Awaitable[int]], where: str
) -> None:
    vendor = SteppingUp(manifest("onlyfanskit", label="OnlyFansKit"), [ListedAccount(STRAY)])
    office.vendors = {"onlyfanskit": vendor}
    made = await every_button(office)
    who = await whose(office)
    before = await office.audited()
    for one in made:
        shown = Said(office.group if where == "group" else who, "", {"X": one})
        assert await office.sends_data(who, one, shown) == [], one
    assert (vendor.signed_out, office.deleted) == ([], [])
    assert await office.audited() == before
    assert len(office.toasts()) == len(made)


@pytest.mark.parametrize("verb", [Verb.CANCEL, Verb.REMIND])
async def test_a_manager_who_has_left_the_group_presses_in_vain(office: Office, verb: Verb) -> None:
    open_one = await office.heart.stored(State.CODE_NEEDED, ask=SMS)
    office.network.place = "left"
    card = Said(office.group, "", {"X": data(verb, open_one.id)})
    assert await office.sends_data(office.mia, data(verb, open_one.id), card) == []
    assert (await office.heart.row(open_one)).state is State.CODE_NEEDED
    assert len(office.toasts()) == 1


async def test_a_manager_who_has_left_the_group_cancels_nothing_by_a_command(office: Office) -> None:
    open_one = await office.heart.stored(State.CODE_NEEDED, ask=SMS)
    office.network.place = "left"
    await office.says(office.mia, "/cancel", where=office.group)
    assert (await office.heart.row(open_one)).state is State.CODE_NEEDED

"""“Is @x yours?”: asked of nobody who is to be left alone, not again after her No, and so often a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.people.accounts import Listed
from bot.people.assigning import assign
from bot.relay.limits import DAY, HOUR
from providers.steps import ListedAccount
from storage.models import State
from tests.bot.handlers.office import SAM, Office, Said, Vendor, texts
from tests.storage import builders

if TYPE_CHECKING:
    from storage.models import Team

MOST = 6
GATES = ["blocked_at", "frozen_at", "paused_until"]
SHUT = {
    "blocked_at": "Stopped by Stella. Only she can allow logins again.",
    "frozen_at": "Stella is frozen. Only she can end that",
    "paused_until": "Stella has paused logins.",
}
NOT_HERS = "Stella has said that this account is not hers"
ENOUGH = "Stella has been asked about accounts 6 times within a day"


async def shuts(office: Office, gate: str) -> None:
    """Let Stella have stopped, paused or been frozen."""
    at = office.heart.clock() + (DAY if gate == "paused_until" else 0)
    async with office.heart.work() as work:
        await work.unit.people.note(office.heart.cast.stella.id, **{gate: at})


async def links(office: Office, account_id: str, *, by: int | None = None) -> list[Said]:
    """Have a manager, Mia unless told, name an account as Stella's in private."""
    return await office.says(by or office.mia, f"/accounts Stella {account_id} onlyfanskit")


async def linked_by_owner(office: Office, account_id: str) -> list[Said]:
    """Have Sam say that an account which a connection may have brought is Stella's."""
    vendor = office.vendors["onlyfanskit"]
    assert isinstance(vendor, Vendor)
    vendor.accounts = [ListedAccount(account_id, "stella")]
    attempt = await office.heart.stored(State.FAILED, account_id=None)
    handle = Listed("onlyfanskit", "onlyfans", account_id).handle
    said = await office.presses(SAM, "X", under=Said(SAM, "", {"X": f"hers:{attempt.id}:{handle}"}))
    vendor.accounts = []
    return said


def asked(office: Office) -> int:
    """Count the questions that Stella has been asked."""
    return sum("Yes, it's mine" in one.buttons for one in office.said if one.chat_id == office.stella)


async def in_two_teams(office: Office, *account_ids: str) -> int:
    """Let Stella be in a second team, which was given these accounts; give the id of its manager."""
    team = builders.team(title="Sunlight Agency")
    bob = await office.knows(4_321, "Bob")
    async with office.heart.work() as work:
        await work.unit.teams.add(team)
        await work.unit.managers.add(builders.manager(team, bob, name="Bob"))
        await work.unit.enrolments.add(builders.enrolment(team, office.heart.cast.stella, name="Stella"))
    await given(office, team, *account_ids)
    return bob.telegram_id


async def given(office: Office, team: Team, *account_ids: str) -> None:
    async with office.heart.work() as work:
        for account_id in account_ids:
            await assign(work, team, Listed("onlyfanskit", "onlyfans", account_id))


@pytest.mark.parametrize("gate", GATES)
async def test_who_is_to_be_left_alone_is_not_asked_whether_an_account_is_hers(
    office: Office, gate: str
) -> None:
    await shuts(office, gate)
    said = await links(office, "acct_new")
    assert SHUT[gate] in texts(said, office.mia)
    assert texts(said, office.stella) == ""
    assert "account_proposed" not in await office.audited()


async def test_a_question_that_stands_is_not_repeated_once_she_has_stopped_everything(office: Office) -> None:
    await links(office, "acct_new")
    office.heart.clock.later(2 * HOUR)
    await shuts(office, "blocked_at")
    assert SHUT["blocked_at"] in texts(await links(office, "acct_new"), office.mia)
    assert asked(office) == 1


@pytest.mark.parametrize("gate", GATES)
async def test_neither_is_she_asked_by_the_owners_word(office: Office, gate: str) -> None:
    await shuts(office, gate)
    assert await linked_by_owner(office, "acct_new") == []
    assert SHUT[gate] in office.toasts()[0]


async def test_after_her_no_the_same_account_is_not_asked_about_for_a_day(office: Office) -> None:
    await links(office, "acct_new")
    await office.presses(office.stella, "No")
    for _ in range(3):
        said = await links(office, "acct_new")
        assert NOT_HERS in texts(said, office.mia)
        assert texts(said, office.stella) == ""
        office.heart.clock.later(DAY / 3 - 1)
    office.heart.clock.later(3)
    await links(office, "acct_new")
    assert asked(office) == 2


async def test_her_no_holds_for_every_team_and_for_the_owner(office: Office) -> None:
    await links(office, "acct_new")
    await office.presses(office.stella, "No")
    bob = await in_two_teams(office, "acct_new")
    assert NOT_HERS in texts(await links(office, "acct_new", by=bob), bob)
    assert await linked_by_owner(office, "acct_new") == []
    assert NOT_HERS in office.toasts()[0]
    assert asked(office) == 1


async def test_her_no_is_about_that_account_and_about_her_alone(office: Office) -> None:
    bella = await office.knows(7_654, "Bella")
    async with office.heart.work() as work:
        await work.unit.people.set_reachable(bella.id, reachable=True)
        await work.unit.enrolments.add(builders.enrolment(office.heart.cast.team, bella, name="Bella"))
    await links(office, "acct_new")
    await office.presses(office.stella, "No")
    await links(office, "acct_other")
    assert asked(office) == 2
    said = await office.says(office.mia, "/accounts Bella acct_new onlyfanskit")
    assert "says that this account is yours" in texts(said, bella.telegram_id)


async def test_managers_have_her_asked_six_times_a_day_over_all_of_them_and_all_teams(office: Office) -> None:
    ours = [f"acct_{number}" for number in range(MOST)]
    bob = await in_two_teams(office, "acct_bobs_1", "acct_bobs_2")
    await given(office, office.heart.cast.team, *ours)
    max_ = await office.enlists("Max")
    for number, account_id in enumerate(ours[1:]):
        await links(office, account_id, by=max_ if number % 2 else office.mia)
    await links(office, "acct_bobs_1", by=bob)
    for who, account_id in ((bob, "acct_bobs_2"), (office.mia, ours[0]), (max_, ours[0])):
        said = await links(office, account_id, by=who)
        assert ENOUGH in texts(said, who)
        assert "/connect Stella" in texts(said, who)
    assert asked(office) == MOST
    office.heart.clock.later(DAY)
    await links(office, ours[0])
    assert asked(office) == MOST + 1


async def test_a_question_that_is_put_again_every_hour_counts_each_time(office: Office) -> None:
    for _ in range(2 * MOST):
        await links(office, "acct_new")
        office.heart.clock.later(HOUR)
    assert asked(office) == MOST


async def test_within_an_hour_the_same_question_stands_and_counts_once(office: Office) -> None:
    for _ in range(2 * MOST):
        said = await links(office, "acct_new")
        office.heart.clock.later(HOUR / (2 * MOST) - 1)
    assert "has been asked about" in texts(said, office.mia)
    assert asked(office) == 1
    await links(office, "acct_other")
    assert asked(office) == 2


async def test_what_the_owner_has_her_asked_neither_counts_nor_is_held_back(office: Office) -> None:
    await linked_by_owner(office, "acct_owners_1")
    for number in range(MOST + 1):
        await links(office, f"acct_{number}")
    assert asked(office) == MOST + 1
    await linked_by_owner(office, "acct_owners_2")
    assert asked(office) == MOST + 2


async def test_the_next_manager_has_her_asked_anew_once_the_one_who_did_was_removed(office: Office) -> None:
    await links(office, "acct_new")
    await office.removes_mia()
    bob = await office.enlists("Bob")
    assert "Bob" in texts(await links(office, "acct_new", by=bob), office.stella)
    said = await office.presses(office.stella, "Yes, it's mine")
    assert "is linked" in texts(said, office.group)


async def test_several_accounts_are_linked_one_after_the_other(office: Office) -> None:
    for number in range(MOST):
        await links(office, f"acct_{number}")
        await office.presses(office.stella, "Yes, it's mine")
    async with office.heart.store.read() as unit:
        hers = await unit.accounts.of_creator(office.heart.cast.stella.id)
    assert sum(account.confirmed_at is not None for account in hers) == MOST + 1

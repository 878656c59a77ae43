"""/assign and /accounts: with several teams each links what the owner gave it, and she says yes or no."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.people.accounts import Listed
from providers.steps import Failed, ListedAccount, Reason
from storage.models import State
from tests.bot.handlers.office import SAM, Office, Said, Vendor, labels, manifest, texts
from tests.storage import builders

if TYPE_CHECKING:
    from storage.models import Account, Team

BELLA = ListedAccount("acct_bella", "bella")
HANDLE = Listed("onlyfanskit", "onlyfans", BELLA.id).handle
IS_BELLA = "OnlyFans · @bella · acct_bella"


def vendor(office: Office) -> Vendor:
    made = office.vendors["onlyfanskit"]
    assert isinstance(made, Vendor)
    return made


@pytest.fixture
async def sunlight(office: Office) -> Team:
    """Let there be a second team, and an account that nobody has."""
    vendor(office).accounts.append(BELLA)
    team = builders.team(title="Sunlight Agency")
    async with office.heart.work() as work:
        await work.unit.teams.add(team)
    return team


async def proposed(office: Office) -> list[Account]:
    """Give what waits for Stella's Yes."""
    async with office.heart.store.read() as unit:
        accounts = await unit.accounts.of_creator(office.heart.cast.stella.id)
    return [account for account in accounts if account.confirmed_at is None]


async def give(office: Office, agency: str) -> list[Said]:
    """Have Sam give the account to a team."""
    await office.says(SAM, "/assign")
    await office.presses(SAM, IS_BELLA)
    return await office.presses(SAM, agency)


async def test_the_only_team_links_every_free_account_without_the_owner(office: Office) -> None:
    vendor(office).accounts += [BELLA, ListedAccount(office.heart.cast.account.external_id, "stella")]
    said = await office.says(office.mia, "/accounts Stella")
    assert labels(said, office.mia) == [IS_BELLA]


async def test_the_only_team_is_told_which_ids_there_are_not(office: Office) -> None:
    vendor(office).accounts.append(BELLA)
    said = await office.says(office.mia, "/accounts Stella acct_nowhere")
    assert "OnlyFansKit lists no account “acct_nowhere”" in texts(said, office.mia)


async def test_what_another_creator_has_is_refused(office: Office) -> None:
    cast = office.heart.cast
    bella = await office.knows(7_654, "Bella")
    async with office.heart.work() as work:
        await work.unit.enrolments.add(builders.enrolment(cast.team, bella, name="Bella"))
    said = await office.says(office.mia, f"/accounts Bella {cast.account.external_id}")
    assert "linked to somebody else" in texts(said, office.mia)


async def test_of_several_teams_none_links_what_the_owner_has_not_given_it(
    office: Office, sunlight: Team
) -> None:
    said = await office.says(office.mia, "/accounts Stella")
    assert labels(said, office.mia) == []
    await give(office, sunlight.title)
    assert labels(await office.says(office.mia, "/accounts Stella"), office.mia) == []
    assert "account_assigned" in await office.audited(sunlight)


@pytest.mark.parametrize("account_id", [BELLA.id, "acct_nobody"])
@pytest.mark.usefixtures("sunlight")
async def test_an_id_that_is_typed_is_refused_alike_whether_it_exists_or_not(
    office: Office, account_id: str
) -> None:
    said = await office.says(office.mia, f"/accounts Stella {account_id}")
    assert "The owner has not given that account to this team" in texts(said, office.mia)
    assert await proposed(office) == []


@pytest.mark.usefixtures("sunlight")
async def test_a_button_from_another_team_links_nothing(office: Office) -> None:
    altered = Said(office.mia, "", {"X": f"pick:{office.heart.cast.enrolment.id}:{HANDLE}"})
    await office.presses(office.mia, "X", under=altered)
    assert "has not given" in office.toasts()[0]
    assert await proposed(office) == []


@pytest.mark.usefixtures("sunlight")
async def test_what_the_owner_gives_a_team_it_proposes_and_she_confirms(office: Office) -> None:
    said = await give(office, "Moonlight Agency")
    assert "may have OnlyFans <b>@bella · acct_bella</b>" in texts(said, SAM)
    await office.says(office.mia, "/accounts Stella")
    said = await office.presses(office.mia, IS_BELLA)
    assert "Is OnlyFans <b>@bella</b> (at OnlyFansKit) yours?" in texts(said, office.stella)
    (account,) = await proposed(office)
    await office.presses(office.stella, "Yes, it's mine")
    assert await proposed(office) == []
    assert account.team_id == office.heart.cast.team.id


async def test_what_was_given_can_be_moved(office: Office, sunlight: Team) -> None:
    await give(office, "Moonlight Agency")
    shown = await office.says(SAM, "/assign")
    assert "Every free account that I see was given to a team" in texts(shown, SAM)
    await office.presses(SAM, "Show those with a team")
    await office.presses(SAM, f"{IS_BELLA} · Moonlight Agency")
    assert "Moonlight Agency" not in office.said[-1].buttons
    await office.presses(SAM, sunlight.title)
    async with office.heart.store.read() as unit:
        assert await unit.assignments.team_of("onlyfanskit", BELLA.id) == sunlight.id
    assert "account_taken_back" in await office.audited()


async def test_what_a_creator_has_cannot_be_given_away(office: Office, sunlight: Team) -> None:
    cast = office.heart.cast
    vendor(office).accounts = [ListedAccount(cast.account.external_id, "stella")]
    assert labels(await office.says(SAM, "/assign"), SAM) == ["Show those with a team"]
    handle = Listed(cast.account.provider, cast.account.platform, cast.account.external_id).handle
    altered = Said(SAM, "", {"X": f"assignto:{handle}:{sunlight.id}"})
    await office.presses(SAM, "X", under=altered)
    assert office.toasts() == ["That account is linked to somebody else already."]


async def test_the_owner_may_write_all_in_one_line(office: Office, sunlight: Team) -> None:
    said = await office.says(SAM, f"/assign {BELLA.id} sunlight agency")
    assert "<b>Sunlight Agency</b> may have OnlyFans <b>@bella · acct_bella</b>" in texts(said, SAM)
    async with office.heart.store.read() as unit:
        assert await unit.assignments.team_of("onlyfanskit", BELLA.id) == sunlight.id


@pytest.mark.usefixtures("sunlight")
async def test_a_team_that_is_not_named_is_asked_for(office: Office) -> None:
    said = await office.says(SAM, f"/assign {BELLA.id}")
    assert labels(said, SAM) == ["Moonlight Agency", "Sunlight Agency"]


@pytest.mark.usefixtures("sunlight")
async def test_a_team_that_there_is_not_is_said_to_be_none(office: Office) -> None:
    said = await office.says(SAM, f"/assign {BELLA.id} Starlight")
    told = "no team of the name “Starlight”. There are: Moonlight Agency, Sunlight Agency"
    assert told in texts(said, SAM)


@pytest.mark.usefixtures("sunlight")
async def test_an_id_that_no_vendor_lists_is_not_assigned(office: Office) -> None:
    said = await office.says(SAM, "/assign acct_nobody Sunlight Agency")
    assert "No provider lists an account with the id “acct_nobody”" in texts(said, SAM)


@pytest.mark.usefixtures("sunlight")
async def test_an_id_that_a_silent_vendor_may_list_is_not_said_to_be_none(office: Office) -> None:
    refused = Failed(Reason.KEY_REFUSED)
    office.vendors["onlyfansapi"] = Vendor(manifest("onlyfansapi", label="OnlyFansAPI"), fails=refused)
    said = await office.says(SAM, "/assign acct_nobody Sunlight Agency")
    assert "OnlyFansAPI refused this bot's key" in texts(said, SAM)


async def test_many_teams_stand_on_pages(office: Office, sunlight: Team) -> None:
    async with office.heart.work() as work:
        for number in range(8):
            await work.unit.teams.add(builders.team(title=f"A {number}"))
    await office.says(SAM, f"/assign {BELLA.id}")
    page = await office.presses(SAM, "More ▶")
    assert labels(page, SAM) == ["Moonlight Agency", sunlight.title, "◀ Back"]


async def test_nobody_but_the_owner_assigns(office: Office, sunlight: Team) -> None:
    assert "Only the owner" in texts(await office.says(office.mia, "/assign"), office.mia)
    altered = Said(office.mia, "", {"X": f"assignto:{HANDLE}:{sunlight.id}"})
    await office.presses(office.mia, "X", under=altered)
    async with office.heart.store.read() as unit:
        assert await unit.assignments.team_of("onlyfanskit", BELLA.id) is None


async def test_with_one_team_there_is_nothing_to_assign(office: Office) -> None:
    assert "a single team may have every account" in texts(await office.says(SAM, "/assign"), SAM)


async def test_many_accounts_stand_on_pages(office: Office, sunlight: Team) -> None:
    vendor(office).accounts = [ListedAccount(f"acct_{number}", f"bella{number}") for number in range(9)]
    await office.says(SAM, "/assign")
    page = await office.presses(SAM, "More ▶")
    assert labels(page, SAM) == ["OnlyFans · @bella8 · acct_8", "◀ Back", "Show those with a team"]
    await office.presses(SAM, "OnlyFans · @bella8 · acct_8")
    assert labels(office.said, SAM)[-2:] == ["Moonlight Agency", sunlight.title]


@pytest.mark.usefixtures("sunlight")
async def test_an_account_that_has_anothers_label_is_told_by_its_id(office: Office) -> None:
    ids = ["acct_bella", f"acct_{'other' * 10}"]
    vendor(office).accounts = [ListedAccount(one, "bella") for one in ids]
    shown = await office.says(SAM, "/assign")
    assert labels(shown, SAM)[:2] == [f"OnlyFans · @bella · {one}" for one in ids]
    said = await office.says(SAM, f"/assign {ids[1]}")
    assert f"<b>@bella · {ids[1]}</b>" in texts(said, SAM)


async def test_a_vendor_that_is_silent_hides_its_own_accounts_only(office: Office) -> None:
    vendor(office).accounts.append(BELLA)
    other = Vendor(manifest("onlyfansapi", label="OnlyFansAPI"), fails=Failed(Reason.SCOPE_REFUSED))
    office.vendors["onlyfansapi"] = other
    said = await office.says(office.mia, "/accounts Stella")
    assert labels(said, office.mia) == [f"{IS_BELLA} · OnlyFansKit"]
    assert "OnlyFansAPI says that this bot's key lacks a right" in texts(said, office.mia)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (Reason.KEY_REFUSED, "look at the key: python -m bot check"),
        (Reason.PLAN_REFUSED, "look at the plan there: python -m bot check"),
        (Reason.SCOPE_REFUSED, "look at the key's rights: python -m bot check"),
        (Reason.PROVIDER_DOWN, "try again in a minute"),
    ],
)
async def test_where_nothing_is_free_a_silent_vendor_is_named_with_its_fault(
    office: Office, reason: Reason, told: str
) -> None:
    office.vendors["onlyfansapi"] = Vendor(manifest("onlyfansapi", label="OnlyFansAPI"), fails=Failed(reason))
    shown = texts(await office.says(office.mia, "/accounts Stella"), office.mia)
    assert "I could not look everywhere" in shown
    assert "OnlyFansAPI" in shown
    assert told in shown
    assert "/connect" not in shown


@pytest.mark.usefixtures("sunlight")
async def test_the_owner_is_told_which_key_to_look_at_before_what_is_missing_is_assigned(
    office: Office,
) -> None:
    refused = Failed(Reason.KEY_REFUSED)
    office.vendors["onlyfansapi"] = Vendor(manifest("onlyfansapi", label="OnlyFansAPI"), fails=refused)
    assert "OnlyFansAPI refused this bot's key" in texts(await office.says(SAM, "/assign"), SAM)
    vendor(office).fails = refused
    shown = texts(await office.says(SAM, "/assign"), SAM)
    assert shown.count("refused this bot's key") == len(office.vendors)
    assert "try again" not in shown


async def test_a_button_for_what_a_silent_vendor_lists_does_not_say_that_it_is_gone(office: Office) -> None:
    vendor(office).accounts.append(BELLA)
    office.vendors["onlyfansapi"] = Vendor(manifest("onlyfansapi", label="OnlyFansAPI"))
    await office.says(office.mia, "/accounts Stella")
    vendor(office).fails = Failed(Reason.KEY_REFUSED)
    await office.presses(office.mia, f"{IS_BELLA} · OnlyFansKit")
    assert "OnlyFansKit refused this bot's key" in office.toasts()[0]


async def test_no_list_is_shown_where_nobody_answers(office: Office) -> None:
    vendor(office).fails = Failed(Reason.PROVIDER_DOWN)
    said = await office.says(office.mia, "/accounts Stella")
    assert "OnlyFansKit did not give me its list just now" in texts(said, office.mia)


async def unclear(office: Office) -> Said:
    """Let a connection of Stella's have ended with accounts that nobody can tell apart; give the notice."""
    vendor(office).accounts.append(BELLA)
    attempt = await office.heart.stored(State.FAILED, account_id=None)
    return Said(SAM, "", {"@bella is hers": f"hers:{attempt.id}:{HANDLE}"})


async def test_the_owner_says_whose_account_it_is_and_she_has_the_last_word(office: Office) -> None:
    said = await office.presses(SAM, "@bella is hers", under=await unclear(office))
    assert "Is OnlyFans <b>@bella</b> (at OnlyFansKit) yours?" in texts(said, office.stella)
    assert len(await proposed(office)) == 1
    await office.presses(office.stella, "No")
    async with office.heart.store.read() as unit:
        assert await unit.accounts.by_external("onlyfanskit", BELLA.id) is None


async def test_with_several_teams_the_owners_word_gives_the_account_to_hers(
    office: Office, sunlight: Team
) -> None:
    vendor(office).accounts.clear()
    await office.presses(SAM, "@bella is hers", under=await unclear(office))
    assert len(await proposed(office)) == 1
    async with office.heart.store.read() as unit:
        assert await unit.assignments.of_team(sunlight.id) == []


async def test_her_no_takes_back_what_the_owners_word_gave_her_team(office: Office, sunlight: Team) -> None:
    vendor(office).accounts.clear()
    await office.presses(SAM, "@bella is hers", under=await unclear(office))
    await office.presses(office.stella, "No")
    async with office.heart.store.read() as unit:
        assert await unit.assignments.team_of("onlyfanskit", BELLA.id) is None
    assert (await office.audited())[-1] == "account_taken_back"
    assert "account_taken_back" not in await office.audited(sunlight)


@pytest.mark.usefixtures("sunlight")
async def test_her_no_leaves_her_team_what_the_owner_had_given_it_before(office: Office) -> None:
    await give(office, "Moonlight Agency")
    office.heart.clock.later(1)
    await office.says(office.mia, "/accounts Stella")
    await office.presses(office.mia, IS_BELLA)
    await office.presses(office.stella, "No")
    async with office.heart.store.read() as unit:
        assert await unit.assignments.team_of("onlyfanskit", BELLA.id) == office.heart.cast.team.id


async def test_a_manager_cannot_say_whose_account_it_is(office: Office) -> None:
    notice = await unclear(office)
    await office.presses(office.mia, "@bella is hers", under=replace(notice, chat_id=office.mia))
    assert office.toasts() == ["Only the owner of this bot can do that."]
    assert await proposed(office) == []

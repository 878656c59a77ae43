"""/assign, and the owner's word where a provider does not say which account a hosted login brought."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storage.models import Way
from tests.dialogs.connections.steps import ONLYFANSAPI, leaks
from tests.harness.connecting import account_of, ask_to_connect, her_page
from tests.harness.dialog import play
from tests.harness.vendors import account_in
from tests.harness.world import DIGITS
from tests.scenarios.page import Browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.onlyfansapi import Simulator
    from tests.harness.world import Team, World

import pytest

NOT_GIVEN = "The owner has not given that account to this team"


async def test_with_several_teams_the_owner_says_whose_an_account_may_be(world: World) -> None:
    team = await world.team(provider=ONLYFANSAPI, linked=False)
    other = await world.team(provider=ONLYFANSAPI, linked=False)
    account = account_in(ONLYFANSAPI, "sms", 9_001, digits=DIGITS)
    team.vendor.add_account(account)
    link = ("Mia", f"/accounts Stella {account.id} onlyfansapi", {"group": NOT_GIVEN})
    await play(team, [link, ("Mia", "/accounts Stella", {"Mia": "/assign"})])
    await play(team, [("Sam", "/assign", {"Sam": "no team may have yet"})])
    await play(team, [("Sam", f"/assign {account.id}", {"Sam": "Which team may have"})])
    await play(
        team, [("Sam", f"/assign {account.id} {team.group.title}", {"Sam": f"{team.group.title} may have"})]
    )
    await play(other, [link])
    await play(team, [("Mia", "/accounts Stella", {"Mia": "Which account is Stella's"})])
    await play(
        other,
        [("Sam", f"/assign {account.id} {other.group.title}", {"Sam": f"{other.group.title} may have"})],
    )
    await play(team, [link])
    await play(other, [(*link[:2], {"Stella": "Is OnlyFans", "Mia": "I've asked Stella"})])
    await play(other, [("Stella", "[Yes, it's mine]", {"group": "is linked", "Stella": "is linked"})])
    taken = {"Sam": "linked to somebody else already"}
    await play(team, [("Sam", f"/assign {account.id} {team.group.title}", taken)])
    await play(team, [("Mia", "private: /assign", {"Mia": "Only the owner"})])


@pytest.fixture
def nameless(world: World) -> Iterator[World]:
    """Have accounts of hosted logins named by their e-mail addresses, which tell nobody whose they are."""
    vendor: Simulator = world.vendors[ONLYFANSAPI]  # type: ignore[assignment]  # found by its slug
    vendor.unknown = replace(vendor.unknown, names_hosted=False)
    yield world
    vendor.unknown = replace(vendor.unknown, names_hosted=True)


async def begins(team: Team) -> str:
    """Have her open her page and begin; gives the address of the vendor's page in it."""
    async with Browser() as page:
        await page.open(await her_page(team))
        await page.send("begin")
        while page.seen.frame is None:
            await page.look()
        return page.seen.frame


async def signs_in_there(team: Team, frame: str) -> None:
    account = account_of(team)
    async with Browser() as page:
        await page.open(frame)
        await page.send("", email=account.login, password=account.password)
        while page.seen.form("") is None:
            await page.look()
        await page.send("", code=await team.vendor.phone(account.id).next_code())


async def test_the_owner_and_she_say_which_account_a_hosted_login_brought(nameless: World) -> None:
    team = await nameless.team(provider=ONLYFANSAPI, linked=False)
    other = await nameless.team(provider=ONLYFANSAPI, linked=False)
    await ask_to_connect(team, Way.HOSTED)
    await ask_to_connect(other, Way.HOSTED)
    frame, _ = await begins(team), await begins(other)
    await signs_in_there(team, frame)
    await play(
        team, [("the clock", 5, {"group": "The owner was asked to choose", "Stella": "does not say which"})]
    )
    question = await nameless.sees(nameless.owner, f"{team.group.title}: Stella connected an account")
    label = f"@{account_of(team).username} · {team.vendor.id_of(team.account_id)} is hers"
    assert [label] in question.labels
    nameless.owner.presses(question, label)
    await nameless.sees(nameless.owner, "It counts once she says yes")
    await play(team, [("Stella", "[Yes, it's mine]", {"group": "is linked", "Stella": "is linked"})])
    assert leaks(team) == []
    assert leaks(other) == []

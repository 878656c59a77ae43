"""What she begins where a login failed goes on with it: one card in the group, and no second ring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.dialogs.connections.steps import ONLYFANSAPI, leaks, types_password
from tests.harness.connecting import HERE, account_of, asked_to_connect, her_page
from tests.harness.dialog import CODE, play
from tests.scenarios.page import Browser

if TYPE_CHECKING:
    from tests.harness.world import Team, World


def cards(team: Team) -> list[str]:
    """Give the cards of logins in the group, as they are."""
    return [card.text for card in team.cards() if card.text.startswith("🔑")]


async def test_a_login_that_needed_her_password_stays_the_managers(world: World) -> None:
    team = await world.team("no_credentials", provider=ONLYFANSAPI)
    needed = {"group": "OnlyFansAPI has none stored", "Stella": "that needs your password"}
    await play(team, [("Mia", "/login Stella", needed)])
    asked = team.last()
    await play(team, [("Stella", "[Open the page]", {"Stella": HERE})])
    assert team.sent(team.creator.private, "you asked to") == []
    assert [message.id for message in team.private if message.id > asked.id] == [team.last().id]
    await types_password(team)
    await play(team, [("Stella", CODE, {"group": "✅ Connected", "Stella": "signed in · Mia"})])
    assert len(cards(team)) == 1
    assert leaks(team) == []


async def test_another_try_on_the_page_names_the_manager_and_rings_nobody(world: World) -> None:
    team = await asked_to_connect(world, ONLYFANSAPI)
    account = account_of(team)
    async with Browser() as page:
        await page.open(await her_page(team))
        await page.send("begin")
        await page.send("sign_in", username=account.login, password="no password of hers")
        await page.until_form("again")
        await team.group_sees("did not accept")
        heard = team.last().id
        await page.send("again")
        await team.group_sees("🕓 Asked Stella")
        await page.send("sign_in", username=account.login, password=account.password)
        await team.sees("Type the code")
        assert [message.id for message in team.private if heard < message.id] == [team.prompts[-1].id]
    assert "Mia" in team.prompts[-1].text
    await play(team, [("Stella", CODE, {"group": "✅ Connected", "Stella": "connected · Mia"})])
    assert len(cards(team)) == 1
